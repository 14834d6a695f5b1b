namespace VoicemailOrleans.Silo.Hosting.Settings;

/// <summary>What must hold between settings; only of the parts that this process plays.</summary>
internal static class SettingsCheck
{
    /// <summary>What is wrong with a combination, naming the settings.</summary>
    public static IEnumerable<string> Check(ServiceSettings settings) =>
        from part in Parts
        where (part.UsedBy & settings.Roles) != 0
        from rule in part.Rules(settings)
        where !rule.Holds
        select rule.Message;

    private static readonly (Roles UsedBy, Func<ServiceSettings, IEnumerable<(bool Holds, string Message)>> Rules)[]
        Parts =
        [
            (Roles.Gateway, Receiving), (Roles.Silo, Relaying), (Roles.Silo, Speech), (Roles.Admin, People),
            (Roles.All, Process),
        ];

    private static IEnumerable<(bool Holds, string Message)> Receiving(ServiceSettings s) =>
    [
        (s.SmtpTlsCert is null == s.SmtpTlsKey is null, "SMTP_TLS_CERT and SMTP_TLS_KEY must be set together."),
        (s.SmtpTlsPort == 0 || s.SmtpTlsCert is not null, "SMTP_TLS_PORT needs SMTP_TLS_CERT and SMTP_TLS_KEY."),
        (s.SmtpLegacyTlsPort == 0 || s.SmtpTlsCert is not null,
            "SMTP_LEGACY_TLS_PORT needs SMTP_TLS_CERT and SMTP_TLS_KEY."),
        (s.SmtpAuthUser is null == s.SmtpAuthPassword is null,
            "SMTP_AUTH_USER and SMTP_AUTH_PASSWORD must be set together."),
        (!s.SmtpAuthRequired || s.SmtpAuthUser is not null,
            "SMTP_AUTH_REQUIRED needs SMTP_AUTH_USER and SMTP_AUTH_PASSWORD."),
        (!s.SmtpAuthRequired || s.SmtpTlsCert is not null || s.SmtpAuthWithoutTls,
            "SMTP_AUTH_REQUIRED needs SMTP_TLS_CERT or SMTP_AUTH_WITHOUT_TLS=true: otherwise nobody could log in."),
    ];

    private static IEnumerable<(bool Holds, string Message)> Relaying(ServiceSettings s) =>
    [
        (s.OutboundHosts.Count > 0, "OUTBOUND_SMTP_HOST must name the mail server that delivers the voicemails."),
        (s.OutboundUser is null == (s.OutboundPassword is null && s.OutboundTokenUrl is null),
            "OUTBOUND_SMTP_USER and OUTBOUND_SMTP_PASSWORD (or OUTBOUND_SMTP_OAUTH_TOKEN_URL) must be set together."),
        (s.OutboundPassword is null || s.OutboundTokenUrl is null,
            "OUTBOUND_SMTP_PASSWORD and OUTBOUND_SMTP_OAUTH_TOKEN_URL exclude each other."),
        (s.OutboundTokenUrl is null == s.OutboundClientId is null
            && s.OutboundTokenUrl is null == s.OutboundClientSecret is null,
            "OUTBOUND_SMTP_OAUTH_TOKEN_URL, _CLIENT_ID and _CLIENT_SECRET must be set together."),
        (s.OutboundUser is null || s.OutboundTls != OutboundTls.None,
            "OUTBOUND_SMTP_TLS=none would send OUTBOUND_SMTP_PASSWORD in clear; choose required or implicit."),
    ];

    private static IEnumerable<(bool Holds, string Message)> People(ServiceSettings s)
    {
        var hasOidc = s.OidcIssuer is not null;
        var hasProxy = s.ProxyUserHeader is not null;
        yield return (hasOidc == s.OidcClientId is not null && hasOidc == s.OidcClientSecret is not null,
            "ADMIN_OIDC_ISSUER, ADMIN_OIDC_CLIENT_ID and ADMIN_OIDC_CLIENT_SECRET (or its _FILE) must be set together.");
        yield return (s.OidcScopes?.Contains("openid") != false, "ADMIN_OIDC_SCOPES must contain openid.");
        yield return (hasProxy == s.ProxyAddresses is not null && hasProxy == s.ProxyGroupsHeader is not null,
            "ADMIN_PROXY_USER_HEADER, ADMIN_PROXY_GROUPS_HEADER and ADMIN_PROXY_ADDRESSES must be set together.");
        yield return (hasOidc || hasProxy || s.AdminLocalLogin,
            "ADMIN_LOCAL_LOGIN=false needs ADMIN_OIDC_ISSUER or ADMIN_PROXY_USER_HEADER: otherwise nobody could sign in.");
        yield return (!(hasOidc || hasProxy) || !s.Groups.IsEmpty,
            "ADMIN_GROUPS_HELPDESK, _OPERATOR, _ADMIN or _AUDITOR must name groups: otherwise nobody has a role.");
    }

    private static IEnumerable<(bool Holds, string Message)> Process(ServiceSettings s) =>
    [
        (s.Redis is not null || s.Roles == Roles.All,
            "ROLES names only some of gateway, silo, admin: processes that share the work need REDIS_URL."),
        (s.ContentKeyFile is null || s.ContentKeyCommand is null,
            "CONTENT_KEY_FILE and CONTENT_KEY_COMMAND exclude each other."),
    ];

    private static IEnumerable<(bool Holds, string Message)> Speech(ServiceSettings s)
    {
        var engines = s.EffectiveSpeechEngines;
        yield return (!engines.Contains("google") || s.GoogleCredentials is not null,
            "SPEECH_ENGINES names google, which needs GOOGLE_APPLICATION_CREDENTIALS.");
        yield return (!engines.Contains("openai") || s.OpenAiBaseUrl is not null,
            "SPEECH_ENGINES names openai, which needs OPENAI_BASE_URL.");
        yield return (!engines.Contains("none") || engines.Count == 1,
            "SPEECH_ENGINES lists none beside others; none stands alone.");
    }
}
