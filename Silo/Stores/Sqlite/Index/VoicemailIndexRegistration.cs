using Microsoft.Extensions.DependencyInjection.Extensions;
using VoicemailOrleans.Grains;

namespace VoicemailOrleans.Silo.Stores.Sqlite.Index;

/// <summary>Registers the searchable list of voicemails.</summary>
public static class VoicemailIndexRegistration
{
    /// <summary>
    /// Keeps <c>index.db</c> in a folder of this process (it must not be shared) and follows the registered
    /// <see cref="IGrainStore"/>.
    /// </summary>
    public static IServiceCollection AddVoicemailIndex(this IServiceCollection services, string storagePath)
    {
        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton(provider => new SqliteVoicemailIndex(
            storagePath,
            provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<ILogger<SqliteVoicemailIndex>>()));
        services.AddSingleton<IVoicemailIndex>(provider => provider.GetRequiredService<SqliteVoicemailIndex>());
        services.AddHostedService(provider => new VoicemailIndexFollower(
            provider.GetRequiredService<IGrainStore>(),
            provider.GetRequiredService<SqliteVoicemailIndex>(),
            provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<ILogger<VoicemailIndexFollower>>()));
        return services;
    }
}
