using System.Globalization;

namespace VoicemailOrleans.Silo.Spool;

/// <summary>Removes what no message needs: files that were never finished, and day folders that have emptied.</summary>
internal static class SpoolSweep
{
    private static readonly TimeSpan TemporaryAge = TimeSpan.FromHours(1);
    private static readonly TimeSpan DayAge = FileSpool.ReplayWindow + TimeSpan.FromDays(1);

    /// <summary>
    /// Goes over the whole content folder; for a process that has just started. Temporary files of other nodes that
    /// live stay, however old: one that was paused goes on with them. Those of nodes that have ended, and of this
    /// one's former processes, go when they are no longer young, since a lock only tells of this moment.
    /// </summary>
    public static void Run(SpoolFolders folders, DateTimeOffset now)
    {
        var old = new DirectoryInfo(folders.Temporary).EnumerateFiles()
            .Where(file => file.LastWriteTimeUtc < (now - TemporaryAge).UtcDateTime);
        foreach (var files in old.ToLookup(file => NodeOf(file.Name)))
        {
            if (files.Key != folders.NodeName && LockFile.IsHeld(folders.NodeLock(files.Key))) continue;
            foreach (var file in files) file.Delete();
        }

        foreach (var day in Directory.EnumerateDirectories(folders.Content)) DayFolder(day, now);
    }

    /// <summary>
    /// Of a day that is over, so long that no journal can know of a draft any more, removes the drafts, and the folder
    /// if it then holds nothing but <c>.purged</c> files; leaves any other folder alone.
    /// </summary>
    public static void DayFolder(string path, DateTimeOffset now)
    {
        if (DayOf(path) is not { } day || day + DayAge > now) return;
        try
        {
            foreach (var draft in Directory.EnumerateFiles(path, "*.draft")) File.Delete(draft);
            if (Directory.EnumerateFileSystemEntries(path).Any(IsOfAMessage)) return;
            foreach (var file in Directory.EnumerateFiles(path, "*.purged")) File.Delete(file);
            Directory.Delete(path);
        }
        catch (IOException)
        {
            // Somebody else removed it, or a replay has just put something in: another sweep will tell.
        }
    }

    /// <summary>ID.NODE.PROCESS.NUMBER.EXTENSION: a node's name may have dots of its own.</summary>
    private static string NodeOf(string file)
    {
        var parts = file.Split('.');
        return string.Join('.', parts[1..Math.Max(1, parts.Length - 3)]);
    }

    private static bool IsOfAMessage(string file) => !file.EndsWith(".purged", StringComparison.Ordinal);

    private static DateTimeOffset? DayOf(string path)
    {
        const DateTimeStyles utc = DateTimeStyles.AssumeUniversal;
        var name = Path.GetFileName(path);
        return DateTimeOffset.TryParseExact(name, "yyyy-MM-dd", CultureInfo.InvariantCulture, utc, out var day)
            ? day
            : null;
    }
}
