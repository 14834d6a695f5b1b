using VoicemailOrleans.Grains;

namespace VoicemailOrleans.AdminUi.Operations;

/// <summary>The health checks by name, for people.</summary>
internal static class ComponentWords
{
    public static string Name(string component) => component switch
    {
        "store" => "Store",
        "journal" => "Journal",
        "silo" => "Scheduler",
        "smarthost" => "Mail server",
        "speech" => "Speech engines",
        _ => char.ToUpperInvariant(component[0]) + component[1..],
    };

    public static string Icon(string component) => component switch
    {
        "store" => "database",
        "journal" => "hard-drive",
        "smarthost" => "mail-warning",
        "speech" => "mic-off",
        "silo" => "server",
        _ => "triangle-alert",
    };

    /// <summary>What is the matter when it is not well.</summary>
    public static string Trouble(string component, ComponentHealth health) => (component, health) switch
    {
        ("store", ComponentHealth.Degraded) => "The store should be looked at",
        ("store", _) => "The store does not answer",
        ("journal", ComponentHealth.Degraded) => "Accepted mail waits in the journal",
        ("journal", _) => "Mail cannot be accepted",
        ("silo", _) => "A silo is stuck",
        ("smarthost", _) => "The mail server does not take mail",
        ("speech", _) => "A speech engine is out of service",
        ("health", _) => "A process does not answer its own questions",
        _ => $"{Name(component)} is not well",
    };
}
