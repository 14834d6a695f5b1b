using System.Diagnostics.Metrics;
using VoicemailOrleans.Silo.Hosting;
using VoicemailOrleans.Tests.Fakes;

namespace VoicemailOrleans.Tests.Silo.Hosting;

public sealed class GrainHostMetricsTests : IDisposable
{
    private readonly TestMeters meters = new();
    private readonly ManualTimeProvider clock = new();

    public void Dispose() => meters.Dispose();

    [Fact]
    public void Counted_AKindWhoseLastGrainIsGone_IsSaidToBeNone()
    {
        var metrics = new GrainHostMetrics(meters, clock, () => 0);
        metrics.Counted([new("transcription", 2, 1, clock.GetUtcNow().AddMinutes(-10)), new("voicemail", 5, 0, null)]);
        Assert.Equal((2.0, 1.0, 600.0), Transcriptions());
        metrics.Counted([new("voicemail", 5, 0, null)]);
        Assert.Equal((0.0, 0.0, 0.0), Transcriptions());
        metrics.Counted([]);
        Assert.Equal((0.0, 0.0, 0.0), Transcriptions());
    }

    private (double Total, double Due, double Age) Transcriptions() =>
        (Read("voicemail.grain.total"), Read("voicemail.grain.due"), Read("voicemail.grain.due.age"));

    private double Read(string name)
    {
        var value = double.NaN;
        using var listener = new MeterListener();
        listener.InstrumentPublished = (instrument, self) =>
        {
            if (instrument.Meter.Scope == meters && instrument.Name == name) self.EnableMeasurementEvents(instrument);
        };
        listener.SetMeasurementEventCallback<double>((_, measured, tags, _) =>
        {
            if (tags[0].Value is "transcription") value = measured;
        });
        listener.Start();
        listener.RecordObservableInstruments();
        return value;
    }
}
