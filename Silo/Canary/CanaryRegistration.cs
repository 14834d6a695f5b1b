using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace VoicemailOrleans.Silo.Canary;

/// <summary>Registers the canary.</summary>
internal static class CanaryRegistration
{
    /// <summary>
    /// A voicemail of our own once an hour. Needs the gateway, its journal and the desk. Adds the health check
    /// <c>canary</c>, without tags.
    /// </summary>
    public static IServiceCollection AddCanary(this IServiceCollection services, CanaryOptions options)
    {
        services.AddSingleton(options);
        services.AddSingleton<CanaryStatus>();
        services.AddHostedService<CanaryHost>();
        services.AddHealthChecks().Add(new(
            "canary",
            provider => new CanaryHealthCheck(provider.GetRequiredService<CanaryStatus>()),
            HealthStatus.Degraded,
            tags: null));
        return services;
    }
}
