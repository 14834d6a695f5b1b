using VoicemailOrleans.AdminUi.Login;
using static VoicemailOrleans.Silo.Hosting.Settings.SettingParsers;

namespace VoicemailOrleans.Silo.Hosting.Settings;

/// <summary>Who may use the admin UI, and read health and metrics.</summary>
internal static class AdminSettings
{
    public static IReadOnlyList<Setting> All() =>
    [
        new("ADMIN_SESSION_IDLE_MINUTES", "720",
            "A sign-in ends after this much time without a request.",
            Whole(5, 10080, (s, v) => s.AdminSessionIdle = TimeSpan.FromMinutes(v))),
        new("ADMIN_SESSION_HOURS", "24",
            "A sign-in ends after this much time, whatever is done.",
            Whole(1, 720, (s, v) => s.AdminSession = TimeSpan.FromHours(v))),
        new("ADMIN_LOCAL_LOGIN", "true",
            "People may sign in with a password of this service. `false` leaves OpenID Connect or the proxy.",
            Switch((s, v) => s.AdminLocalLogin = v)),
        new("ADMIN_OIDC_ISSUER", "",
            "OpenID Connect: the provider's issuer, an https address, as the provider itself writes it.",
            ApplyIssuer),
        new("ADMIN_OIDC_CLIENT_ID", "", "The name under which the provider knows this service.",
            Text((s, v) => s.OidcClientId = v)),
        .. Secret("ADMIN_OIDC_CLIENT_SECRET", "Its secret.", Roles.Admin, (s, v) => s.OidcClientSecret = v),
        new("ADMIN_OIDC_NAME", "single sign-on", "What the button says after \"Sign in with\".",
            Text((s, v) => s.OidcName = v)),
        new("ADMIN_OIDC_SCOPES", "openid profile email", "What is asked for.",
            List(_ => null, (s, v) => s.OidcScopes = v)),
        new("ADMIN_OIDC_USER_CLAIM", "preferred_username", "Claim with the user name.",
            Text((s, v) => s.OidcUserClaim = v)),
        new("ADMIN_OIDC_GROUPS_CLAIM", "groups", "Claim with the groups or roles.",
            Text((s, v) => s.OidcGroupsClaim = v)),
        new("ADMIN_OIDC_CA_FILE", "", "Further certificate authorities to trust for the provider, PEM.",
            ExistingFile(Roles.Admin, (s, v) => s.OidcCaFile = v)),
        new("ADMIN_PROXY_USER_HEADER", "",
            "A reverse proxy signs people in: the header field with the user name. It must remove this field from "
            + "what browsers send.",
            ApplyHeader((s, v) => s.ProxyUserHeader = v)),
        new("ADMIN_PROXY_GROUPS_HEADER", "", "The header field with the groups, separated by commas or semicolons.",
            ApplyHeader((s, v) => s.ProxyGroupsHeader = v)),
        new("ADMIN_PROXY_ADDRESSES", "",
            "Addresses or networks of the proxies. From anywhere else the fields are ignored.",
            Networks((s, v) => s.ProxyAddresses = v)),
        Group(Role.Helpdesk), Group(Role.Operator), Group(Role.Admin), Group(Role.Auditor),
        new("HEALTH_ALLOWED_NETWORKS", "loopback and private ranges; loopback with a token",
            "Networks that may read the components at `/health`. Everybody may ask `/health/live` and `/health/ready`.",
            Networks((s, v) => s.HealthNetworks = v)),
        .. Secret("HEALTH_TOKEN", "Whoever sends this as bearer token may read `/health` from anywhere.",
            Roles.All, (s, v) => s.HealthToken = v),
        new("METRICS_ALLOWED_NETWORKS", "loopback and private ranges; loopback with a token",
            "Networks that may read `/metrics`.",
            Networks((s, v) => s.MetricsNetworks = v)),
        .. Secret("METRICS_TOKEN", "Whoever sends this as bearer token may read `/metrics` from anywhere.",
            Roles.All, (s, v) => s.MetricsToken = v),
        new("CANARY_RECIPIENT", "",
            "A mailbox that each gateway sends a voicemail of its own to, once an hour, and watches whether it arrives.",
            Mailbox((s, v) => s.CanaryRecipient = v)),
        new("OTEL_EXPORTER_OTLP_ENDPOINT", "",
            "Collector to push traces and metrics to, by OTLP over HTTP: `http://collector.example.com:4318`.",
            Url((s, v) => s.OtlpEndpoint = v)),
        .. Secret("OTEL_EXPORTER_OTLP_HEADERS", "Header fields it wants, such as `api-key=...`, separated by commas.",
            Roles.All, (s, v) => s.OtlpHeaders = v),
    ];

    private static Setting Group(string role) => new(
        $"ADMIN_GROUPS_{role.ToUpperInvariant()}", "",
        $"Groups of the provider or the proxy that have the role {role}, separated by semicolons.",
        (settings, text) =>
        {
            const StringSplitOptions Tidy = StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries;
            settings.Groups.ByRole[role] = text.Split(';', Tidy);
            return null;
        });

    private static string? ApplyIssuer(ServiceSettings settings, string text)
    {
        if (!Uri.TryCreate(text, UriKind.Absolute, out var url)) return "must be an https address";
        // The tokens are believed because of the TLS they come by; on one machine there is nobody in between.
        if (url.Scheme != Uri.UriSchemeHttps && !(url.Scheme == Uri.UriSchemeHttp && url.IsLoopback))
            return "must be an https address";
        settings.OidcIssuer = url;
        return null;
    }

    private static ApplySetting ApplyHeader(Action<ServiceSettings, string> store) =>
        (settings, text) =>
        {
            if (!text.All(c => char.IsAsciiLetterOrDigit(c) || c is '-')) return "must be the name of a header field";
            store(settings, text);
            return null;
        };
}
