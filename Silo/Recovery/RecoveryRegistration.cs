using VoicemailOrleans.Silo.Spool;
using VoicemailOrleans.Silo.Stores.Redis.Resp;

namespace VoicemailOrleans.Silo.Recovery;

/// <summary>Registers the rebuild of lost grains, and the watch that starts it.</summary>
internal static class RecoveryRegistration
{
    /// <summary>The rebuild alone.</summary>
    public static IServiceCollection AddSpoolRebuild(this IServiceCollection services) =>
        services.AddSingleton<SpoolRebuild>();

    /// <summary>The watch over the store's history, for processes that take turns.</summary>
    public static IServiceCollection AddHistoryWatch(this IServiceCollection services, string storagePath)
    {
        services.AddSpoolRebuild();
        services.AddSingleton(sp => new KnownHistory(storagePath, sp.GetRequiredService<IDurable>()));
        services.AddSingleton(sp =>
        {
            var watch = ActivatorUtilities.CreateInstance<HistoryWatch>(sp);
            // Whoever answers now may be a server that took over from another.
            if (sp.GetService<RedisClient>() is { } redis) redis.Reconnected += watch.Nudge;
            return watch;
        });
        services.AddHostedService(sp => sp.GetRequiredService<HistoryWatch>());
        return services;
    }
}
