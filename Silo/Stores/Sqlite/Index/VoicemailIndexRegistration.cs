using System.Diagnostics.Metrics;
using Microsoft.Extensions.DependencyInjection.Extensions;
using VoicemailOrleans.Grains;
using VoicemailOrleans.Silo.Spool;

namespace VoicemailOrleans.Silo.Stores.Sqlite.Index;

/// <summary>Registers the searchable list of voicemails.</summary>
public static class VoicemailIndexRegistration
{
    /// <summary>
    /// Keeps <c>index.db</c> in this node's own folder (it must not be shared) beside the registered spool, and
    /// follows the registered <see cref="IGrainStore"/>.
    /// </summary>
    public static IServiceCollection AddVoicemailIndex(this IServiceCollection services)
    {
        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton(provider => new SqliteVoicemailIndex(
            IndexFolder.Prepare(
                provider.GetRequiredService<SpoolFolders>(), provider.GetRequiredService<TimeProvider>().GetUtcNow()),
            provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<ILogger<SqliteVoicemailIndex>>()));
        services.AddSingleton<IVoicemailIndex>(provider => provider.GetRequiredService<SqliteVoicemailIndex>());
        services.AddHostedService(provider => new VoicemailIndexFollower(
            provider.GetRequiredService<IGrainStore>(),
            provider.GetRequiredService<SqliteVoicemailIndex>(),
            provider.GetRequiredService<SpoolFolders>(),
            provider.GetRequiredService<IMeterFactory>(),
            provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<ILogger<VoicemailIndexFollower>>()));
        return services;
    }
}
