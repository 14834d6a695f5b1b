using System.Diagnostics.Metrics;

namespace VoicemailOrleans.Tests.Fakes;

/// <summary>Meters of one test: the factory is their scope, by which a listener tells them from another test's.</summary>
public sealed class TestMeters : IMeterFactory
{
    private readonly List<Meter> meters = [];

    public Meter Create(MeterOptions options)
    {
        options.Scope = this;
        var meter = new Meter(options);
        meters.Add(meter);
        return meter;
    }

    public void Dispose() => meters.ForEach(meter => meter.Dispose());
}
