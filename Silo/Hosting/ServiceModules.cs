using VoicemailOrleans.AdminUi;
using VoicemailOrleans.Core.Mail.Profiles;
using VoicemailOrleans.Core.People;
using VoicemailOrleans.Core.Voicemail;
using VoicemailOrleans.Gateway;
using VoicemailOrleans.Grains;
using VoicemailOrleans.Grains.Mail;
using VoicemailOrleans.Silo.Audit;
using VoicemailOrleans.Silo.Canary;
using VoicemailOrleans.Silo.Health.Metrics;
using VoicemailOrleans.Silo.Hosting.Settings;
using VoicemailOrleans.Silo.Operations;
using VoicemailOrleans.Silo.Recordings;
using VoicemailOrleans.Silo.Recovery;
using VoicemailOrleans.Silo.Rules;
using VoicemailOrleans.Silo.Smarthost;
using VoicemailOrleans.Silo.Speech;
using VoicemailOrleans.Silo.Spool;
using VoicemailOrleans.Silo.Stores.Redis;
using VoicemailOrleans.Silo.Stores.Sqlite;
using VoicemailOrleans.Silo.Stores.Sqlite.Index;

namespace VoicemailOrleans.Silo.Hosting;

/// <summary>
/// Every module of the service, by the roles that need it, in the order in which they start; they stop in the opposite
/// one, after the listeners.
/// </summary>
internal static class ServiceModules
{
    public static void AddVoicemailService(this IServiceCollection services, ServiceSettings settings, Node node)
    {
        var options = new ModuleOptions(settings, node.Name, node.ProcessName);
        var isGateway = settings.Roles.HasFlag(Roles.Gateway);
        var isSilo = settings.Roles.HasFlag(Roles.Silo);
        var isAdmin = settings.Roles.HasFlag(Roles.Admin);
        services.AddSingleton(TimeProvider.System);
        services.AddSingleton<StoreClock>();
        services.AddSingleton(new PrometheusRegistry());
        services.AddSingleton(options.Watchers);
        services.AddSingleton<Func<CorrelationId>>(CorrelationIds.Next);
        services.AddRouting();
        services.Configure<HostOptions>(host => host.ShutdownTimeout = TimeSpan.FromSeconds(30));

        services.AddOperationsReports(settings.StoragePath);
        services.AddNodeReporter(new NodeFacts(
            node.Name, RoleNames.Of(settings.Roles).Split(','), isSilo ? settings.SiloConcurrency : 0));
        if (settings.OtlpEndpoint is { } otlp) services.AddOtlpPush(new OtlpOptions(otlp, settings.OtlpHeaders));
        services.AddStorage(settings, options, node.ProcessName);
        var hasDesk = isAdmin || options.Canary is not null;
        if (isSilo || hasDesk) services.AddRuleFiles(settings.StoragePath, options.Policy);
        if (isSilo) services.AddSmarthost(options.Smarthost);
        if (isSilo || isAdmin) services.AddRecordingDecoder(options.Recordings);
        if (isSilo) services.AddSpeech(options.Speech);
        if (isSilo || isAdmin) services.AddComposer(options);
        if (isSilo) services.AddGrains();
        if (isSilo) services.AddGrainHost(options.Silo);
        if (isSilo) services.AddHistoryWatch(settings.StoragePath);
        if (isAdmin) services.AddVoicemailIndex();
        if (isGateway) services.AddSingleton(node.Journal!);
        if (isGateway) services.AddJournal(options.Spool);
        if (isGateway) services.AddSmtpGateway(options.Gateway);
        if (hasDesk) services.AddByStoreClock<IVoicemailDesk, VoicemailDesk>();
        if (options.Canary is { } canary) services.AddCanary(canary);
        if (isAdmin) services.AddSingleton<IMailView, MimeMailView>();
        if (isAdmin) services.AddAuditTrail(settings.StoragePath, node.Name, settings.AuditKeep);
        if (isAdmin) services.AddAdminUi(options.AdminUi);
    }

    /// <summary>Spool and store, for every role and for the commands that look after them.</summary>
    public static void AddStorage(
        this IServiceCollection services, ServiceSettings settings, ModuleOptions options, string processName)
    {
        options.Spool.ContentKeys = ContentKeySource.Load(settings);
        services.AddSpool(options.Spool);
        if (settings.Redis is { } redis) services.AddRedisStore(redis, processName);
        else services.AddSqliteStore(settings.StoragePath);
    }

    /// <summary>What reads and writes mail.</summary>
    public static void AddComposer(this IServiceCollection services, ModuleOptions options) =>
        services.AddSingleton<IMailComposer>(provider => new MailComposer(
            options.Mail,
            provider.GetRequiredService<IRules<VoicemailPolicies>>(),
            provider.GetRequiredService<IRules<ProfileSet>>(),
            provider.GetRequiredService<IRules<PeopleDirectory>>()));

    private static void AddGrains(this IServiceCollection services)
    {
        services.AddSingleton<VoicemailMetrics>();
        services.AddByStoreClock<IGrain, VoicemailGrain>();
        services.AddByStoreClock<IGrain, TranscriptionGrain>();
        services.AddByStoreClock<IGrain, IntakeGrain>();
        services.AddByStoreClock<IGrain, HintsGrain>();
    }

    public static void AddByStoreClock<TService, T>(this IServiceCollection services)
        where TService : class
        where T : TService =>
        services.AddSingleton<TService>(provider =>
            ActivatorUtilities.CreateInstance<T>(provider, provider.GetRequiredService<StoreClock>()));
}
