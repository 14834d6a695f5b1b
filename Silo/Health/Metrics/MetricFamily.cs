using System.Diagnostics.Metrics;
using System.Globalization;
using System.Text;
using VoicemailOrleans.Grains;

namespace VoicemailOrleans.Silo.Health.Metrics;

/// <summary>
/// One instrument with all its series, as Prometheus sees it: <c>voicemail.gateway.ack</c> with unit <c>s</c> becomes
/// <c>voicemail_gateway_ack_seconds</c>, and a counter ends in <c>_total</c>.
/// </summary>
internal sealed class MetricFamily
{
    private static readonly double[] SecondBounds =
        [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300];
    private static readonly double[] RatioBounds = [0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1];
    private static readonly double[] CountBounds = [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000];

    private readonly Dictionary<string, MetricSeries> seriesByLabels = [];
    private readonly double[] bounds;

    public MetricFamily(Instrument instrument)
    {
        Type = TypeOf(instrument);
        Name = NameOf(instrument, Type);
        Help = instrument.Description;
        Instrument = instrument.Name;
        bounds = (Type, instrument.Unit) switch
        {
            (not MetricType.Histogram, _) => [],
            _ when (instrument as Histogram<double>)?.Advice?.HistogramBucketBoundaries is { } advised => [.. advised],
            (_, "s") => SecondBounds,
            (_, "1") => RatioBounds,
            _ => CountBounds,
        };
    }

    /// <summary>The instrument's own name.</summary>
    public string Instrument { get; }

    public string Name { get; }

    public MetricType Type { get; }

    public string? Help { get; }

    /// <summary>Records a measurement; for an observable instrument the value is absolute.</summary>
    public void Record(double value, ReadOnlySpan<KeyValuePair<string, object?>> tags, bool isAbsolute)
    {
        var labels = Labels(tags);
        lock (seriesByLabels)
        {
            if (!seriesByLabels.TryGetValue(labels, out var series))
                seriesByLabels[labels] = series = new MetricSeries(bounds.Length + 1);
            if (Type == MetricType.Histogram) series.Observe(value, bounds);
            else series.Value = isAbsolute ? value : series.Value + value;
        }
    }

    /// <summary>All series as they are now.</summary>
    public IReadOnlyList<MetricReading> Read()
    {
        lock (seriesByLabels)
        {
            return
            [
                .. seriesByLabels.Select(pair => new MetricReading(
                    MeterKey.Of(Instrument, pair.Key), Type, pair.Value.Value, bounds, [.. pair.Value.Buckets])),
            ];
        }
    }

    /// <summary>Writes the family in the Prometheus text format 0.0.4.</summary>
    public void Write(StringBuilder text)
    {
        lock (seriesByLabels)
        {
            if (seriesByLabels.Count == 0) return;
            if (Help is not null)
                text.Append("# HELP ").Append(Name).Append(' ').Append(Help.Replace('\n', ' ')).Append('\n');
            text.Append("# TYPE ").Append(Name).Append(' ').Append(Type.ToString().ToLowerInvariant()).Append('\n');
            foreach (var (labels, series) in seriesByLabels)
            {
                if (Type == MetricType.Histogram) WriteHistogram(text, labels, series);
                else Sample(text, "", labels, series.Value);
            }
        }
    }

    private void WriteHistogram(StringBuilder text, string labels, MetricSeries series)
    {
        long below = 0;
        for (var i = 0; i <= bounds.Length; i++)
        {
            below += series.Buckets[i];
            var bound = i < bounds.Length ? bounds[i].ToString(CultureInfo.InvariantCulture) : "+Inf";
            Sample(text, "_bucket", labels.Length == 0 ? $"le=\"{bound}\"" : $"{labels},le=\"{bound}\"", below);
        }

        Sample(text, "_sum", labels, series.Value);
        Sample(text, "_count", labels, series.Count);
    }

    private void Sample(StringBuilder text, string suffix, string labels, double value)
    {
        text.Append(Name).Append(suffix);
        if (labels.Length > 0) text.Append('{').Append(labels).Append('}');
        text.Append(' ').Append(value.ToString(CultureInfo.InvariantCulture)).Append('\n');
    }

    /// <summary>Labels as Prometheus writes them.</summary>
    public static string Labels(ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        if (tags.IsEmpty) return "";
        var text = new StringBuilder();
        foreach (var (name, value) in tags)
        {
            if (text.Length > 0) text.Append(',');
            var escaped = (value?.ToString() ?? "")
                .Replace("\\", "\\\\", StringComparison.Ordinal)
                .Replace("\"", "\\\"", StringComparison.Ordinal)
                .Replace("\n", "\\n", StringComparison.Ordinal);
            text.Append(Plain(name)).Append("=\"").Append(escaped).Append('"');
        }

        return text.ToString();
    }

    private static MetricType TypeOf(Instrument instrument)
    {
        var kind = instrument.GetType().Name;
        if (kind.StartsWith("Histogram", StringComparison.Ordinal)) return MetricType.Histogram;
        var isCounter = kind.StartsWith("Counter", StringComparison.Ordinal)
            || kind.StartsWith("ObservableCounter", StringComparison.Ordinal);
        return isCounter ? MetricType.Counter : MetricType.Gauge;
    }

    private static string NameOf(Instrument instrument, MetricType type)
    {
        var unit = instrument.Unit switch { "s" => "_seconds", "By" => "_bytes", _ => "" };
        var name = Plain(instrument.Name);
        if (!name.EndsWith(unit, StringComparison.Ordinal)) name += unit;
        var isBare = type == MetricType.Counter && !name.EndsWith("_total", StringComparison.Ordinal);
        return isBare ? name + "_total" : name;
    }

    private static string Plain(string name) =>
        string.Concat(name.Select(c => char.IsAsciiLetterOrDigit(c) ? c : '_'));
}
