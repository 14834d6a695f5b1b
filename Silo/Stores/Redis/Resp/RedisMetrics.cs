using System.Diagnostics.Metrics;
using VoicemailOrleans.Grains;

namespace VoicemailOrleans.Silo.Stores.Redis.Resp;

/// <summary>
/// How Redis answers: a duration that grows says that its disk or its host is slow; failures say which way it is gone.
/// </summary>
internal sealed class RedisMetrics
{
    private readonly Counter<long> calls;
    private readonly Histogram<double> duration;
    private readonly Counter<long> failures;
    private readonly Counter<long> connects;

    /// <summary>Creates the instruments.</summary>
    public RedisMetrics(IMeterFactory meters)
    {
        var meter = meters.Create(Telemetry.MeterName);
        calls = meter.CreateCounter<long>("voicemail.redis.calls", "{call}", "Calls to Redis, failed ones included.");
        duration = meter.CreateHistogram<double>(
            "voicemail.redis.call.duration", "s", "Time until Redis answered, waiting for a connection included.");
        failures = meter.CreateCounter<long>(
            "voicemail.redis.failures", "{call}", "Calls without an answer or with an error, by reason.");
        connects = meter.CreateCounter<long>(
            "voicemail.redis.connects", "{connection}", "Connections made or tried, by result.");
    }

    /// <summary>An answer came.</summary>
    public void Answered(TimeSpan elapsed)
    {
        calls.Add(1);
        duration.Record(elapsed.TotalSeconds);
    }

    /// <summary>A call ended without an answer it wanted.</summary>
    /// <param name="reason">The server's error code, or ours: not-sent, unknown, canceled.</param>
    public void Failed(string reason)
    {
        calls.Add(1);
        failures.Add(1, new KeyValuePair<string, object?>("reason", reason));
    }

    /// <summary>A connection was made.</summary>
    public void Connected() => connects.Add(1, new KeyValuePair<string, object?>("result", "connected"));

    /// <summary>An attempt failed.</summary>
    public void NotConnected() => connects.Add(1, new KeyValuePair<string, object?>("result", "failed"));
}
