using System.Diagnostics.Metrics;
using VoicemailOrleans.Core.Mail.Smtp;
using VoicemailOrleans.Grains;

namespace VoicemailOrleans.Gateway;

/// <summary>What the gateway counts.</summary>
internal sealed class GatewayMetrics
{
    private readonly UpDownCounter<long> open;
    private readonly Counter<long> sessions;
    private readonly Counter<long> messages;
    private readonly Counter<long> octets;
    private readonly Counter<long> refused;
    private readonly Counter<long> handshakesFailed;
    private readonly Counter<long> authFailures;
    private readonly Histogram<double> acknowledgement;

    public GatewayMetrics(IMeterFactory factory, ChunkPool pool)
    {
        var meter = factory.Create(Telemetry.MeterName);
        open = meter.CreateUpDownCounter<long>("voicemail.smtp.sessions.open", "{session}", "SMTP sessions open now");
        sessions = meter.CreateCounter<long>("voicemail.smtp.sessions", "{session}", "SMTP sessions begun");
        messages = meter.CreateCounter<long>("voicemail.smtp.accepted", "{message}", "Messages answered with 250");
        octets = meter.CreateCounter<long>("voicemail.smtp.accepted.size", "By", "Content answered with 250");
        refused = meter.CreateCounter<long>(
            "voicemail.smtp.refused", "{reply}", "4xx and 5xx replies, by reply code and enhanced status code");
        handshakesFailed = meter.CreateCounter<long>("voicemail.smtp.tls.failures", "{handshake}", "Handshakes failed");
        authFailures = meter.CreateCounter<long>("voicemail.smtp.auth.failures", "{attempt}", "Wrong credentials");
        acknowledgement = meter.CreateHistogram<double>(
            "voicemail.smtp.acknowledgement", "s", "From the final dot to its reply");
        meter.CreateObservableGauge("voicemail.smtp.buffered", () => pool.BytesInUse, "By", "Content held in memory");
        // What alerts go by begins at 0: a series that begins with its first event has not grown, to Prometheus.
        messages.Add(0);
        Refused(0, 451, "4.3.0");
        Refused(0, 452, "4.3.1");
    }

    public void SessionBegan()
    {
        open.Add(1);
        sessions.Add(1);
    }

    public void SessionEnded(int wrongCredentials)
    {
        open.Add(-1);
        if (wrongCredentials > 0) authFailures.Add(wrongCredentials);
    }

    public void Accepted(long bytes)
    {
        messages.Add(1);
        octets.Add(bytes);
    }

    public void Acknowledged(TimeSpan took) => acknowledgement.Record(took.TotalSeconds);

    public void Refused(SmtpReply reply) => Refused(1, reply.Code, reply.Enhanced?.ToString());

    public void HandshakeFailed() => handshakesFailed.Add(1);

    private void Refused(int count, int code, string? enhanced) => refused.Add(
        count, new KeyValuePair<string, object?>("code", code),
        new KeyValuePair<string, object?>("enhanced", enhanced));
}
