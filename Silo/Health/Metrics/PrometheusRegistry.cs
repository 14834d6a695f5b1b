using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using System.Text;
using VoicemailOrleans.Grains;

namespace VoicemailOrleans.Silo.Health.Metrics;

/// <summary>
/// Listens to the service's meter and the runtime's and keeps what <c>/metrics</c> prints and the operations page is
/// made of. Counters live as long as the process, as Prometheus expects. Instruments of one name are one family,
/// whoever made them: a second container in the process (the demo's sender has one) makes its own, and a family printed
/// twice spoils the whole page.
/// </summary>
internal sealed class PrometheusRegistry : IDisposable
{
    private readonly MeterListener listener = new();
    private readonly ConcurrentDictionary<string, MetricFamily> families = [];

    public PrometheusRegistry()
    {
        listener.InstrumentPublished = (instrument, meterListener) =>
        {
            if (instrument.Meter.Name is not (Telemetry.MeterName or "System.Runtime")) return;
            var family = families.GetOrAdd(instrument.Name, _ => new MetricFamily(instrument));
            meterListener.EnableMeasurementEvents(instrument, family);
        };
        listener.SetMeasurementEventCallback<int>((i, value, tags, state) => Record(i, value, tags, state));
        listener.SetMeasurementEventCallback<long>((i, value, tags, state) => Record(i, value, tags, state));
        listener.SetMeasurementEventCallback<double>((i, value, tags, state) => Record(i, value, tags, state));
        listener.Start();
    }

    /// <summary>The Prometheus text, observable instruments read now.</summary>
    public string Write()
    {
        listener.RecordObservableInstruments();
        var text = new StringBuilder(8192);
        foreach (var family in families.Values.OrderBy(family => family.Name, StringComparer.Ordinal))
            family.Write(text);
        return text.ToString();
    }

    /// <summary>The series of some instruments, by their own names; observable ones read now.</summary>
    public IReadOnlyList<MetricReading> Read(IEnumerable<string> instruments)
    {
        listener.RecordObservableInstruments();
        return [.. instruments.SelectMany(name => families.TryGetValue(name, out var family) ? family.Read() : [])];
    }

    public void Dispose() => listener.Dispose();

    private static void Record(
        Instrument instrument, double value, ReadOnlySpan<KeyValuePair<string, object?>> tags, object? state) =>
        ((MetricFamily)state!).Record(value, tags, instrument.IsObservable);
}
