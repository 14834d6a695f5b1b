namespace VoicemailOrleans.Silo.Hosting.Settings;

/// <summary>What came of loading.</summary>
/// <param name="Settings">The settings; only to be used when there are no errors.</param>
/// <param name="Errors">Each names the setting and what is wrong with it.</param>
/// <param name="Warnings">What is odd but harmless.</param>
internal sealed record LoadedSettings(
    ServiceSettings Settings, IReadOnlyList<string> Errors, IReadOnlyList<string> Warnings);

/// <summary>
/// Gathers values from <c>appsettings.json</c>, <c>.env</c>, the environment and the command line, each overriding the
/// one before, and checks all of them, so that one start names every mistake. An empty value counts as not set.
/// </summary>
internal static class SettingsLoader
{
    /// <summary>Sections of <c>appsettings.json</c> that belong to the framework.</summary>
    private static readonly string[] FrameworkSections = ["Logging", "AllowedHosts", "Kestrel"];

    /// <summary>Loads from a folder's files, the process's environment and overrides.</summary>
    public static LoadedSettings Load(string folder, IReadOnlyDictionary<string, string>? overrides = null)
    {
        var errors = new List<string>();
        var warnings = new List<string>();
        var values = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        AddJson(Path.Combine(folder, "appsettings.json"), values, errors);
        AddEnvFile(Path.Combine(folder, ".env"), values, errors, warnings);
        foreach (var name in SettingCatalog.ByName.Keys)
            if (Environment.GetEnvironmentVariable(name) is { } value) values[name] = value;
        foreach (var (name, value) in overrides ?? new Dictionary<string, string>()) values[name] = value;
        var settings = Apply(values, errors);
        errors.AddRange(SettingsCheck.Check(settings));
        return new LoadedSettings(settings, errors, warnings);
    }

    /// <summary>Applies raw values; every one that is wrong adds an error.</summary>
    internal static ServiceSettings Apply(IReadOnlyDictionary<string, string> values, ICollection<string> errors)
    {
        var settings = new ServiceSettings();
        var all = SettingCatalog.Sections.SelectMany(section => section.Settings).Concat(SettingCatalog.Retired);
        foreach (var setting in all.OrderBy(setting => setting.Name != SettingCatalog.Roles))
        {
            // The present name wins over the predecessor's.
            foreach (var name in setting.Aliases.Append(setting.Name))
            {
                if (!values.TryGetValue(name, out var value) || string.IsNullOrWhiteSpace(value)) continue;
                if (setting.Apply(settings, value.Trim()) is { } wrong) errors.Add($"{name} {wrong}.");
            }
        }

        if (settings.SmtpHostName.Length == 0) settings.SmtpHostName = HostName();
        return settings;
    }

    private static string HostName()
    {
        var name = Environment.MachineName.ToLowerInvariant();
        return Uri.CheckHostName(name) == UriHostNameType.Dns ? name : "localhost";
    }

    private static void AddJson(string path, Dictionary<string, string> values, List<string> errors)
    {
        if (!File.Exists(path)) return;
        IConfigurationRoot json;
        try
        {
            json = new ConfigurationBuilder().AddJsonFile(path).Build();
        }
        catch (InvalidDataException e)
        {
            errors.Add($"appsettings.json cannot be read: {e.InnerException?.Message ?? e.Message}");
            return;
        }

        foreach (var section in json.GetChildren())
        {
            if (SettingCatalog.ByName.ContainsKey(section.Key)) values[section.Key] = section.Value ?? "";
            else if (!FrameworkSections.Contains(section.Key))
                errors.Add($"appsettings.json has the unknown key {section.Key}.");
        }
    }

    private static void AddEnvFile(
        string path, Dictionary<string, string> values, List<string> errors, List<string> warnings)
    {
        if (!File.Exists(path)) return;
        foreach (var (name, value) in EnvFile.Parse(File.ReadAllText(path), errors))
        {
            values[name] = value;
            if (!SettingCatalog.ByName.ContainsKey(name))
                warnings.Add($".env sets {name}, which this service does not know.");
        }
    }
}
