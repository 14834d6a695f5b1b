using VoicemailOrleans.AdminUi;
using VoicemailOrleans.Core.Mail.Smtp.Client;
using VoicemailOrleans.Core.Mail.Smtp.Server;
using VoicemailOrleans.Core.Voicemail;
using VoicemailOrleans.Gateway;
using VoicemailOrleans.Grains.Mail;
using VoicemailOrleans.Silo.Canary;
using VoicemailOrleans.Silo.Health;
using VoicemailOrleans.Silo.Hosting.Settings;
using VoicemailOrleans.Silo.Recordings;
using VoicemailOrleans.Silo.Smarthost;
using VoicemailOrleans.Silo.Speech;
using VoicemailOrleans.Silo.Spool;

namespace VoicemailOrleans.Silo.Hosting;

/// <summary>
/// What a site set, in the terms of each module; whatever nobody sets keeps the module's own default.
/// </summary>
internal sealed class ModuleOptions(ServiceSettings settings, string nodeName, string processName)
{
    /// <summary>What a mail may need from its deadline until the smarthost has it.</summary>
    private static readonly TimeSpan RelayTime = TimeSpan.FromMinutes(2);

    public SpoolOptions Spool { get; } = new() { StoragePath = settings.StoragePath, NodeName = nodeName };

    public SiloOptions Silo { get; } = new()
    {
        Concurrency = settings.SiloConcurrency,
        Lease = settings.SiloLease,
        Name = processName,
    };

    public MailComposerOptions Mail { get; } =
        new() { HostName = settings.SmtpHostName, TimeZone = TimeZoneInfo.Local };

    public RecordingOptions Recordings { get; } = new() { SizeBytesMax = settings.RecordingMaxSize };

    public GatewayOptions Gateway { get; } = new()
    {
        Host = settings.SmtpHost.ToString(),
        Port = settings.SmtpPort,
        TlsPort = settings.SmtpTlsPort == 0 ? null : settings.SmtpTlsPort,
        LegacyTlsPort = settings.SmtpLegacyTlsPort == 0 ? null : settings.SmtpLegacyTlsPort,
        CertificatePath = settings.SmtpTlsCert,
        KeyPath = settings.SmtpTlsKey,
        AllowedNetworks = settings.SmtpAllowedNetworks?.Select(network => network.ToString()).ToList()
            ?? new GatewayOptions().AllowedNetworks,
        Balancers = [.. settings.SmtpBalancers.Select(network => network.ToString())],
        ConnectionsMax = OpenFiles.SmtpConnectionsMax(settings),
        ConnectionsPerMinuteMax = settings.SmtpConnectionsPerMinute,
        Session = new SmtpSessionOptions
        {
            HostName = settings.SmtpHostName,
            MessageBytesMax = settings.SmtpMaxMessageSize,
            AuthRequired = settings.SmtpAuthRequired,
            AllowAuthWithoutTls = settings.SmtpAuthWithoutTls,
            AcceptBareLineFeeds = settings.SmtpAcceptBareLf,
            Credential = settings is { SmtpAuthUser: { } user, SmtpAuthPassword: { } password }
                ? new SmtpCredential(user, password)
                : null,
            RelayDomains = settings.SmtpRelayDomains,
        },
    };

    public SmarthostOptions Smarthost { get; } = BuildSmarthost(settings);

    public VoicemailPolicy Policy { get; } = BuildPolicy(settings);

    public SpeechOptions Speech { get; } = BuildSpeech(settings);

    public AdminUiOptions AdminUi { get; } = AdminUiSetup.Of(settings);

    /// <summary>Null when there is none, and where no mail is received.</summary>
    public CanaryOptions? Canary { get; } = settings.CanaryRecipient is { } to && settings.Roles.HasFlag(Roles.Gateway)
        ? new CanaryOptions(
            to, settings.SmtpHostName, settings.DeliverBy + RelayTime, settings.SmtpBalancers.Count > 0)
        : null;

    public Watchers Watchers { get; } = new(
        new WatcherRule(settings.HealthNetworks, settings.HealthToken),
        new WatcherRule(settings.MetricsNetworks, settings.MetricsToken));

    private static SmarthostOptions BuildSmarthost(ServiceSettings settings)
    {
        var hosts = settings.OutboundHosts
            .Select(host => SmarthostAddress.Parse(host, settings.OutboundPort)!.Value).ToList();
        var first = hosts.FirstOrDefault(new SmarthostAddress("", settings.OutboundPort));
        return new SmarthostOptions
        {
            Host = first.Name,
            Port = first.Port,
            Fallbacks = [.. hosts.Skip(1)],
            User = settings.OutboundUser,
            Password = settings.OutboundPassword,
            OAuth = settings.OutboundTokenUrl is { } tokens
                ? new SmarthostOAuth(
                    tokens, settings.OutboundClientId!, settings.OutboundClientSecret!, settings.OutboundScope)
                : null,
            ExtraCaFile = settings.OutboundCaFile,
            ClientName = settings.SmtpHostName,
            Tls = settings.OutboundTls switch
            {
                OutboundTls.None => TlsPolicy.None,
                OutboundTls.StartTls => TlsPolicy.StartTls,
                OutboundTls.Required => TlsPolicy.Required,
                _ => TlsPolicy.Implicit,
            },
        };
    }

    private static VoicemailPolicy BuildPolicy(ServiceSettings settings)
    {
        var policy = new VoicemailPolicy
        {
            Transcribe = !settings.EffectiveSpeechEngines.Contains("none"),
            // The chain of engines keeps private recordings from those that are not on the premises.
            TranscribePrivate = true,
            Language = settings.SpeechLanguage,
            DeliverBy = settings.DeliverBy,
            RelayLifetime = settings.RelayLifetime,
            UncertainRetry = Uncertain(settings.UncertainRetry),
            Retention = settings.CleanupAfter,
            UndoTime = settings.DeleteGrace,
        };
        return settings.RelayRetry.Count == 0
            ? policy
            : policy with { RelayRetry = new RetrySchedule([.. settings.RelayRetry]) };
    }

    private static SpeechOptions BuildSpeech(ServiceSettings settings)
    {
        var speech = new SpeechOptions
        {
            Engines = settings.EffectiveSpeechEngines,
            Language = settings.SpeechLanguage,
            GoogleCredentials = settings.GoogleCredentials,
            GoogleProject = settings.GoogleProject,
            GoogleBudget = settings.GoogleBudget,
            GoogleRequestsPerMinute = settings.GoogleRequestsPerMinute,
            OpenAiBaseUrl = settings.OpenAiBaseUrl,
            OpenAiApiKey = settings.OpenAiApiKey,
        };
        if (settings.SpeechModel is { } model) speech.Model = model;
        if (settings.GoogleEndpoint is { } endpoint) speech.GoogleEndpoint = endpoint;
        if (settings.OpenAiModel is { } openAiModel) speech.OpenAiModel = openAiModel;
        return speech;
    }

    private static RetrySchedule Uncertain(TimeSpan first) => new(first, 12 * first, 72 * first);
}
