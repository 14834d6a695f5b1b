using VoicemailOrleans.Grains;

namespace VoicemailOrleans.Silo.Spool;

/// <summary>
/// Follows the journal in order and moves each message into a content file, whether it was appended a moment ago or by
/// a process that crashed: there is one path. Messages are read back from the segment, which is in the page cache when
/// intake keeps up, so no message is held in memory however far intake falls behind, and each one's checksum is proved
/// before the segment is given up. A damaged record goes to quarantine with an alarm and the next one follows. What the
/// disk does not give holds up the mail behind it for some tries, half a minute as intake makes them; then what it
/// gives of the record goes to quarantine, if the same disk takes it, and a segment that cannot be opened stays for the
/// next start.
/// </summary>
internal sealed class JournalReader(
    SegmentLog log, ContentFiles files, Quarantine quarantine, JournalProgress progress, IDurable durable,
    SpoolOptions options, TimeProvider time, ILogger<JournalReader> logger)
    : IJournalReader, IDisposable
{
    private const long ReadBytesMax = 16 << 20;
    private const int ReadTriesMax = 8;

    private SegmentCursor? cursor;
    private (long Segment, long Offset) place;
    private (long Segment, long Offset) failedPlace;
    private int failures;
    private long leftBehind;

    /// <summary>The disk has refused this place often enough.</summary>
    private bool IsGivenUp => failures >= ReadTriesMax && place == failedPlace;

    /// <inheritdoc/>
    public async ValueTask<IReadOnlyList<JournalEntry>> ReadAsync(int max, CancellationToken cancellationToken)
    {
        while (true)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var entries = ReadWaiting(max);
            if (entries.Count > 0) return entries;
            await log.WaitAsync(cancellationToken);
        }
    }

    /// <inheritdoc/>
    public void Settle(IReadOnlyList<JournalEntry> entries) => progress.Settle(entries);

    /// <summary>Completes when everything now in the journal is settled.</summary>
    public ValueTask DrainAsync(CancellationToken cancellationToken) =>
        progress.WhenSettledAsync(log.Messages, cancellationToken);

    /// <summary>
    /// Goes over the end of a segment that was closed after intake stopped, so that it can be removed.
    /// </summary>
    public void PassEnd() => MoveToRecord();

    /// <inheritdoc/>
    public void Dispose() => cursor?.Dispose();

    private List<JournalEntry> ReadWaiting(int max)
    {
        var entries = new List<JournalEntry>();
        long bytes = 0;
        try
        {
            while (entries.Count < max && bytes < ReadBytesMax && MoveToRecord() is { } extent)
            {
                if (Move(cursor!, extent) is not { } entry) continue;
                entries.Add(entry);
                bytes += entry.SizeBytes;
            }
        }
        catch (Exception e) when (entries.Count > 0 && e is IOException or UnauthorizedAccessException)
        {
            Count(e);
            SpoolLog.MoveFailed(logger, e); // those before it go on; the next call meets it again
        }
        catch (Exception e)
        {
            Count(e);
            progress.Attempt(progress.Oldest ?? time.GetUtcNow()); // the backlog ages from here at the latest
            throw;
        }

        return entries;
    }

    private void Count(Exception error)
    {
        if (error is not SegmentReadException) return;
        failures = place == failedPlace ? failures + 1 : 1;
        failedPlace = place;
    }

    /// <summary>The next record, past segment ends and damage; null when there is none yet.</summary>
    private Extent? MoveToRecord()
    {
        while (true)
        {
            cursor ??= OpenAfter(0);
            if (cursor is null) return null;
            place = (cursor.Segment.Number, cursor.Offset);
            cursor.Scanner.FillsGaps = IsGivenUp;
            var isSealed = cursor.Segment.IsSealed; // before the length: what is sealed has its final length
            var extent = cursor.Peek();
            switch (extent.Kind)
            {
                case ExtentKind.Record:
                    return extent;
                case ExtentKind.Damaged:
                    quarantine.Keep(cursor.Segment, cursor.Scanner, extent);
                    cursor.Skip(extent);
                    break;
                case ExtentKind.Torn:
                    SpoolLog.TornTail(logger, cursor.Segment.Path, extent.Length);
                    cursor.Skip(extent);
                    break;
                default:
                    if (!isSealed) return null;
                    progress.Finish(cursor.Segment);
                    if (OpenAfter(cursor.Segment.Number) is not { } next) return null;
                    cursor.Dispose();
                    cursor = next;
                    break;
            }
        }
    }

    private SegmentCursor? OpenAfter(long number)
    {
        while (log.After(Math.Max(number, leftBehind)) is { } segment)
        {
            place = (segment.Number, 0);
            try
            {
                var opened = new SegmentCursor(segment, options.ContentKeys, durable, fillsGaps: IsGivenUp);
                if (!opened.Scanner.IsHeaderIntact) SpoolLog.SegmentHeaderDamaged(logger, segment.Path);
                return opened;
            }
            catch (SegmentReadException e) when (IsGivenUp)
            {
                SpoolLog.SegmentUnreadable(logger, segment.Path, e);
                leftBehind = segment.Number;
            }
        }

        return null;
    }

    /// <summary>Moves one record; null when there is nothing to do for it any more.</summary>
    private JournalEntry? Move(SegmentCursor from, Extent extent)
    {
        var record = from.Read(extent);
        if (record is not { } found) return PutAside(from, extent);

        var (header, content, key) = found;
        using var held = key;
        if (from.Segment.SafeBefore.Contains(header.Id) || files.IsPurged(header.Id))
        {
            if (header.Draft is not null) files.DropDraft(header.Id);
            return Pass(from, extent);
        }

        progress.Attempt(header.ReceivedAt);
        if (!files.TryStore(header, content, key))
        {
            SpoolLog.DraftLost(logger, header.Id, from.Segment.Path);
            return PutAside(from, extent);
        }

        from.Skip(extent);
        return progress.Take(from.Segment, extent.Offset, header, ContentFiles.SizeOf(header, content));
    }

    private JournalEntry? PutAside(SegmentCursor from, Extent extent)
    {
        quarantine.Keep(from.Segment, from.Scanner, extent);
        return Pass(from, extent);
    }

    private JournalEntry? Pass(SegmentCursor from, Extent extent)
    {
        progress.Pass(from.Segment);
        from.Skip(extent);
        return null;
    }
}
