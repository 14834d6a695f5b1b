using VoicemailOrleans.Grains;
using VoicemailOrleans.Silo.Health.Metrics;

namespace VoicemailOrleans.Silo.Operations;

/// <summary>
/// Turns the registry's running totals into what was counted since the sample before. The registry listens to the
/// meters anyway, for <c>/metrics</c>; so a sample costs one look at it, and the journey nothing.
/// </summary>
internal sealed class MeterSampler(PrometheusRegistry registry)
{
    private readonly Dictionary<string, double> totals = [];
    private readonly Dictionary<string, IReadOnlyList<long>> buckets = [];

    /// <summary>Gauges as of now.</summary>
    public IReadOnlyDictionary<string, double> Levels() => registry.Read(MeterCatalog.Names)
        .Where(MeterCatalog.IsLevel).ToDictionary(reading => reading.Key, reading => reading.Value);

    /// <summary>What was counted since the last call.</summary>
    public MeterSlot Take(DateTimeOffset start)
    {
        var counts = new Dictionary<string, double>();
        var levels = new Dictionary<string, double>();
        var spreads = new Dictionary<string, IReadOnlyList<SpreadBucket>>();
        foreach (var reading in registry.Read(MeterCatalog.Names))
        {
            switch (reading.Type)
            {
                case MetricType.Gauge:
                    levels[reading.Key] = reading.Value;
                    break;
                case MetricType.Counter:
                    var grown = reading.Value - totals.GetValueOrDefault(reading.Key);
                    totals[reading.Key] = reading.Value;
                    if (grown > 0) counts[reading.Key] = grown;
                    break;
                default:
                    var spread = Spread(reading).ToList();
                    buckets[reading.Key] = reading.Buckets;
                    if (spread.Count > 0) spreads[reading.Key] = spread;
                    break;
            }
        }

        return new MeterSlot(start, counts, levels, spreads);
    }

    private IEnumerable<SpreadBucket> Spread(MetricReading reading)
    {
        var before = buckets.GetValueOrDefault(reading.Key);
        for (var i = 0; i < reading.Buckets.Count; i++)
        {
            var count = reading.Buckets[i] - (before?[i] ?? 0);
            if (count <= 0) continue;
            var from = i == 0 ? 0 : reading.Bounds[i - 1];
            yield return new SpreadBucket(from, i < reading.Bounds.Count ? reading.Bounds[i] : null, count);
        }
    }
}
