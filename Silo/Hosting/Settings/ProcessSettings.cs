using static VoicemailOrleans.Silo.Hosting.Settings.SettingParsers;

namespace VoicemailOrleans.Silo.Hosting.Settings;

/// <summary>The process itself.</summary>
internal static class ProcessSettings
{
    public static IReadOnlyList<Setting> All() =>
    [
        new("HTTP_HOST", "0.0.0.0",
            "Address of the admin UI, health checks and metrics. Every process serves the latter two.",
            Address((s, v) => s.HttpHost = v)),
        new("HTTP_PORT", "8080", "Its port.", Whole(0, 65535, (s, v) => s.HttpPort = (int)v)),
        new("HTTP_PROXY_ADDRESSES", "none",
            "Reverse proxies in front, networks or addresses: only they are believed about who asks and by which "
            + "scheme and name (X-Forwarded-For, -Proto, -Host).",
            Networks((s, v) => s.HttpProxies = v)),
        new("LOG_LEVEL", "info",
            "`debug`, `info`, `warning` or `error`.",
            Choice(LevelChoices, (s, v) => s.LogLevel = v)),
        new("LOG_FORMAT", "json",
            "`json` (one object per line) or `text`.",
            Choice(FormatChoices, (s, v) => s.LogJson = v)),
        new("ROLES", "gateway,silo,admin",
            "Parts this process plays: `gateway` receives mail, `silo` transcribes and relays, `admin` serves the UI. "
            + "Fewer than all of them need `REDIS_URL`.",
            ApplyRoles),
        new("SILO_CONCURRENCY", "32",
            "Turns a silo takes at once.",
            Whole(1, 1024, (s, v) => s.SiloConcurrency = (int)v)),
        new("SILO_LEASE_SECONDS", "8",
            "Silence after which a silo is taken for dead; its work goes on elsewhere within another eighth of it. "
            + "At least 4 (takeover within 5 s); more where the store may stall for longer than two thirds of it.",
            Whole((int)SiloOptions.LeaseMin.TotalSeconds, 300, (s, v) => s.SiloLease = TimeSpan.FromSeconds(v))),
    ];

    private static readonly Dictionary<string, LogLevel> LevelChoices = new()
    {
        ["debug"] = LogLevel.Debug,
        ["info"] = LogLevel.Information,
        ["information"] = LogLevel.Information,
        ["warning"] = LogLevel.Warning,
        ["error"] = LogLevel.Error,
    };

    private static readonly Dictionary<string, bool> FormatChoices = new() { ["json"] = true, ["text"] = false };

    private static string? ApplyRoles(ServiceSettings settings, string text)
    {
        Roles roles = 0;
        foreach (var name in text.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            if (!Enum.TryParse<Roles>(name, ignoreCase: true, out var role) || char.IsDigit(name[0]))
                return $"must list some of gateway, silo, admin; '{name}' is unknown";
            roles |= role;
        }

        if (roles == 0) return "must list some of gateway, silo, admin";
        settings.Roles = roles;
        return null;
    }
}
