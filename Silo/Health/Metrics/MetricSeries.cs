namespace VoicemailOrleans.Silo.Health.Metrics;

/// <summary>What an instrument is to Prometheus.</summary>
internal enum MetricType
{
    Counter,
    Gauge,
    Histogram,
}

/// <summary>One set of label values of one instrument. Not thread-safe: the registry locks.</summary>
internal sealed class MetricSeries(int bucketCount)
{
    /// <summary>Sum of a counter or histogram, last value of a gauge.</summary>
    public double Value { get; set; }

    /// <summary>Measurements of a histogram.</summary>
    public long Count { get; private set; }

    /// <summary>Measurements per bucket, not cumulative; the last one is beyond all bounds.</summary>
    public long[] Buckets { get; } = new long[bucketCount];

    /// <summary>Records one measurement of a histogram.</summary>
    public void Observe(double value, ReadOnlySpan<double> bounds)
    {
        var bucket = 0;
        while (bucket < bounds.Length && value > bounds[bucket]) bucket++;
        Buckets[bucket]++;
        Count++;
        Value += value;
    }
}
