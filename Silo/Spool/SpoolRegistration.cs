using System.Diagnostics.Metrics;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using VoicemailOrleans.Gateway.Intake;
using VoicemailOrleans.Grains;

namespace VoicemailOrleans.Silo.Spool;

/// <summary>Registers the spool and the journal.</summary>
public static class SpoolRegistration
{
    /// <summary>The content files, for every role: <see cref="ISpool"/>.</summary>
    public static IServiceCollection AddSpool(this IServiceCollection services, SpoolOptions options)
    {
        options.Validate();
        services.TryAddSingleton(TimeProvider.System);
        services.AddMetrics();
        services.AddSingleton(options);
        services.AddSingleton(new SpoolFolders(options));
        services.AddSingleton<IDurable, Durable>();
        services.AddSingleton<ContentFiles>();
        services.AddSingleton<FileSpool>();
        services.AddSingleton<ISpool>(sp => sp.GetRequiredService<FileSpool>());
        return services;
    }

    /// <summary>
    /// The journal and the intake behind it, for the gateway role: <see cref="IJournal"/>. Call it after
    /// <see cref="AddSpool"/> and before the gateway's own hosted service, so that the gateway stops first. Whoever
    /// holds the journal's lock already registers it; otherwise it is taken when the journal opens.
    /// </summary>
    public static IServiceCollection AddJournal(this IServiceCollection services, SpoolOptions options)
    {
        services.TryAddSingleton(sp =>
            JournalLock.Take(sp.GetRequiredService<SpoolFolders>(), sp.GetRequiredService<IDurable>()));
        services.AddSingleton<SegmentLog>();
        services.AddSingleton<JournalProgress>();
        services.AddSingleton(sp => new SpoolMetrics(
            sp.GetRequiredService<IMeterFactory>(),
            sp.GetRequiredService<JournalProgress>(),
            sp.GetRequiredService<TimeProvider>()));
        services.AddSingleton<Quarantine>();
        services.AddSingleton<JournalReader>();
        services.AddSingleton<IJournalReader>(sp => sp.GetRequiredService<JournalReader>());
        services.AddSingleton<JournalCheckpoint>();
        services.AddSingleton<LeftoverSweep>();
        services.AddSingleton(Open);
        services.AddSingleton<IJournal>(sp => sp.GetRequiredService<Journal>());
        services.AddHostedService<JournalHost>();
        services.AddIntake(new IntakeOptions { DrainTimeout = options.DrainTimeout });
        services.AddSingleton<JournalAdopter>();
        services.AddHostedService(sp => sp.GetRequiredService<JournalAdopter>()); // stops before intake drains
        services.AddHealthChecks().Add(new HealthCheckRegistration(
            "journal", ActivatorUtilities.GetServiceOrCreateInstance<SpoolHealthCheck>, null, ["ready"]));
        return services;
    }

    private static Journal Open(IServiceProvider sp)
    {
        var options = sp.GetRequiredService<SpoolOptions>();
        var folders = sp.GetRequiredService<SpoolFolders>();
        var durable = sp.GetRequiredService<IDurable>();
        var log = sp.GetRequiredService<SegmentLog>();
        var time = sp.GetRequiredService<TimeProvider>();
        var metrics = sp.GetRequiredService<SpoolMetrics>();
        var logger = sp.GetRequiredService<ILogger<Journal>>();
        _ = sp.GetRequiredService<JournalLock>(); // before the first look; let go after the last checkpoint
        var next = JournalRecovery.List(folders, log, durable, logger);
        var disk = new JournalDisk(options, folders, log, durable, next, time, metrics, logger);
        var reader = sp.GetRequiredService<JournalReader>();
        return new Journal(options, disk, reader, sp.GetRequiredService<ContentFiles>(), time, metrics, logger);
    }
}
