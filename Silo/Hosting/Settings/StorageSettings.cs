using VoicemailOrleans.Silo.Stores.Redis.Resp;
using static VoicemailOrleans.Silo.Hosting.Settings.SettingParsers;

namespace VoicemailOrleans.Silo.Hosting.Settings;

/// <summary>Where things are kept, and for how long.</summary>
internal static class StorageSettings
{
    public static IReadOnlyList<Setting> All() =>
    [
        new("STORAGE_PATH", "./data",
            "Folder for everything durable: journals, content, state, index. All processes share it.",
            Text((s, v) => s.StoragePath = v)),
        new("CONTENT_KEY_FILE", "none: content is in clear",
            "Keys that content is sealed with: a file of lines, each a name and 32 octets in base64. The first one seals, "
            + "all of them open. All processes need it.",
            ExistingFile(Roles.All, (s, v) => s.ContentKeyFile = v)),
        new("CONTENT_KEY_COMMAND", "",
            "A command that prints such lines instead, from a key management service, say: a program and its arguments, "
            + "between blanks. It runs at each start, without a shell.",
            Text((s, v) => s.ContentKeyCommand = v)),
        new("CLEANUP_AFTER_HOURS", "720",
            "A closed voicemail is purged after this.",
            Whole(1, 87600, (s, v) => s.CleanupAfter = TimeSpan.FromHours(v)))
        {
            Aliases = ["STORAGE_CLEANUP_AFTER_HOURS"],
        },
        new("DELETE_GRACE_HOURS", "168",
            "A voicemail that somebody deleted can be restored for this long, unless it was deleted at once. One that "
            + "was released from a hold is kept at least as long.",
            Whole(1, 8760, (s, v) => s.DeleteGrace = TimeSpan.FromHours(v))),
        new("DELIVER_BY_SECONDS", "300",
            "A voicemail leaves this long after receipt, with or without transcript.",
            Whole(1, 86400, (s, v) => s.DeliverBy = TimeSpan.FromSeconds(v))),
        new("AUDIT_KEEP_DAYS", "400",
            "Entries of the audit log are deleted after this, by whole months. 400 days hold a full year for a yearly "
            + "review.",
            Whole(31, 36500, (s, v) => s.AuditKeep = TimeSpan.FromDays(v))),
        .. ParsedSecret("REDIS_URL",
            "The Redis that several processes share: `redis://user:password@host:6379/0`, `rediss://` for TLS, or "
            + "`redis+sentinel://host:26379/master`. Without it the state is kept in SQLite, for one process.",
            Roles.All, ApplyRedisUrl, "CELERY_BROKER_URL"),
    ];

    /// <summary>The parser's messages quote no part of the URL: it holds a password.</summary>
    private static string? ApplyRedisUrl(ServiceSettings settings, string text)
    {
        try
        {
            settings.Redis = RedisUrl.Parse(text);
            return null;
        }
        catch (FormatException e)
        {
            return $"cannot be used: {e.Message.TrimEnd('.')}";
        }
    }
}
