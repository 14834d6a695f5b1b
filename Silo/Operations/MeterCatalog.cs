using VoicemailOrleans.Silo.Health.Metrics;

namespace VoicemailOrleans.Silo.Operations;

/// <summary>
/// The instruments whose history is kept. All of their series are; labels of ours (outcomes, reply codes, kinds,
/// engines) are few.
/// </summary>
internal static class MeterCatalog
{
    private const string FreeSpace = "voicemail.journal.free";

    /// <summary>Their names.</summary>
    public static readonly string[] Names =
    [
        "voicemail.smtp.sessions", "voicemail.smtp.sessions.open", "voicemail.smtp.accepted", "voicemail.smtp.refused",
        "voicemail.smtp.auth.failures", "voicemail.smtp.tls.failures", "voicemail.smtp.acknowledgement",
        "voicemail.grain.turns", "voicemail.grain.turn.duration", "voicemail.grain.turns.running",
        "voicemail.grain.leases.lost", "voicemail.grain.conflicts", "voicemail.grain.store.failures",
        "voicemail.grain.total", "voicemail.grain.due", "voicemail.grain.due.age",
        "voicemail.relay.recipients", "voicemail.delivery.duration", "voicemail.smarthost.connections",
        "voicemail.smarthost.dials",
        "voicemail.speech.requests", "voicemail.speech.billed", "voicemail.speech.duration",
        "voicemail.journal.backlog", "voicemail.journal.failures", FreeSpace,
    ];

    /// <summary>The worse of two values of a gauge: the lower one of free space, the higher of others.</summary>
    public static double Worse(string key, double one, double other) =>
        key == FreeSpace ? Math.Min(one, other) : Math.Max(one, other);

    /// <summary>Whether a reading is kept as a level.</summary>
    public static bool IsLevel(MetricReading reading) => reading.Type == MetricType.Gauge;
}
