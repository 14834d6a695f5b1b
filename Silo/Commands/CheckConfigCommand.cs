using System.CommandLine;
using VoicemailOrleans.Silo.Hosting;
using VoicemailOrleans.Silo.Hosting.Settings;
using VoicemailOrleans.Silo.Rules;
using VoicemailOrleans.Silo.Smarthost;
using VoicemailOrleans.Silo.Spool.Sealing;

namespace VoicemailOrleans.Silo.Commands;

/// <summary>
/// <c>voicemail check-config</c>: names every mistake in the configuration, or says that there is none.
/// </summary>
internal static class CheckConfigCommand
{
    /// <summary>For commands that relay nothing: a configuration without a smarthost will do.</summary>
    public static readonly IReadOnlyDictionary<string, string> WithoutSmarthost = new Dictionary<string, string>
    {
        ["OUTBOUND_SMTP_HOST"] = "unneeded.invalid",
    };

    public static Command Create()
    {
        var reference = new Option<bool>("--reference")
        {
            Description = "Print the reference of all settings as Markdown.",
        };
        var roles = new Option<string?>("--roles") { Description = "Parts to check for; overrides ROLES." };
        var command = new Command("check-config", "Check the configuration and name every mistake.")
        {
            reference, roles,
        };
        command.SetAction(parsed => parsed.GetValue(reference) ? PrintReference() : Check(parsed.GetValue(roles)));
        return command;
    }

    /// <summary>Loads the settings of this folder; prints what is wrong and returns null when anything is.</summary>
    public static ServiceSettings? LoadOrExplain(IReadOnlyDictionary<string, string>? overrides = null)
    {
        var loaded = SettingsLoader.Load(Environment.CurrentDirectory, overrides);
        foreach (var warning in loaded.Warnings) Console.Error.WriteLine($"warning: {warning}");
        foreach (var error in loaded.Errors) Console.Error.WriteLine($"error: {error}");
        return loaded.Errors.Count == 0 ? loaded.Settings : null;
    }

    /// <summary>The same for the parts that somebody named; null for those of ROLES.</summary>
    public static ServiceSettings? LoadForRoles(string? roles) => LoadOrExplain(
        roles is null ? null : new Dictionary<string, string> { [SettingCatalog.Roles] = roles });

    private static int Check(string? roles)
    {
        if (LoadForRoles(roles) is not { } settings) return 1;
        if ((settings.Roles & (Roles.Silo | Roles.Admin)) != 0)
        {
            var rules = RuleCheck.Problems(settings.StoragePath, new ModuleOptions(settings, "", "").Policy);
            foreach (var problem in rules) Console.Error.WriteLine($"error: {problem}");
            if (rules.Count > 0) return 1;
        }

        try
        {
            var keys = ContentKeySource.Load(settings);
            Console.WriteLine("The configuration is fine.");
            foreach (var (what, value) in Describe(settings, keys)) Console.WriteLine($"  {what,-13} {value}");
            return 0;
        }
        catch (InvalidOperationException e)
        {
            Console.Error.WriteLine($"error: {e.Message}");
            return 1;
        }
    }

    /// <summary>What this process would do, in the roles it plays.</summary>
    private static IEnumerable<(string What, string Value)> Describe(ServiceSettings s, ContentKeys keys)
    {
        yield return ("roles", RoleNames.Of(s.Roles));
        if (s.Roles.HasFlag(Roles.Gateway)) yield return ("receives on", $"{s.SmtpHost}:{s.SmtpPort}");
        if (s.Roles.HasFlag(Roles.Silo))
        {
            var hosts = s.OutboundHosts.Select(host => SmarthostAddress.Parse(host, s.OutboundPort));
            yield return ("relays to", $"{string.Join(", then ", hosts)} ({s.OutboundTls})");
            yield return ("transcribes", $"{string.Join(", then ", s.EffectiveSpeechEngines)}, in {s.SpeechLanguage}");
        }

        yield return ("stores in", Path.GetFullPath(s.StoragePath));
        if (keys.IsConfigured)
            yield return ("content is", $"{(keys.IsSealing ? "sealed" : "in clear")}; keys: {string.Join(", ", keys.Ids)}");
        yield return ("state in", s.Redis is { } redis ? $"Redis, {redis}" : "SQLite, for this process alone");
        var ui = s.Roles.HasFlag(Roles.Admin) ? "admin UI" : "health on";
        yield return (ui, $"http://{s.HttpHost}:{s.HttpPort}/");
    }

    private static int PrintReference()
    {
        Console.Write(SettingsReference.Markdown());
        return 0;
    }
}
