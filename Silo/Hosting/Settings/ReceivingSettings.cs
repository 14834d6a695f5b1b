using static VoicemailOrleans.Silo.Hosting.Settings.SettingParsers;

namespace VoicemailOrleans.Silo.Hosting.Settings;

/// <summary>What the gateway listens on and takes.</summary>
internal static class ReceivingSettings
{
    public static IReadOnlyList<Setting> All() =>
    [
        new("SMTP_HOST", "0.0.0.0", "Address the gateway listens on.", Address((s, v) => s.SmtpHost = v)),
        new("SMTP_PORT", "1025", "Port for plain SMTP with STARTTLS.", Whole(0, 65535, (s, v) => s.SmtpPort = (int)v)),
        new("SMTP_TLS_PORT", "0 (off)",
            "Port for TLS from the first octet (usually 465). Needs a certificate.",
            Whole(0, 65535, (s, v) => s.SmtpTlsPort = (int)v)),
        new("SMTP_LEGACY_TLS_PORT", "0 (off)",
            "Port like `SMTP_PORT` whose STARTTLS also knows TLS 1.0 and 1.1, for a PBX that can do no better; with the "
            + "certificate of `SMTP_TLS_CERT`, which should then be RSA.",
            Whole(0, 65535, (s, v) => s.SmtpLegacyTlsPort = (int)v)),
        new("SMTP_HOSTNAME", "the machine's name",
            "Name in the greeting, in Received fields and in Message-IDs we make.",
            ApplyHostName),
        new("SMTP_AUTH_REQUIRED", "false",
            "Clients must authenticate before MAIL.",
            Switch((s, v) => s.SmtpAuthRequired = v)),
        new("SMTP_AUTH_USER", "", "User name that clients authenticate with.", Text((s, v) => s.SmtpAuthUser = v)),
        .. Secret("SMTP_AUTH_PASSWORD", "Its password.", Roles.Gateway, (s, v) => s.SmtpAuthPassword = v),
        new("SMTP_AUTH_WITHOUT_TLS", "false",
            "Offer AUTH on unprotected connections too (old PBXs).",
            Switch((s, v) => s.SmtpAuthWithoutTls = v)),
        new("SMTP_TLS_CERT", "",
            "Certificate chain, PEM. With it STARTTLS is offered. Re-read when the file changes.",
            ExistingFile(Roles.Gateway, (s, v) => s.SmtpTlsCert = v)),
        new("SMTP_TLS_KEY", "",
            "Private key of the certificate, PEM.",
            ExistingFile(Roles.Gateway, (s, v) => s.SmtpTlsKey = v)),
        new("SMTP_MAX_MESSAGE_SIZE", "157286400",
            "Largest message taken, in octets. An hour of PCM is 79 MB in base64; a PBX drops what is refused.",
            Whole(65536, 2_000_000_000, (s, v) => s.SmtpMaxMessageSize = v)),
        new("SMTP_MAX_CONNECTIONS", "5000",
            "SMTP connections at once, as far as the limit of open files allows; 1,000 at most from one address.",
            Whole(1, 100_000, (s, v) => s.SmtpMaxConnections = (int)v)),
        new("SMTP_CONNECTIONS_PER_MINUTE", "0 (any number)",
            "New SMTP connections from one address in a minute; more get 421. A PBX opens one for each voicemail.",
            Whole(0, 1_000_000, (s, v) => s.SmtpConnectionsPerMinute = (int)v)),
        new("SMTP_ACCEPT_BARE_LF", "true",
            "Take content whose lines end with a bare LF and make them CRLF; it never ends a message. Else 554 5.6.0.",
            Switch((s, v) => s.SmtpAcceptBareLf = v)),
        new("SMTP_ALLOWED_NETWORKS", "loopback and private ranges",
            "Networks or addresses that may connect, separated by commas.",
            Networks((s, v) => s.SmtpAllowedNetworks = v)),
        new("SMTP_PROXY_ADDRESSES", "none",
            "Load balancers, networks or addresses, that send a PROXY header (version 1 or 2) with the client's address.",
            Networks((s, v) => s.SmtpBalancers = v)),
        new("SMTP_RELAY_DOMAINS", "any",
            "Recipient domains that are accepted; others get 550 5.7.1.",
            List(CheckDomain, (s, v) => s.SmtpRelayDomains = v)),
    ];

    private static string? ApplyHostName(ServiceSettings settings, string text)
    {
        if (Uri.CheckHostName(text) == UriHostNameType.Unknown) return "must be a host name";
        settings.SmtpHostName = text;
        return null;
    }

    private static string? CheckDomain(string text) =>
        text.Contains('@', StringComparison.Ordinal) ? $"must list domains; '{text}' is an address" : null;
}
