using VoicemailOrleans.Grains;
using VoicemailOrleans.Silo.Spool.Sealing;

namespace VoicemailOrleans.Silo.Spool;

/// <summary>
/// Lets the journal forget. In this order: one syncfs makes the content files of all settled messages durable; then
/// their identifiers are noted, durably, in their segment's .done file, or, when nothing else is in it, the segment is
/// removed. So at every moment a message is in the journal, or its content is durable and its grain committed. When
/// syncfs fails it is unknown which files it concerns: the next checkpoint first writes all of them again from the
/// journal, as new files.
/// </summary>
internal sealed class JournalCheckpoint(
    SegmentLog log, JournalProgress progress, SpoolFolders folders, ContentFiles files, IDurable durable,
    SpoolOptions options, SpoolMetrics metrics, ILogger<JournalCheckpoint> logger)
{
    private List<JournalEntry> waiting = [];
    private long doubtfulUpTo;

    /// <summary>Takes a checkpoint; does nothing when there is nothing to forget. One thread at a time.</summary>
    public void Take()
    {
        waiting.AddRange(progress.TakeSettled());
        if (waiting.Count > 0 && !TrySync()) return;
        var bySegment = waiting.ToLookup(e => e.Segment);
        waiting = [];
        var spent = new List<Segment>();
        foreach (var segment in log.All)
        {
            var safe = bySegment[segment.Number].ToList();
            progress.Secure(segment, safe.Count);
            if (progress.IsSpent(segment)) spent.Add(segment);
            else if (safe.Count > 0) Note(segment, safe);
        }

        Remove(spent);
    }

    private bool TrySync()
    {
        try
        {
            foreach (var group in waiting.Where(e => e.Sequence <= doubtfulUpTo).GroupBy(e => e.Segment))
                WriteAgain(group.Key, group);
            files.Sync();
            return true;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            doubtfulUpTo = progress.LastSequence + 1; // one more may be on its way to its file
            SpoolLog.CheckpointFailed(logger, e);
            metrics.CheckpointFailed();
            return false;
        }
    }

    private void Note(Segment segment, List<JournalEntry> safe)
    {
        var path = segment.DonePath;
        try
        {
            var isNew = !File.Exists(path);
            SegmentNotes.Add(path, safe.Select(e => e.Id), durable);
            if (isNew) durable.SyncFolder(folders.Journal);
        }
        catch (IOException e)
        {
            SpoolLog.NoteFailed(logger, path, e); // a replay would do them again, which is harmless
        }
    }

    private void Remove(List<Segment> segments)
    {
        if (segments.Count == 0) return;
        try
        {
            foreach (var segment in segments) File.Delete(segment.Path);
            durable.SyncFolder(folders.Journal);
            foreach (var segment in segments)
            {
                File.Delete(segment.DonePath);
                KeyShredder.Shred(segment.KeyPath, durable);
                log.Remove(segment);
                SpoolLog.SegmentRemoved(logger, segment.Path, segment.Met);
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            SpoolLog.RemoveFailed(logger, e); // they stay in the log and are tried again
        }
    }

    private void WriteAgain(long number, IEnumerable<JournalEntry> entries)
    {
        using var cursor = new SegmentCursor(
            log.All.First(s => s.Number == number), options.ContentKeys, durable);
        foreach (var entry in entries)
        {
            if (!files.Exists(entry.Id)) continue; // purged meanwhile
            cursor.Seek(entry.Offset);
            if (cursor.Peek() is not { Kind: ExtentKind.Record } extent
                || cursor.Read(extent) is not var (header, content, key)
                || !files.TryStore(header, content, key, isAgain: true))
                SpoolLog.RecordLost(logger, entry.Id, cursor.Segment.Path);
        }
    }
}
