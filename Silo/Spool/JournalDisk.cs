using VoicemailOrleans.Grains;

namespace VoicemailOrleans.Silo.Spool;

/// <summary>
/// The journal's open segment and its health; used by the journal's thread only (<see cref="Health"/> by any). See
/// <see cref="Journal"/> for what happens on which error.
/// </summary>
internal sealed class JournalDisk : IDisposable
{
    private const int ProbeLength = 64 << 10;

    private readonly SpoolOptions options;
    private readonly SpoolFolders folders;
    private readonly SegmentLog log;
    private readonly IDurable durable;
    private readonly TimeProvider time;
    private readonly SpoolMetrics metrics;
    private readonly ILogger logger;
    private long nextNumber;
    private SegmentWriter? writer;
    private long openedAt;
    private string? failure;
    private bool isFull;
    private bool isBelowReserve;
    private volatile JournalHealth health = new(true, null, false);

    /// <summary>Appends from segment <paramref name="nextNumber"/> on.</summary>
    public JournalDisk(
        SpoolOptions options, SpoolFolders folders, SegmentLog log, IDurable durable, long nextNumber,
        TimeProvider time, SpoolMetrics metrics, ILogger logger)
    {
        this.options = options;
        this.folders = folders;
        this.log = log;
        this.durable = durable;
        this.nextNumber = nextNumber;
        this.time = time;
        this.metrics = metrics;
        this.logger = logger;
    }

    /// <summary>Whether messages can be appended, as of the last append or knock.</summary>
    public JournalHealth Health => health;

    /// <summary>Writes messages and makes them durable: all of them or none.</summary>
    public AppendResult Append(IReadOnlyList<PendingAppend> messages)
    {
        if (failure is not null) return AppendResult.Failed;
        var isFlushing = false;
        try
        {
            var bytes = messages.Sum(m => m.Bytes);
            if (durable.ReadSpace(folders.Journal).FreeBytes - bytes < options.ReserveBytes / 2) return Full(null);
            var target = TargetFor(bytes);
            var pieces = messages.SelectMany(target.Encode).ToList();
            target.Write(pieces);
            isFlushing = true;
            target.Sync(pieces.Sum(p => (long)p.Length));
            log.Publish(target.Segment, target.Length, messages.Count);
            if (isFull) Recovered();
            return AppendResult.Durable;
        }
        catch (IOException e) when (DurabilityException.IsNoSpace(e))
        {
            if (isFlushing || writer?.TryCutBack() == false) GiveUpSegment();
            return Full(e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return Fail(e);
        }
    }

    /// <summary>Gives the segment up and refuses mail until a probe succeeds.</summary>
    public AppendResult Fail(Exception error)
    {
        GiveUpSegment();
        if (failure is null) SpoolLog.JournalFailed(logger, error);
        failure = error.Message;
        metrics.JournalFailed();
        SetHealth();
        return AppendResult.Failed;
    }

    /// <summary>The work of a knock: probe what failed, look at the space, close an old segment.</summary>
    public void Maintain()
    {
        CheckSpace();
        if (failure is not null || (isFull && !isBelowReserve)) Probe();
        if (writer is { Length: > JournalFormat.SegmentHeaderLength }
            && time.GetElapsedTime(openedAt) >= options.SegmentAge)
            CloseSegment();
    }

    /// <summary>Reads the free space into <see cref="Health"/>.</summary>
    public void CheckSpace()
    {
        try
        {
            var space = durable.ReadSpace(folders.Journal);
            metrics.FreeBytes = space.FreeBytes;
            isBelowReserve = space.FreeBytes < options.ReserveBytes || space.FreeFiles < options.ReserveFiles;
            SetHealth();
        }
        catch (IOException e)
        {
            Fail(e);
        }
    }

    /// <summary>
    /// Takes segments of another journal in. The open segment is closed first, even one that holds nothing: the reader
    /// goes by the numbers and would wait at its end.
    /// </summary>
    public void Adopt(IReadOnlyList<SegmentInventory> found)
    {
        CloseSegment();
        SegmentTransfer.Run(found, () => nextNumber++, folders, log, durable);
    }

    /// <inheritdoc/>
    public void Dispose() => CloseSegment();

    private SegmentWriter TargetFor(long bytes)
    {
        if (writer is { Length: > JournalFormat.SegmentHeaderLength } full
            && full.Length + bytes > options.SegmentBytes)
            CloseSegment();
        if (writer is not null) return writer;
        writer = SegmentWriter.Create(folders, nextNumber++, options.ContentKeys, durable);
        openedAt = time.GetTimestamp();
        log.Add(writer.Segment, 0);
        return writer;
    }

    /// <summary>Tries the disk with a write and a flush that are cut off again.</summary>
    private void Probe()
    {
        try
        {
            var target = TargetFor(0);
            target.Write([new byte[ProbeLength]]);
            target.Sync(0);
            if (!target.TryCutBack()) throw new IOException("The probe could not be cut off.");
            Recovered();
        }
        catch (IOException e) when (failure is null && DurabilityException.IsNoSpace(e))
        {
            if (writer?.TryCutBack() == false) GiveUpSegment();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            Fail(e);
        }
    }

    private void Recovered()
    {
        SpoolLog.JournalRecovered(logger);
        failure = null;
        isFull = false;
        SetHealth();
    }

    private AppendResult Full(IOException? error)
    {
        if (!isFull) SpoolLog.JournalFull(logger, error);
        isFull = true;
        SetHealth();
        return AppendResult.NoSpace;
    }

    private void GiveUpSegment()
    {
        writer?.TryCutBack(); // its last batch has no 250; should the cut fail, a replay brings it once more at worst
        CloseSegment();
    }

    private void CloseSegment()
    {
        if (writer is null) return;
        log.Seal(writer.Segment);
        writer.Dispose();
        writer = null;
    }

    private void SetHealth() => health = (failure, isFull || isBelowReserve) switch
    {
        ({ } problem, _) => new JournalHealth(false, problem, false),
        (_, true) => new JournalHealth(false, "The disk is full or below its reserve.", true),
        _ => new JournalHealth(true, null, false),
    };
}
