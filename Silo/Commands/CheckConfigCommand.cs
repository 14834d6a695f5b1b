using System.CommandLine;
using VoicemailOrleans.Silo.Hosting.Settings;

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
        var command = new Command("check-config", "Check the configuration and name every mistake.") { reference };
        command.SetAction(parsed => parsed.GetValue(reference) ? PrintReference() : Check());
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

    private static int Check()
    {
        if (LoadOrExplain() is not { } settings) return 1;
        Console.WriteLine("The configuration is fine.");
        Console.WriteLine($"  receives on   {settings.SmtpHost}:{settings.SmtpPort}");
        Console.WriteLine($"  relays to     {settings.OutboundHost}:{settings.OutboundPort} ({settings.OutboundTls})");
        Console.WriteLine($"  transcribes   {string.Join(", then ", settings.EffectiveSpeechEngines)}");
        Console.WriteLine($"  stores in     {Path.GetFullPath(settings.StoragePath)}");
        Console.WriteLine($"  admin UI      http://{settings.HttpHost}:{settings.HttpPort}/");
        return 0;
    }

    private static int PrintReference()
    {
        Console.Write(SettingsReference.Markdown());
        return 0;
    }
}
