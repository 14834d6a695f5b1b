using System.Diagnostics.Metrics;
using VoicemailOrleans.Grains;

namespace VoicemailOrleans.Silo.Spool;

/// <summary>The numbers the journal and the spool are watched by.</summary>
internal sealed class SpoolMetrics
{
    private readonly Counter<long> messages;
    private readonly Counter<long> bytes;
    private readonly Counter<long> refused;
    private readonly Counter<long> failures;
    private readonly Counter<long> quarantined;
    private readonly Counter<long> adopted;
    private readonly Histogram<double> flush;
    private readonly Histogram<long> batch;
    private long freeBytes;

    /// <summary>Creates the instruments.</summary>
    public SpoolMetrics(IMeterFactory factory, JournalProgress progress, TimeProvider time)
    {
        var meter = factory.Create(Telemetry.MeterName);
        messages = meter.CreateCounter<long>("voicemail.journal.messages", "{message}", "Messages made durable.");
        bytes = meter.CreateCounter<long>("voicemail.journal.bytes", "By", "Octets of content made durable.");
        refused = meter.CreateCounter<long>("voicemail.journal.refused", "{message}", "Messages not taken, by reason.");
        failures = meter.CreateCounter<long>("voicemail.journal.failures", "{failure}", "Disk failures, by place.");
        quarantined = meter.CreateCounter<long>(
            "voicemail.spool.quarantined", "{record}", "Damaged records put aside.");
        adopted = meter.CreateCounter<long>(
            "voicemail.journal.adopted", "{message}", "Messages taken over from nodes that have ended.");
        flush = meter.CreateHistogram<double>("voicemail.journal.commit.duration", "s", "Time of one group commit.");
        batch = meter.CreateHistogram<long>("voicemail.journal.batch", "{message}", "Messages per group commit.");
        meter.CreateObservableGauge("voicemail.journal.free", () => FreeBytes, "By", "Free space.");
        meter.CreateObservableGauge(
            "voicemail.journal.backlog", () => progress.Backlog, "{message}", "Messages not yet in spool and grains.");
        meter.CreateObservableGauge(
            "voicemail.journal.backlog.age", () => AgeOf(progress, time), "s", "Age of the oldest of them.");
    }

    /// <summary>Free octets at the last look.</summary>
    public long FreeBytes
    {
        get => Interlocked.Read(ref freeBytes);
        set => Interlocked.Exchange(ref freeBytes, value);
    }

    /// <summary>A group commit ended.</summary>
    public void Appended(AppendResult result, int count, long size, TimeSpan duration)
    {
        if (result != AppendResult.Durable)
        {
            var reason = result == AppendResult.NoSpace ? "no_space" : "failed";
            refused.Add(count, new KeyValuePair<string, object?>("reason", reason));
            return;
        }

        messages.Add(count);
        bytes.Add(size);
        batch.Record(count);
        flush.Record(duration.TotalSeconds);
    }

    /// <summary>The journal could not write.</summary>
    public void JournalFailed() => failures.Add(1, new KeyValuePair<string, object?>("place", "journal"));

    /// <summary>Content could not be made durable.</summary>
    public void CheckpointFailed() => failures.Add(1, new KeyValuePair<string, object?>("place", "checkpoint"));

    /// <summary>A damaged record was put aside.</summary>
    public void Quarantined() => quarantined.Add(1);

    /// <summary>Segments with so many messages were taken over.</summary>
    public void Adopted(long count) => adopted.Add(count);

    private static double AgeOf(JournalProgress progress, TimeProvider time) =>
        progress.Oldest is { } oldest ? Math.Max(0, (time.GetUtcNow() - oldest).TotalSeconds) : 0;
}
