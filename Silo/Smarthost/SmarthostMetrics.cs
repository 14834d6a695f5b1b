using System.Diagnostics.Metrics;
using VoicemailOrleans.Core.Mail.Smtp.Client;
using VoicemailOrleans.Grains;

namespace VoicemailOrleans.Silo.Smarthost;

/// <summary>What operators see of the relaying.</summary>
internal sealed class SmarthostMetrics
{
    private readonly Counter<long> recipients;
    private readonly Histogram<double> duration;
    private readonly UpDownCounter<long> connections;
    private readonly Counter<long> dials;

    public SmarthostMetrics(IMeterFactory meters)
    {
        var meter = meters.Create(Telemetry.MeterName);
        recipients = meter.CreateCounter<long>(
            "voicemail.relay.recipients", "{recipient}", "Recipients offered to the smarthost, by outcome.");
        duration = meter.CreateHistogram<double>(
            "voicemail.relay.duration", "s", "Time to relay one message, waiting for a connection included.");
        connections = meter.CreateUpDownCounter<long>(
            "voicemail.smarthost.connections", "{connection}", "Open connections to the smarthost.");
        dials = meter.CreateCounter<long>(
            "voicemail.smarthost.dials", "{connection}", "Connections opened or tried, by result and TLS.");
    }

    public void Relayed(ResultKind kind) =>
        recipients.Add(1, new KeyValuePair<string, object?>("outcome", kind.ToString().ToLowerInvariant()));

    public void Took(TimeSpan elapsed) => duration.Record(elapsed.TotalSeconds);

    public void Opened(bool isEncrypted)
    {
        connections.Add(1);
        Dialled("open", isEncrypted ? "yes" : "no");
    }

    public void NotOpened(FailureKind kind) => Dialled(kind.ToString().ToLowerInvariant(), "none");

    public void Closed() => connections.Add(-1);

    private void Dialled(string result, string tls) => dials.Add(
        1, new KeyValuePair<string, object?>("result", result), new KeyValuePair<string, object?>("tls", tls));
}
