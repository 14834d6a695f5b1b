using System.Globalization;

namespace VoicemailOrleans.Silo.Spool;

/// <summary>
/// Removes what no message needs: files that were never finished, and day folders that have emptied. Whatever a journal
/// may name is <see cref="LeftoverSweep"/>'s.
/// </summary>
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
        Temporaries(folders.Temporary, folders, now);
        foreach (var day in Directory.EnumerateDirectories(folders.Content)) DayFolder(day, now);
        if (!Directory.Exists(folders.TemporaryKeys)) return;
        Temporaries(folders.TemporaryKeys, folders, now);
        foreach (var day in Directory.EnumerateDirectories(folders.ContentKeys)) TryRemoveKeyDay(day, now);
    }

    private static void Temporaries(string folder, SpoolFolders folders, DateTimeOffset now)
    {
        var old = new DirectoryInfo(folder).EnumerateFiles()
            .Where(file => file.LastWriteTimeUtc < (now - TemporaryAge).UtcDateTime);
        foreach (var files in old.ToLookup(file => NodeOf(file.Name)))
        {
            if (files.Key != folders.NodeName && LockFile.IsHeld(folders.NodeLock(files.Key))) continue;
            foreach (var file in files) file.Delete();
        }
    }

    /// <summary>Removes the folder of a day's keys that is over for long, if it holds none.</summary>
    public static void TryRemoveKeyDay(string path, DateTimeOffset now)
    {
        if (DayOf(path) is not { } day || day + DayAge > now || !Directory.Exists(path)) return;
        if (Directory.EnumerateFileSystemEntries(path).Any()) return;
        try
        {
            Directory.Delete(path);
        }
        catch (IOException)
        {
            // Somebody else removed it, or a replay has just put something in.
        }
    }

    /// <summary>
    /// Removes the folder of a day that is over for long, if it holds nothing but <c>.purged</c> files.
    /// </summary>
    public static void DayFolder(string path, DateTimeOffset now)
    {
        if (DayOf(path) is not { } day || day + DayAge > now) return;
        try
        {
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

    /// <summary>The day of a folder of that name; null when it is none.</summary>
    public static DateTimeOffset? DayOf(string path)
    {
        const DateTimeStyles utc = DateTimeStyles.AssumeUniversal;
        var name = Path.GetFileName(path);
        return DateTimeOffset.TryParseExact(name, "yyyy-MM-dd", CultureInfo.InvariantCulture, utc, out var day)
            ? day
            : null;
    }
}
