using System.Globalization;
using VoicemailOrleans.Silo.Spool.Sealing;

namespace VoicemailOrleans.Silo.Spool;

/// <summary>
/// Lists the segments a former process left in a node's journal. They are never appended to again; the reader follows
/// them from the start before it comes to new ones, and deals with torn and damaged records. Only prefixes are read
/// here, so that a large backlog does not hold up the start.
/// </summary>
internal static class JournalRecovery
{
    /// <summary>Adds the segments there are to the log; returns the number the next one gets.</summary>
    /// <exception cref="NotSupportedException">A newer release wrote a segment; all files are left alone.</exception>
    public static long List(SpoolFolders folders, SegmentLog log, IDurable durable, ILogger logger)
    {
        long last = 0;
        foreach (var path in Directory.EnumerateFileSystemEntries(folders.Journal).Order(StringComparer.Ordinal))
        {
            var name = Path.GetFileName(path);
            if (name == "lock") continue;
            if (NumberOf(name) is not { } number || Directory.Exists(path))
            {
                SpoolLog.UnknownFile(logger, path);
                continue;
            }

            last = Math.Max(last, number);
            if (name.EndsWith(".seg", StringComparison.Ordinal)) TryAddSegment(number, path, log, durable, logger);
            else if (!File.Exists(folders.SegmentFile(number))) Drop(path, durable); // its segment went first
        }

        return last + 1;
    }

    /// <summary>Removes the notes or the key of a segment that has gone.</summary>
    public static void Drop(string path, IDurable durable)
    {
        if (path.EndsWith(".key", StringComparison.Ordinal)) KeyShredder.Shred(path, durable);
        else File.Delete(path);
    }

    /// <summary>The number of a segment, its notes or its key by its file's name; null when it is none of them.</summary>
    public static long? NumberOf(string name)
    {
        var isOurs = name.Length > 12 && name[12..] is ".seg" or ".done" or ".key";
        return isOurs
            && long.TryParse(name.AsSpan(0, 12), NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            ? number
            : null;
    }

    /// <summary>
    /// One file that cannot be read must not keep all mail out: it stays for people, and the alarm says so.
    /// </summary>
    private static void TryAddSegment(
        long number, string path, SegmentLog log, IDurable durable, ILogger logger)
    {
        try
        {
            var found = SegmentInventory.Take(path, durable);
            if (found.Length == 0)
            {
                SpoolLog.UnknownFile(logger, path);
                return;
            }

            log.Add(found.ToSegment(number, path), found.Messages);
            SpoolLog.SegmentFound(logger, path, found.Messages);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            SpoolLog.SegmentUnreadable(logger, path, e);
        }
    }
}
