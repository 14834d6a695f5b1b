using System.Diagnostics.Metrics;
using VoicemailOrleans.Grains;
using VoicemailOrleans.Silo.Speech.Google;
using VoicemailOrleans.Silo.Speech.OpenAi;
using VoicemailOrleans.Silo.Speech.PocketSphinx;

namespace VoicemailOrleans.Silo.Speech;

/// <summary>Registers the speech engines.</summary>
public static class SpeechRegistration
{
    /// <summary>
    /// Adds <see cref="ISpeechEngine"/>, the chain of the engines that SPEECH_ENGINES names, and the health check
    /// <c>speech</c>. Throws <see cref="ArgumentException"/> when an engine's name is unknown.
    /// </summary>
    public static IServiceCollection AddSpeech(this IServiceCollection services, SpeechOptions options)
    {
        var names = options.Engines.Where(name => name != "none").Distinct().ToList();
        if (names.Find(name => name is not ("google" or "openai" or "pocketsphinx")) is { } unknown)
            throw new ArgumentException(
                $"SPEECH_ENGINES names the engine '{unknown}', which does not exist.", nameof(options));
        services.AddSingleton(provider => new SpeechMetrics(
            provider.GetRequiredService<IMeterFactory>(), provider.GetRequiredService<TimeProvider>()));
        services.AddSingleton(provider => new SpeechHttp(options, provider.GetRequiredService<TimeProvider>()));
        services.AddSingleton(provider => BuildGoogle(provider, options));
        services.AddSingleton(provider => new OpenAiRecognizer(options, provider.GetRequiredService<SpeechHttp>()));
        services.AddSingleton(provider =>
            new PocketSphinxRecognizer(options, provider.GetRequiredService<TimeProvider>()));
        services.AddSingleton<IReadOnlyList<SegmentedEngine>>(provider =>
            [.. names.Select(name => Guard(provider, options, Find(provider, name)))]);
        services.AddSingleton<ISpeechEngine>(provider => new SpeechEngineChain(
            [.. provider.GetRequiredService<IReadOnlyList<SegmentedEngine>>()
                .Select(engine => Budget(provider, options, engine))],
            options,
            provider.GetRequiredService<SpeechMetrics>(),
            provider.GetRequiredService<ILogger<SpeechEngineChain>>()));
        services.AddHealthChecks().Add(new(
            "speech",
            provider => new SpeechHealthCheck(provider.GetRequiredService<IReadOnlyList<SegmentedEngine>>()),
            failureStatus: null,
            tags: null));
        return services;
    }

    private static ISpeechEngine Budget(IServiceProvider provider, SpeechOptions options, SegmentedEngine engine)
    {
        if (options.GoogleBudget is not { } perDay || engine.Name != "google") return engine;
        var time = provider.GetRequiredService<TimeProvider>();
        var budget = new SpeechBudget(perDay, provider.GetRequiredService<IOperationsReports>(), time);
        return new BudgetedEngine(engine, budget, time);
    }

    private static ISegmentRecognizer Find(IServiceProvider provider, string name) => name switch
    {
        "google" => provider.GetRequiredService<GoogleRecognizer>(),
        "openai" => provider.GetRequiredService<OpenAiRecognizer>(),
        _ => provider.GetRequiredService<PocketSphinxRecognizer>(),
    };

    private static SegmentedEngine Guard(
        IServiceProvider provider, SpeechOptions options, ISegmentRecognizer recognizer)
    {
        var time = provider.GetRequiredService<TimeProvider>();
        var breaker = new EngineBreaker(
            options.BreakerFailures, options.BreakerPause, options.ConfigurationPause, time);
        var metrics = provider.GetRequiredService<SpeechMetrics>();
        metrics.Watch(recognizer.Name, breaker);
        return new SegmentedEngine(
            recognizer,
            breaker,
            QuickRetry.Build(options, time, provider.GetService<Random>() ?? new Random()),
            metrics,
            time,
            provider.GetRequiredService<ILogger<SegmentedEngine>>());
    }

    private static GoogleRecognizer BuildGoogle(IServiceProvider provider, SpeechOptions options) => new(
        options,
        new GoogleTokenSource(options.GoogleCredentials, provider.GetRequiredService<TimeProvider>()),
        provider.GetRequiredService<SpeechHttp>(),
        provider.GetRequiredService<ILogger<GoogleRecognizer>>());
}
