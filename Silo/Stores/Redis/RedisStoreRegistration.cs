using System.Diagnostics.Metrics;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using VoicemailOrleans.Grains;
using VoicemailOrleans.Silo.Stores.Redis.Resp;

namespace VoicemailOrleans.Silo.Stores.Redis;

/// <summary>Registers the shared store.</summary>
internal static class RedisStoreRegistration
{
    /// <summary>
    /// Keeps grains on a Redis that other processes share. Adds the health check <c>store</c>, without tags: mail is
    /// accepted into the journal however long Redis is away.
    /// </summary>
    /// <param name="services">Where to.</param>
    /// <param name="options">Where the server is.</param>
    /// <param name="caller">This process's name; unique among those on this Redis.</param>
    public static IServiceCollection AddRedisStore(
        this IServiceCollection services, RedisOptions options, string caller)
    {
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton<StoreClock>();
        services.AddMetrics();
        services.AddSingleton(new GrainScripts());
        services.AddSingleton(provider => new RedisClient(
            options,
            provider.GetRequiredService<GrainScripts>().All,
            provider.GetRequiredService<TimeProvider>(),
            new Random(),
            provider.GetRequiredService<IMeterFactory>(),
            provider.GetRequiredService<ILogger<RedisClient>>()));
        services.AddSingleton(provider => new RedisGrainStore(
            provider.GetRequiredService<RedisClient>(),
            provider.GetRequiredService<GrainScripts>(),
            caller,
            provider.GetRequiredService<StoreClock>(),
            new GrainConflicts(provider.GetRequiredService<IMeterFactory>()),
            provider.GetRequiredService<ILogger<RedisGrainStore>>()));
        services.AddSingleton<IGrainStore>(provider => provider.GetRequiredService<RedisGrainStore>());
        services.AddSingleton<RedisStoreStart>();
        services.AddHostedService(provider => provider.GetRequiredService<RedisStoreStart>());
        services.AddHealthChecks().Add(new(
            "store",
            ActivatorUtilities.GetServiceOrCreateInstance<RedisStoreHealthCheck>,
            HealthStatus.Degraded,
            tags: null));
        return services;
    }
}
