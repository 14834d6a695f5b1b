using System.Diagnostics.Metrics;
using VoicemailOrleans.Core.Mail.Smtp.Client;
using VoicemailOrleans.Grains;

namespace VoicemailOrleans.Silo.Smarthost;

/// <summary>What operators see of the relaying.</summary>
internal sealed class SmarthostMetrics
{
    // From the seconds a good journey takes to the days that retries last.
    private static readonly double[] JourneyBounds =
        [1, 2, 3, 5, 7.5, 10, 15, 20, 30, 45, 60, 90, 120, 180, 240, 300, 360, 600, 1800, 3600, 21600, 86400];

    private readonly Counter<long> recipients;
    private readonly Counter<long> lateTranscripts;
    private readonly Histogram<double> duration;
    private readonly UpDownCounter<long> connections;
    private readonly Counter<long> dials;
    private readonly Histogram<double> journey;

    public SmarthostMetrics(IMeterFactory meters)
    {
        var meter = meters.Create(Telemetry.MeterName);
        recipients = meter.CreateCounter<long>(
            "voicemail.relay.recipients", "{recipient}", "Recipients offered to the smarthost, by outcome.");
        lateTranscripts = meter.CreateCounter<long>(
            "voicemail.relay.late_transcripts", "{recipient}", "Recipients that were sent a transcript after the mail.");
        duration = meter.CreateHistogram<double>(
            "voicemail.relay.duration", "s", "Time to relay one message, waiting for a connection included.");
        connections = meter.CreateUpDownCounter<long>(
            "voicemail.smarthost.connections", "{connection}", "Open connections to the smarthost.");
        dials = meter.CreateCounter<long>(
            "voicemail.smarthost.dials", "{connection}", "Connections opened or tried, by result and TLS.");
        journey = meter.CreateHistogram(
            "voicemail.delivery.duration", "s",
            "From the receipt of a message to its delivery, resends and reports left out.",
            tags: null, new InstrumentAdvice<double> { HistogramBucketBoundaries = JourneyBounds });
        foreach (var kind in Enum.GetValues<ResultKind>()) Count(kind, 0); // a first one is seen as growth
    }

    public void Relayed(ResultKind kind) => Count(kind, 1);

    /// <summary>A late transcript reached so many recipients.</summary>
    public void Followed(int count) => lateTranscripts.Add(count);

    /// <summary>A message reached a recipient so long after its receipt.</summary>
    public void Delivered(TimeSpan sinceReceipt) => journey.Record(Math.Max(0, sinceReceipt.TotalSeconds));

    public void Took(TimeSpan elapsed) => duration.Record(elapsed.TotalSeconds);

    public void Opened(bool isEncrypted)
    {
        connections.Add(1);
        Dialled("open", isEncrypted ? "yes" : "no");
    }

    public void NotOpened(FailureKind kind) => Dialled(kind.ToString().ToLowerInvariant(), "none");

    public void Closed() => connections.Add(-1);

    private void Count(ResultKind kind, int recipientCount) => recipients.Add(
        recipientCount, new KeyValuePair<string, object?>("outcome", kind.ToString().ToLowerInvariant()));

    private void Dialled(string result, string tls) => dials.Add(
        1, new KeyValuePair<string, object?>("result", result), new KeyValuePair<string, object?>("tls", tls));
}
