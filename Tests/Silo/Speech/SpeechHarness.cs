using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Logging;
using VoicemailOrleans.Core.Audio;
using VoicemailOrleans.Core.Voicemail;
using VoicemailOrleans.Grains;
using VoicemailOrleans.Silo.Speech;
using VoicemailOrleans.Tests.Fakes;

namespace VoicemailOrleans.Tests.Silo.Speech;

/// <summary>The speech module as the service registers it, with a clock in the test's hand and an ear on logs and metrics.</summary>
internal sealed class SpeechHarness : ILoggerProvider
{
    private readonly ServiceProvider provider;
    private readonly MeterListener listener = new();

    public SpeechHarness(SpeechOptions options)
    {
        provider = new ServiceCollection()
            .AddLogging(logging => logging.SetMinimumLevel(LogLevel.Trace).AddProvider(this))
            .AddMetrics()
            .AddSingleton<TimeProvider>(Clock)
            .AddSingleton(new Random(1))
            .AddSpeech(options)
            .BuildServiceProvider();
        listener.InstrumentPublished = (instrument, self) =>
        {
            if (instrument.Meter.Name == Telemetry.MeterName && instrument.Meter.Scope == provider.GetRequiredService<IMeterFactory>()) self.EnableMeasurementEvents(instrument);
        };
        listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) => Add(instrument, value, tags));
        listener.SetMeasurementEventCallback<double>((instrument, value, tags, _) => Add(instrument, value, tags));
        listener.Start();
        Engine = provider.GetRequiredService<ISpeechEngine>();
    }

    public static CorrelationId Id { get; } = CorrelationId.Create(new DateTimeOffset(2026, 3, 2, 9, 0, 0, TimeSpan.Zero), new byte[10]);

    public ManualTimeProvider Clock { get; } = new();

    public ISpeechEngine Engine { get; }

    public ConcurrentQueue<(LogLevel Level, string Text)> Logs { get; } = new();

    public ConcurrentDictionary<string, double> Sums { get; } = new();

    public Task<SpeechOutcome> TranscribeAsync(PcmAudio audio, string language = "en-US", bool onPremiseOnly = false, CancellationToken cancellationToken = default) =>
        Engine.TranscribeAsync(new SpeechRequest(Id, audio, language, onPremiseOnly), cancellationToken).AsTask();

    public async Task<HealthReportEntry> HealthAsync() =>
        (await provider.GetRequiredService<HealthCheckService>().CheckHealthAsync()).Entries["speech"];

    /// <summary>What a gauge shows now.</summary>
    public double Gauge(string name)
    {
        Sums.TryRemove(name, out _);
        listener.RecordObservableInstruments();
        return Sums[name];
    }

    public ILogger CreateLogger(string categoryName) => new Ear(this, categoryName);

    public void Dispose()
    {
        listener.Dispose();
        provider.Dispose();
    }

    private void Add(Instrument instrument, double value, ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        var outcome = tags.ToArray().FirstOrDefault(tag => tag.Key == "outcome").Value;
        Sums.AddOrUpdate(instrument.Name + (outcome is null ? "" : "/" + outcome), value, (_, sum) => sum + value);
    }

    private sealed class Ear(SpeechHarness harness, string category) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => category.StartsWith("VoicemailOrleans", StringComparison.Ordinal);

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            if (IsEnabled(logLevel)) harness.Logs.Enqueue((logLevel, formatter(state, exception)));
        }
    }
}
