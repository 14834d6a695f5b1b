using System.Globalization;
using System.Text;
using VoicemailOrleans.Core.Voicemail;

namespace VoicemailOrleans.Silo.Spool;

/// <summary>
/// Opens a node's journal: takes its lock and lists the segments a former process left. They are never appended to
/// again; the reader follows them from the start before it comes to new ones, and deals with torn and damaged records.
/// Only prefixes are read here, so that a large backlog does not hold up the start.
/// </summary>
internal static class JournalRecovery
{
    private const int WouldBlockErrno = 11;

    /// <summary>Takes the lock, or says who cannot start.</summary>
    public static FileStream Lock(SpoolFolders folders, IDurable durable)
    {
        SpoolFolders.Create(folders.Journal, durable);
        var path = Path.Combine(folders.Journal, "lock");
        try
        {
            // FileShare.None is flock(LOCK_EX | LOCK_NB): the kernel lets go of it however the process ends.
            return new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException e) when (e.HResult == WouldBlockErrno)
        {
            var problem = $"The journal '{folders.Journal}' is in use by another process";
            throw new InvalidOperationException($"{problem}: only one may run on a storage folder.", e);
        }
    }

    /// <summary>Adds the segments there are to the log; returns the number the next one gets.</summary>
    /// <exception cref="NotSupportedException">A newer release wrote a segment; all files are left alone.</exception>
    public static long List(SpoolFolders folders, SegmentLog log, ILogger logger)
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
            if (name.EndsWith(".seg", StringComparison.Ordinal)) TryAddSegment(number, path, log, logger);
            else if (!File.Exists(folders.SegmentFile(number))) File.Delete(path); // its segment went first
        }

        return last + 1;
    }

    /// <summary>
    /// One file that cannot be read must not keep all mail out: it stays for people, and the alarm says so.
    /// </summary>
    private static void TryAddSegment(long number, string path, SegmentLog log, ILogger logger)
    {
        try
        {
            AddSegment(number, path, log, logger);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            SpoolLog.SegmentUnreadable(logger, path, e);
        }
    }

    private static void AddSegment(long number, string path, SegmentLog log, ILogger logger)
    {
        using var file = File.OpenHandle(path);
        var length = RandomAccess.GetLength(file);
        if (length == 0)
        {
            SpoolLog.UnknownFile(logger, path);
            return;
        }

        var segment = new Segment(number, path, length, isSealed: true);
        ReadSafe(segment);
        var scanner = new SegmentScanner(file);
        long messages = 0;
        var extent = scanner.Next(JournalFormat.SegmentHeaderLength, length);
        while (extent.Kind != ExtentKind.End)
        {
            if (extent.Kind == ExtentKind.Record) messages++;
            extent = scanner.Next(extent.EndOffset, length);
        }

        log.Add(segment, messages);
        SpoolLog.SegmentFound(logger, path, messages);
    }

    /// <summary>
    /// Reads the identifiers noted as safe; a torn last line is no identifier and counts for nothing.
    /// </summary>
    private static void ReadSafe(Segment segment)
    {
        if (!File.Exists(segment.DonePath)) return;
        foreach (var line in File.ReadLines(segment.DonePath, Encoding.ASCII))
            if (CorrelationId.TryParse(line, out var id)) segment.SafeBefore.Add(id);
    }

    private static long? NumberOf(string name)
    {
        var isOurs = name.Length == 16 && name.EndsWith(".seg", StringComparison.Ordinal)
            || name.Length == 17 && name.EndsWith(".done", StringComparison.Ordinal);
        return isOurs
            && long.TryParse(name.AsSpan(0, 12), NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            ? number
            : null;
    }
}
