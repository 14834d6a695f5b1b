using VoicemailOrleans.Grains;
using VoicemailOrleans.Silo.Spool;

namespace VoicemailOrleans.Silo.Audit;

/// <summary>Registers the audit log in files.</summary>
internal static class AuditRegistration
{
    /// <summary>The log, and the watch over it.</summary>
    public static IServiceCollection AddAuditTrail(
        this IServiceCollection services, string storagePath, string node, TimeSpan keep)
    {
        services.AddSingleton(sp => new AuditTrail(
            storagePath, node, sp.GetRequiredService<IDurable>(), sp.GetRequiredService<TimeProvider>()));
        services.AddSingleton<IAuditTrail>(sp => sp.GetRequiredService<AuditTrail>());
        services.AddSingleton(sp => new AuditWatch(
            sp.GetRequiredService<AuditTrail>(),
            keep,
            sp.GetRequiredService<TimeProvider>(),
            sp.GetRequiredService<ILogger<AuditWatch>>()));
        services.AddHostedService(sp => sp.GetRequiredService<AuditWatch>());
        return services;
    }
}
