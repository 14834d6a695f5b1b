using System.Diagnostics.Metrics;
using VoicemailOrleans.Grains;
using VoicemailOrleans.Silo.Health.Metrics;

namespace VoicemailOrleans.Tests.Silo.Health;

public sealed class PrometheusRegistryTests : IDisposable
{
    private readonly Meter meter = new(Telemetry.MeterName);
    private readonly PrometheusRegistry registry = new();

    public void Dispose()
    {
        registry.Dispose();
        meter.Dispose();
    }

    [Fact]
    public void Write_Counter_SumsPerLabels()
    {
        var counter = meter.CreateCounter<long>("voicemail.registrytest.mails", description: "Mails.");
        counter.Add(2, new KeyValuePair<string, object?>("code", 250));
        counter.Add(3, new KeyValuePair<string, object?>("code", 250));
        counter.Add(1, new KeyValuePair<string, object?>("code", "4\"51"));
        var text = registry.Write();
        Assert.Contains("# TYPE voicemail_registrytest_mails_total counter\n", text, StringComparison.Ordinal);
        Assert.Contains("voicemail_registrytest_mails_total{code=\"250\"} 5\n", text, StringComparison.Ordinal);
        Assert.Contains("voicemail_registrytest_mails_total{code=\"4\\\"51\"} 1\n", text, StringComparison.Ordinal);
    }

    [Fact]
    public void Write_ObservableGauge_ShowsTheLastValueOnly()
    {
        var value = 7;
        meter.CreateObservableGauge("voicemail.registrytest.backlog", () => value);
        registry.Write();
        value = 4;
        Assert.Contains("voicemail_registrytest_backlog 4\n", registry.Write(), StringComparison.Ordinal);
    }

    [Fact]
    public void Write_TwoMetersWithOneInstrument_AreOneFamily()
    {
        using var other = new Meter(Telemetry.MeterName);
        meter.CreateCounter<long>("voicemail.registrytest.dials").Add(1);
        other.CreateCounter<long>("voicemail.registrytest.dials").Add(2);
        var families = registry.Write().Split('\n').Where(line => line.Contains("registrytest_dials", StringComparison.Ordinal));
        Assert.Equal(
            ["# TYPE voicemail_registrytest_dials_total counter", "voicemail_registrytest_dials_total 3"], families);
    }

    [Fact]
    public void Write_Histogram_IsCumulative()
    {
        var histogram = meter.CreateHistogram<double>("voicemail.registrytest.ack", unit: "s");
        histogram.Record(0.002);
        histogram.Record(0.02);
        histogram.Record(4000);
        var text = registry.Write();
        Assert.Contains("voicemail_registrytest_ack_seconds_bucket{le=\"0.0025\"} 1\n", text, StringComparison.Ordinal);
        Assert.Contains("voicemail_registrytest_ack_seconds_bucket{le=\"300\"} 2\n", text, StringComparison.Ordinal);
        Assert.Contains("voicemail_registrytest_ack_seconds_bucket{le=\"+Inf\"} 3\n", text, StringComparison.Ordinal);
        Assert.Contains("voicemail_registrytest_ack_seconds_count 3\n", text, StringComparison.Ordinal);
    }
}
