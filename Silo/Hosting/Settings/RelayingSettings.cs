using System.Globalization;
using VoicemailOrleans.Silo.Smarthost;
using static VoicemailOrleans.Silo.Hosting.Settings.SettingParsers;

namespace VoicemailOrleans.Silo.Hosting.Settings;

/// <summary>The way to the smarthost.</summary>
internal static class RelayingSettings
{
    public static IReadOnlyList<Setting> All() =>
    [
        new("OUTBOUND_SMTP_HOST", "",
            "The company's mail server. Required for `silo`. Several, separated by commas, serve in this order: the next "
            + "while those before it fail. `name:port` where the port is another than `OUTBOUND_SMTP_PORT`.",
            List(CheckHost, (s, v) => s.OutboundHosts = v)),
        new("OUTBOUND_SMTP_PORT", "25", "Its port.", Whole(1, 65535, (s, v) => s.OutboundPort = (int)v)),
        new("OUTBOUND_SMTP_USER", "", "User name, when it wants one.", Text((s, v) => s.OutboundUser = v)),
        .. Secret("OUTBOUND_SMTP_PASSWORD", "Its password.", Roles.Silo, (s, v) => s.OutboundPassword = v),
        new("OUTBOUND_SMTP_OAUTH_TOKEN_URL", "",
            "Where to get tokens for `AUTH XOAUTH2` in place of a password (client credentials grant); for Microsoft 365 "
            + "`https://login.microsoftonline.com/TENANT/oauth2/v2.0/token`.",
            Url((s, v) => s.OutboundTokenUrl = v)),
        new("OUTBOUND_SMTP_OAUTH_CLIENT_ID", "", "This service's identifier there.", Text((s, v) => s.OutboundClientId = v)),
        .. Secret(
            "OUTBOUND_SMTP_OAUTH_CLIENT_SECRET", "Its secret.", Roles.Silo, (s, v) => s.OutboundClientSecret = v),
        new("OUTBOUND_SMTP_OAUTH_SCOPE", "https://outlook.office365.com/.default",
            "What the token shall be good for.", Text((s, v) => s.OutboundScope = v)),
        new("OUTBOUND_SMTP_TLS", "starttls",
            "`none`, `starttls` (when offered), `required` (STARTTLS or nothing is sent) or `implicit` (port 465).",
            Choice(TlsChoices, (s, v) => s.OutboundTls = v)),
        new("OUTBOUND_SMTP_USE_TLS", "",
            "The predecessor's name for `OUTBOUND_SMTP_TLS=required`.",
            Switch((s, v) => s.OutboundTls = v ? OutboundTls.Required : s.OutboundTls)),
        new("OUTBOUND_SMTP_USE_SSL", "",
            "The predecessor's name for `OUTBOUND_SMTP_TLS=implicit`.",
            Switch((s, v) => s.OutboundTls = v ? OutboundTls.Implicit : s.OutboundTls)),
        new("OUTBOUND_SMTP_CA_FILE", "",
            "Further certificate authorities to trust, PEM.",
            ExistingFile(Roles.Silo, (s, v) => s.OutboundCaFile = v)),
        new("RELAY_RETRY_SECONDS", "60,300,900,3600,10800,21600",
            "Waits after the first, second, ... passing failure; the last one repeats.",
            Schedule((s, v) => s.RelayRetry = v)),
        new("RELAY_UNCERTAIN_RETRY_SECONDS", "300",
            "Wait after a final dot whose reply never came.",
            Whole(1, 86400, (s, v) => s.UncertainRetry = TimeSpan.FromSeconds(v))),
        new("RELAY_LIFETIME_HOURS", "120",
            "Relaying is given up after this, and the sender told.",
            Whole(1, 1000, (s, v) => s.RelayLifetime = TimeSpan.FromHours(v))),
    ];

    private static readonly Dictionary<string, OutboundTls> TlsChoices = new()
    {
        ["none"] = OutboundTls.None,
        ["starttls"] = OutboundTls.StartTls,
        ["required"] = OutboundTls.Required,
        ["implicit"] = OutboundTls.Implicit,
    };

    private static ApplySetting Schedule(Action<ServiceSettings, IReadOnlyList<TimeSpan>> store) =>
        (settings, text) =>
        {
            IReadOnlyList<TimeSpan> waits = [];
            if (List(CheckSeconds, (_, parts) => waits = [.. parts.Select(Seconds)])(settings, text) is { } wrong)
                return wrong;
            if (waits.Zip(waits.Skip(1)).Any(pair => pair.Second < pair.First))
                return "must list waits that do not get shorter";
            store(settings, waits);
            return null;
        };

    private static string? CheckHost(string text) => SmarthostAddress.Parse(text, 25) is not null
        ? null
        : $"must list host names or addresses, with or without a port; '{text}' is none";

    private static string? CheckSeconds(string text) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var value) && value is >= 1 and <= 86400
            ? null
            : $"must list seconds from 1 to 86400; '{text}' is not";

    private static TimeSpan Seconds(string text) => TimeSpan.FromSeconds(int.Parse(text, CultureInfo.InvariantCulture));
}
