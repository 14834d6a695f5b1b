using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using Microsoft.Extensions.DependencyInjection;
using VoicemailOrleans.Grains;

namespace VoicemailOrleans.Tests.Gateway;

public sealed class MetricsTests
{
    [Fact]
    public async Task Metrics_OneMessageAndOneRefusal_AreCounted()
    {
        await using var host = await GatewayHost.StartAsync();
        var sums = new ConcurrentDictionary<string, double>();
        using var listener = Listen(host, sums);
        await using var client = await host.ConnectAsync();
        await client.BeginDataAsync();
        await client.SayAsync("hi\r\n.", "250");
        await client.SayAsync("FROB", "500");
        await client.SayAsync("QUIT", "221");
        await client.ExpectEndAsync();
        Assert.Equal(1, sums["voicemail.smtp.sessions"]);
        Assert.Equal(0, sums["voicemail.smtp.sessions.open"]);
        Assert.Equal(1, sums["voicemail.smtp.accepted"]);
        Assert.Equal(4, sums["voicemail.smtp.accepted.size"]);
        Assert.Equal(1, sums["voicemail.smtp.refused code=500"]);
        Assert.True(sums["voicemail.smtp.acknowledgement"] > 0);
    }

    private static MeterListener Listen(GatewayHost host, ConcurrentDictionary<string, double> sums)
    {
        // The host's own meter: other tests run gateways of the same name at the same time.
        var scope = host.Services.GetRequiredService<IMeterFactory>();
        var listener = new MeterListener
        {
            InstrumentPublished = (instrument, l) =>
            {
                var meter = instrument.Meter;
                if (meter.Name == Telemetry.MeterName && ReferenceEquals(meter.Scope, scope)) l.EnableMeasurementEvents(instrument);
            },
        };
        void Add(Instrument instrument, double value, ReadOnlySpan<KeyValuePair<string, object?>> tags, object? state)
        {
            var name = tags.Length == 0 ? instrument.Name : $"{instrument.Name} {tags[0].Key}={tags[0].Value}";
            sums.AddOrUpdate(name, value, (_, sum) => sum + value);
        }

        listener.SetMeasurementEventCallback<long>((i, value, tags, state) => Add(i, value, tags, state));
        listener.SetMeasurementEventCallback<double>(Add);
        listener.Start();
        return listener;
    }
}
