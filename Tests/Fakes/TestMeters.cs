using System.Diagnostics.Metrics;

namespace VoicemailOrleans.Tests.Fakes;

/// <summary>Meters of one test: the factory is their scope, by which a listener tells them from another test's.</summary>
public sealed class TestMeters : IMeterFactory
{
    private readonly List<Meter> meters = [];
    private readonly List<MeterListener> listeners = [];

    public Meter Create(MeterOptions options)
    {
        options.Scope = this;
        var meter = new Meter(options);
        meters.Add(meter);
        return meter;
    }

    /// <summary>What a counter has counted since this call.</summary>
    public Func<long> Count(string name)
    {
        long sum = 0;
        var listener = new MeterListener();
        listeners.Add(listener);
        listener.InstrumentPublished = (instrument, self) =>
        {
            if (instrument.Meter.Scope == this && instrument.Name == name) self.EnableMeasurementEvents(instrument);
        };
        listener.SetMeasurementEventCallback<long>((_, value, _, _) => Interlocked.Add(ref sum, value));
        listener.Start();
        return () => Interlocked.Read(ref sum);
    }

    public void Dispose()
    {
        listeners.ForEach(listener => listener.Dispose());
        meters.ForEach(meter => meter.Dispose());
    }
}
