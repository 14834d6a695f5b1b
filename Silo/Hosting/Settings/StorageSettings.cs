using static VoicemailOrleans.Silo.Hosting.Settings.SettingParsers;

namespace VoicemailOrleans.Silo.Hosting.Settings;

/// <summary>Where things are kept, and for how long.</summary>
internal static class StorageSettings
{
    public static IReadOnlyList<Setting> All() =>
    [
        new("STORAGE_PATH", "./data",
            "Folder for everything durable: journal, content, state, index.",
            Text((s, v) => s.StoragePath = v)),
        new("CLEANUP_AFTER_HOURS", "720",
            "A closed voicemail is purged after this.",
            Whole(1, 87600, (s, v) => s.CleanupAfter = TimeSpan.FromHours(v)))
        {
            Aliases = ["STORAGE_CLEANUP_AFTER_HOURS"],
        },
        new("DELIVER_BY_SECONDS", "300",
            "A voicemail leaves this long after receipt, with or without transcript.",
            Whole(1, 86400, (s, v) => s.DeliverBy = TimeSpan.FromSeconds(v))),
        new("REDIS_URL", "",
            "Shared store for several silos. Not in this version, which keeps its state in SQLite.",
            Text((s, v) => s.RedisUrl = v)) { Aliases = ["CELERY_BROKER_URL"] },
    ];
}
