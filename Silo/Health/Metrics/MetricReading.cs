namespace VoicemailOrleans.Silo.Health.Metrics;

/// <summary>One series at one moment.</summary>
/// <param name="Key">Instrument and labels.</param>
/// <param name="Type">What it is.</param>
/// <param name="Value">Sum of a counter or histogram, last value of a gauge.</param>
/// <param name="Bounds">Upper bounds of a histogram's buckets but the last.</param>
/// <param name="Buckets">Measurements per bucket; empty for other types than histograms.</param>
internal readonly record struct MetricReading(
    string Key, MetricType Type, double Value, IReadOnlyList<double> Bounds, IReadOnlyList<long> Buckets);
