using VoicemailOrleans.AdminUi;
using VoicemailOrleans.Core.Voicemail;
using VoicemailOrleans.Gateway;
using VoicemailOrleans.Grains;
using VoicemailOrleans.Grains.Mail;
using VoicemailOrleans.Silo.Health.Metrics;
using VoicemailOrleans.Silo.Hosting.Settings;
using VoicemailOrleans.Silo.Recordings;
using VoicemailOrleans.Silo.Recovery;
using VoicemailOrleans.Silo.Smarthost;
using VoicemailOrleans.Silo.Speech;
using VoicemailOrleans.Silo.Spool;
using VoicemailOrleans.Silo.Stores.Sqlite;
using VoicemailOrleans.Silo.Stores.Sqlite.Index;

namespace VoicemailOrleans.Silo.Hosting;

/// <summary>
/// Every module of the service, in the order in which they start; they stop in the opposite one, after the listeners.
/// </summary>
internal static class ServiceModules
{
    public static void AddVoicemailService(this IServiceCollection services, ServiceSettings settings)
    {
        var options = new ModuleOptions(settings);
        services.AddSingleton(TimeProvider.System);
        services.AddSingleton(new PrometheusRegistry());
        services.AddRouting();
        services.Configure<HostOptions>(host => host.ShutdownTimeout = TimeSpan.FromSeconds(30));

        services.AddStorage(settings, options);
        services.AddSmarthost(options.Smarthost);
        services.AddRecordingDecoder(options.Recordings);
        services.AddSpeech(options.Speech);
        services.AddGrains(options);
        services.AddGrainHost(options.Silo);
        services.AddHistoryWatch(settings.StoragePath);
        services.AddVoicemailIndex(settings.StoragePath);
        services.AddJournal(options.Spool);
        services.AddSmtpGateway(options.Gateway);
        services.AddSingleton<IMailView, MimeMailView>();
        services.AddAdminUi(options.AdminUi);
    }

    /// <summary>Spool and store alone, for the commands that look after them.</summary>
    public static void AddStorage(this IServiceCollection services, ServiceSettings settings, ModuleOptions options)
    {
        services.AddSpool(options.Spool);
        services.AddSqliteStore(settings.StoragePath);
    }

    private static void AddGrains(this IServiceCollection services, ModuleOptions options)
    {
        services.AddSingleton(options.Policy);
        services.AddSingleton<Func<CorrelationId>>(CorrelationIds.Next);
        services.AddSingleton<IMailComposer>(new MailComposer(options.Mail));
        services.AddSingleton<IVoicemailDesk, VoicemailDesk>();
        services.AddSingleton<IGrain, VoicemailGrain>();
        services.AddSingleton<IGrain, TranscriptionGrain>();
        services.AddSingleton<IGrain, IntakeGrain>();
    }
}
