using System.Globalization;

namespace VoicemailOrleans.Silo.Spool;

/// <summary>Removes what no message needs: files that were never finished, and day folders that have emptied.</summary>
internal static class SpoolSweep
{
    private static readonly TimeSpan TemporaryAge = TimeSpan.FromHours(1);
    private static readonly TimeSpan DayAge = TimeSpan.FromDays(2);

    /// <summary>
    /// Goes over the whole content folder. Another process may be writing: young temporary files stay.
    /// </summary>
    public static void Run(SpoolFolders folders, DateTimeOffset now)
    {
        foreach (var file in new DirectoryInfo(folders.Temporary).EnumerateFiles())
            if (file.LastWriteTimeUtc < (now - TemporaryAge).UtcDateTime) file.Delete();
        foreach (var day in Directory.EnumerateDirectories(folders.Content)) DayFolder(day, now);
    }

    /// <summary>
    /// Removes a day folder that is over and holds nothing but <c>.purged</c> files; leaves any other folder alone.
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
