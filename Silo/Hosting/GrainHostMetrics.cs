using System.Diagnostics.Metrics;
using VoicemailOrleans.Grains;

namespace VoicemailOrleans.Silo.Hosting;

/// <summary>The instruments of the silo's scheduler.</summary>
internal sealed class GrainHostMetrics
{
    /// <summary>The outcome of a turn over a grain that has struck out.</summary>
    public const string Quarantined = "quarantined";

    /// <summary>The outcome of a turn that is tried again.</summary>
    public const string Failed = "failed";

    private readonly TimeProvider clock;
    private readonly Counter<long> turns;
    private readonly Histogram<double> duration;
    private readonly Counter<long> claims;
    private readonly Counter<long> leasesLost;
    private readonly Counter<long> storeFailures;
    private volatile IReadOnlyList<GrainCount> counts = [];

    /// <summary>Creates them.</summary>
    public GrainHostMetrics(IMeterFactory meters, TimeProvider clock, Func<int> running)
    {
        this.clock = clock;
        var meter = meters.Create(Telemetry.MeterName);
        turns = meter.CreateCounter<long>("voicemail.grain.turns", "{turn}", "Turns taken, by kind and outcome.");
        duration = meter.CreateHistogram<double>(
            "voicemail.grain.turn.duration", "s", "How long turns took, by kind and outcome.");
        claims = meter.CreateCounter<long>("voicemail.grain.claims", "{grain}", "Grains claimed, by kind.");
        leasesLost = meter.CreateCounter<long>(
            "voicemail.grain.leases.lost", "{lease}", "Leases lost during a turn, by kind.");
        storeFailures = meter.CreateCounter<long>(
            "voicemail.grain.store.failures", "{failure}", "Rounds of the scheduler that the store failed.");
        meter.CreateObservableGauge("voicemail.grain.turns.running", () => running(), "{turn}", "Turns under way.");
        meter.CreateObservableGauge(
            "voicemail.grain.total", () => Observe(count => count.Total), "{grain}", "Grains, by kind.");
        meter.CreateObservableGauge(
            "voicemail.grain.due", () => Observe(count => count.Due), "{grain}", "Grains due now, by kind.");
        meter.CreateObservableGauge(
            "voicemail.grain.due.age", () => Observe(Age), "s", "How long the oldest due grain has waited, by kind.");
        storeFailures.Add(0); // a first one is seen as growth
        foreach (var kind in new[] { GrainKinds.Voicemail, GrainKinds.Transcription })
        {
            turns.Add(0, OfKind(kind), OfOutcome(Quarantined));
            turns.Add(0, OfKind(kind), OfOutcome(Failed));
        }
    }

    /// <summary>A turn is over.</summary>
    public void Took(string kind, string outcome, TimeSpan elapsed)
    {
        turns.Add(1, OfKind(kind), OfOutcome(outcome));
        duration.Record(elapsed.TotalSeconds, OfKind(kind), OfOutcome(outcome));
    }

    /// <summary>A grain was claimed.</summary>
    public void Claimed(string kind) => claims.Add(1, OfKind(kind));

    /// <summary>A lease was lost.</summary>
    public void LostLease(string kind) => leasesLost.Add(1, OfKind(kind));

    /// <summary>The store failed.</summary>
    public void StoreFailed() => storeFailures.Add(1);

    /// <summary>
    /// The backlog as of now. A kind without grains is not counted any more: of one seen before that is said, or its
    /// last figures would stand.
    /// </summary>
    public void Counted(IReadOnlyList<GrainCount> now) => counts =
    [
        .. now,
        .. counts.ExceptBy(now.Select(count => count.Kind), count => count.Kind)
            .Select(former => new GrainCount(former.Kind, 0, 0, null)),
    ];

    private IEnumerable<Measurement<double>> Observe(Func<GrainCount, double> value) =>
        counts.Select(count => new Measurement<double>(value(count), OfKind(count.Kind)));

    private static KeyValuePair<string, object?> OfKind(string kind) => new("kind", kind);

    private static KeyValuePair<string, object?> OfOutcome(string outcome) => new("outcome", outcome);

    private double Age(GrainCount count) =>
        count.OldestDue is { } oldest ? Math.Max(0, (clock.GetUtcNow() - oldest).TotalSeconds) : 0;
}
