using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using VoicemailOrleans.Grains;

namespace VoicemailOrleans.Silo.Stores.Sqlite;

/// <summary>Registers the embedded store.</summary>
public static class SqliteStoreRegistration
{
    /// <summary>
    /// Keeps grains in <c>grains.db</c> in a folder. The file is opened when the store is first asked for; one of a
    /// newer program stops the start. Adds the health check <c>store</c> with the tag <c>ready</c>.
    /// </summary>
    public static IServiceCollection AddSqliteStore(this IServiceCollection services, string storagePath)
    {
        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton(provider => new SqliteGrainStore(
            storagePath,
            provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<ILogger<SqliteGrainStore>>()));
        services.AddSingleton<IGrainStore>(provider => provider.GetRequiredService<SqliteGrainStore>());
        services.AddHealthChecks().Add(new(
            "store",
            provider => new SqliteStoreHealthCheck(
                provider.GetRequiredService<SqliteGrainStore>(), provider.GetRequiredService<TimeProvider>()),
            HealthStatus.Degraded, tags: null));
        return services;
    }
}
