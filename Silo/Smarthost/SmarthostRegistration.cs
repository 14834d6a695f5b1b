using System.Diagnostics.Metrics;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using VoicemailOrleans.Grains;

namespace VoicemailOrleans.Silo.Smarthost;

/// <summary>Adds the smarthost to a host.</summary>
public static class SmarthostRegistration
{
    /// <summary>
    /// Registers <see cref="ISmarthost"/> and the health check <c>smarthost</c> (without tags: readiness does not
    /// depend on it). Throws <see cref="ArgumentException"/> when the options make no sense.
    /// </summary>
    public static IServiceCollection AddSmarthost(this IServiceCollection services, SmarthostOptions options)
    {
        options.Validate();
        services.AddMetrics();
        services.AddSingleton(provider => new SmarthostStatus(options.ConfigurationPause, Time(provider)));
        services.AddSingleton(provider => new SmarthostMetrics(provider.GetRequiredService<IMeterFactory>()));
        services.AddSingleton<ISmarthost>(provider => CreateClient(provider, options));
        services.AddHealthChecks().Add(new HealthCheckRegistration(
            "smarthost",
            provider => new SmarthostHealthCheck(provider.GetRequiredService<SmarthostStatus>()),
            HealthStatus.Degraded,
            tags: null));
        return services;
    }

    private static SmarthostClient CreateClient(IServiceProvider provider, SmarthostOptions options)
    {
        var client = new SmarthostClient(
            options,
            provider.GetRequiredService<SmarthostStatus>(),
            provider.GetRequiredService<SmarthostMetrics>(),
            Time(provider),
            provider.GetRequiredService<ILogger<SmarthostClient>>());
        provider.GetService<IHostApplicationLifetime>()?.ApplicationStopping.Register(client.BeginShutdown);
        return client;
    }

    private static TimeProvider Time(IServiceProvider provider) =>
        provider.GetService<TimeProvider>() ?? TimeProvider.System;
}
