using System.Net;
using VoicemailOrleans.AdminUi.Login;
using VoicemailOrleans.AdminUi.Operations;
using VoicemailOrleans.Silo.Stores.Redis.Resp;

namespace VoicemailOrleans.Silo.Hosting.Settings;

/// <summary>How a connection to the smarthost is protected.</summary>
internal enum OutboundTls
{
    /// <summary>Never.</summary>
    None,

    /// <summary>STARTTLS when the smarthost offers it.</summary>
    StartTls,

    /// <summary>STARTTLS or nothing is sent.</summary>
    Required,

    /// <summary>TLS from the first octet (port 465).</summary>
    Implicit,
}

/// <summary>A part of the service that a process plays.</summary>
[Flags]
internal enum Roles
{
    /// <summary>Receives mail by SMTP.</summary>
    Gateway = 1,

    /// <summary>Takes the grains' turns: transcribes and relays.</summary>
    Silo = 2,

    /// <summary>Serves the admin UI.</summary>
    Admin = 4,

    /// <summary>Everything in one process.</summary>
    All = Gateway | Silo | Admin,
}

/// <summary>Roles as people write them.</summary>
internal static class RoleNames
{
    /// <summary>The roles in the form of <c>ROLES</c>: <c>gateway,silo</c>.</summary>
    public static string Of(Roles roles) => string.Join(
        ',',
        from role in new[] { Roles.Gateway, Roles.Silo, Roles.Admin }
        where roles.HasFlag(role)
        select role.ToString().ToLowerInvariant());
}

/// <summary>
/// Everything a site can set, parsed and checked: the values of <see cref="SettingCatalog"/>. Secrets are kept out of
/// <c>ToString</c> by not having one.
/// </summary>
internal sealed class ServiceSettings
{
    public IPAddress SmtpHost { get; set; } = IPAddress.Any;
    public int SmtpPort { get; set; } = 1025;
    public int SmtpTlsPort { get; set; }
    public int SmtpLegacyTlsPort { get; set; }

    /// <summary>The ports on which mail is taken, with their settings' names.</summary>
    public IReadOnlyList<(string Setting, int Port)> SmtpPorts =>
    [
        ("SMTP_PORT", SmtpPort),
        .. new[] { ("SMTP_TLS_PORT", SmtpTlsPort), ("SMTP_LEGACY_TLS_PORT", SmtpLegacyTlsPort) }
            .Where(further => further.Item2 != 0),
    ];

    public string SmtpHostName { get; set; } = "";
    public bool SmtpAuthRequired { get; set; }
    public string? SmtpAuthUser { get; set; }
    public string? SmtpAuthPassword { get; set; }
    public bool SmtpAuthWithoutTls { get; set; }

    public bool SmtpAcceptBareLf { get; set; } = true;
    public string? SmtpTlsCert { get; set; }
    public string? SmtpTlsKey { get; set; }
    public long SmtpMaxMessageSize { get; set; } = 150L << 20;
    public int SmtpMaxConnections { get; set; } = 5_000;
    public int SmtpConnectionsPerMinute { get; set; }
    public IReadOnlyList<IPNetwork>? SmtpAllowedNetworks { get; set; }
    public IReadOnlyList<IPNetwork> SmtpBalancers { get; set; } = [];
    public IReadOnlyList<string> SmtpRelayDomains { get; set; } = [];

    public IReadOnlyList<string> OutboundHosts { get; set; } = [];
    public Uri? OutboundTokenUrl { get; set; }
    public string? OutboundClientId { get; set; }
    public string? OutboundClientSecret { get; set; }
    public string OutboundScope { get; set; } = "https://outlook.office365.com/.default";
    public int OutboundPort { get; set; } = 25;
    public string? OutboundUser { get; set; }
    public string? OutboundPassword { get; set; }
    public OutboundTls OutboundTls { get; set; } = OutboundTls.StartTls;
    public string? OutboundCaFile { get; set; }
    public IReadOnlyList<TimeSpan> RelayRetry { get; set; } = [];
    public TimeSpan UncertainRetry { get; set; } = TimeSpan.FromMinutes(5);
    public TimeSpan RelayLifetime { get; set; } = TimeSpan.FromDays(5);

    public IReadOnlyList<string>? SpeechEngines { get; set; }
    public string SpeechLanguage { get; set; } = "en-US";
    public string? SpeechModel { get; set; }
    public string? GoogleCredentials { get; set; }
    public Uri? GoogleEndpoint { get; set; }
    public string? GoogleProject { get; set; }
    public TimeSpan? GoogleBudget { get; set; }
    public int GoogleRequestsPerMinute { get; set; } = 900;

    public SpeechPrice GooglePrice { get; set; } = SpeechPrice.Google;
    public Uri? OpenAiBaseUrl { get; set; }
    public string? OpenAiApiKey { get; set; }
    public string? OpenAiModel { get; set; }
    public long RecordingMaxSize { get; set; } = 150L << 20;

    public TimeSpan DeliverBy { get; set; } = TimeSpan.FromMinutes(5);
    public string StoragePath { get; set; } = "./data";
    public string? ContentKeyFile { get; set; }
    public string? ContentKeyCommand { get; set; }
    public TimeSpan CleanupAfter { get; set; } = TimeSpan.FromDays(30);
    public TimeSpan DeleteGrace { get; set; } = TimeSpan.FromDays(7);
    public TimeSpan AuditKeep { get; set; } = TimeSpan.FromDays(400);
    public RedisOptions? Redis { get; set; }

    public IPAddress HttpHost { get; set; } = IPAddress.Any;
    public int HttpPort { get; set; } = 8080;
    public IReadOnlyList<IPNetwork> HttpProxies { get; set; } = [];
    public LogLevel LogLevel { get; set; } = LogLevel.Information;
    public bool LogJson { get; set; } = true;
    public Roles Roles { get; set; } = Roles.All;
    public int SiloConcurrency { get; set; } = 32;
    public TimeSpan SiloLease { get; set; } = TimeSpan.FromSeconds(8);

    public TimeSpan? AdminSessionIdle { get; set; }
    public TimeSpan? AdminSession { get; set; }
    public bool AdminLocalLogin { get; set; } = true;
    public Uri? OidcIssuer { get; set; }
    public string? OidcClientId { get; set; }
    public string? OidcClientSecret { get; set; }
    public string? OidcName { get; set; }
    public IReadOnlyList<string>? OidcScopes { get; set; }
    public string? OidcUserClaim { get; set; }
    public string? OidcGroupsClaim { get; set; }
    public string? OidcCaFile { get; set; }
    public string? ProxyUserHeader { get; set; }
    public string? ProxyGroupsHeader { get; set; }
    public IReadOnlyList<IPNetwork>? ProxyAddresses { get; set; }
    public Groups Groups { get; } = new();
    public IReadOnlyList<IPNetwork>? HealthNetworks { get; set; }
    public string? HealthToken { get; set; }
    public IReadOnlyList<IPNetwork>? MetricsNetworks { get; set; }
    public string? MetricsToken { get; set; }
    public string? CanaryRecipient { get; set; }
    public Uri? OtlpEndpoint { get; set; }
    public string? OtlpHeaders { get; set; }

    /// <summary>The engines in order: as set, or Google when it has credentials, or none.</summary>
    public IReadOnlyList<string> EffectiveSpeechEngines =>
        SpeechEngines ?? (GoogleCredentials is null ? ["none"] : ["google"]);
}
