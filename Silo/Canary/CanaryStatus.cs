using System.Diagnostics.Metrics;
using VoicemailOrleans.Grains;

namespace VoicemailOrleans.Silo.Canary;

/// <summary>How the last canaries fared, for health and metrics.</summary>
internal sealed class CanaryStatus
{
    private readonly Counter<long> flights;
    private readonly Histogram<double> duration;
    private readonly TimeProvider clock;

    public CanaryStatus(IMeterFactory meters, TimeProvider clock)
    {
        this.clock = clock;
        var meter = meters.Create(Telemetry.MeterName);
        flights = meter.CreateCounter<long>(
            "voicemail.canary.flights", "{voicemail}", "Voicemails of our own, by outcome.");
        duration = meter.CreateHistogram<double>(
            "voicemail.canary.duration", "s", "From the journal to the smarthost, as the canary saw it.");
        Count("arrived", 0); // a first one is seen as growth
        Count("failed", 0);
    }

    /// <summary>When one last arrived; null for never.</summary>
    public DateTimeOffset? ArrivedAt { get; private set; }

    /// <summary>How long that took.</summary>
    public TimeSpan Took { get; private set; }

    /// <summary>What was the matter with the last one; null when it arrived.</summary>
    public string? Problem { get; private set; }

    public void Arrived(TimeSpan took)
    {
        (ArrivedAt, Took, Problem) = (clock.GetUtcNow(), took, null);
        Count("arrived", 1);
        duration.Record(took.TotalSeconds);
    }

    public void Failed(string problem)
    {
        Problem = problem;
        Count("failed", 1);
    }

    private void Count(string outcome, int count) =>
        flights.Add(count, new KeyValuePair<string, object?>("outcome", outcome));
}
