using System.Diagnostics.Metrics;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using VoicemailOrleans.Grains;

namespace VoicemailOrleans.Silo.Stores.Sqlite;

/// <summary>Registers the embedded store.</summary>
public static class SqliteStoreRegistration
{
    /// <summary>
    /// Keeps grains in <c>grains.db</c> in a folder. The file is opened when the store is first asked for; one of a
    /// newer program stops the start. Adds the health check <c>store</c>, without tags: mail is accepted into the
    /// journal however long the store cannot write.
    /// </summary>
    public static IServiceCollection AddSqliteStore(this IServiceCollection services, string storagePath)
    {
        services.TryAddSingleton(TimeProvider.System);
        services.AddMetrics();
        services.AddSingleton(provider => new SqliteGrainStore(
            storagePath,
            provider.GetRequiredService<TimeProvider>(),
            new SqliteStoreMetrics(provider.GetRequiredService<IMeterFactory>()),
            provider.GetRequiredService<ILogger<SqliteGrainStore>>()));
        services.AddSingleton<IGrainStore>(provider => provider.GetRequiredService<SqliteGrainStore>());
        services.AddHealthChecks().Add(new(
            "store",
            provider => new SqliteStoreHealthCheck(
                provider.GetRequiredService<SqliteGrainStore>(), provider.GetRequiredService<TimeProvider>()),
            HealthStatus.Degraded,
            tags: null));
        return services;
    }
}
