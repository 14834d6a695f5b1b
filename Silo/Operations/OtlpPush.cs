using OpenTelemetry;
using OpenTelemetry.Exporter;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;
using VoicemailOrleans.Grains;

namespace VoicemailOrleans.Silo.Operations;

/// <summary>Where traces and metrics are pushed to.</summary>
/// <param name="Endpoint">The collector's address, without a path.</param>
/// <param name="Headers">Header fields it wants, as <c>name=value</c> separated by commas; null for none.</param>
internal sealed record OtlpOptions(Uri Endpoint, string? Headers);

/// <summary>
/// Pushes traces and metrics to a collector by OTLP over HTTP. A collector that is away costs what it misses and
/// nothing else: the library drops what its bounded queue does not hold.
/// </summary>
internal sealed class OtlpPush(OtlpOptions options, NodeFacts node) : IHostedService
{
    private const int MetricsEveryMilliseconds = 15_000;

    private TracerProvider? traces;
    private MeterProvider? metrics;

    /// <inheritdoc/>
    public Task StartAsync(CancellationToken cancellationToken)
    {
        traces = Sdk.CreateTracerProviderBuilder()
            .SetResourceBuilder(Resource())
            .AddSource(Telemetry.MeterName)
            .AddOtlpExporter(exporter => Configure(exporter, "v1/traces"))
            .Build();
        metrics = Sdk.CreateMeterProviderBuilder()
            .SetResourceBuilder(Resource())
            .AddMeter(Telemetry.MeterName)
            .AddOtlpExporter((exporter, reader) =>
            {
                Configure(exporter, "v1/metrics");
                reader.PeriodicExportingMetricReaderOptions.ExportIntervalMilliseconds = MetricsEveryMilliseconds;
            })
            .Build();
        return Task.CompletedTask;
    }

    /// <summary>Pushes what is left; waits a few seconds for it at most.</summary>
    public Task StopAsync(CancellationToken cancellationToken) => Task.Run(
        () =>
        {
            traces?.Dispose();
            metrics?.Dispose();
        },
        cancellationToken);

    private ResourceBuilder Resource() => ResourceBuilder.CreateEmpty().AddService(
        "voicemail", serviceVersion: NodeSelf.Version, serviceInstanceId: node.Name);

    private void Configure(OtlpExporterOptions exporter, string path)
    {
        exporter.Protocol = OtlpExportProtocol.HttpProtobuf;
        exporter.Endpoint = new Uri(options.Endpoint.AbsoluteUri.TrimEnd('/') + "/" + path);
        if (options.Headers is { } headers) exporter.Headers = headers;
    }
}
