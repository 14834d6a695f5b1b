using VoicemailOrleans.Core.Voicemail;
using VoicemailOrleans.Grains;

namespace VoicemailOrleans.Silo.Spool;

/// <summary>
/// The append side of the journal. Theory of operation:
/// <list type="number">
/// <item>Sessions queue their messages. One thread takes everything that waits, up to a bound, and writes it behind the
/// last durable octet with one vectored write and one fdatasync; then all of them have their 250. While it waits for
/// the disk the next batch gathers, so the rate follows the number of senders and a single sender waits for one flush
/// only.</item>
/// <item>A full disk (ENOSPC, EDQUOT): the write is cut off again, its messages are answered NoSpace, nothing else
/// changes, and the next append simply tries again.</item>
/// <item>Any other error, and any error of the flush itself: the segment is given up at its last durable octet (after a
/// failed fsync nothing written to that file can be believed), its batch is answered Failed, and so is everything else
/// until a probe has made a new segment durable.</item>
/// <item>A timer knocks every few seconds, on the same thread: free space is read, an old segment closed, a probe
/// made. Segments of another journal are taken in on it too: it alone gives out numbers.</item>
/// </list>
/// A crash leaves at most an unfinished record at the end of the newest segment; its sender never had a 250.
/// </summary>
internal sealed class Journal : IJournal, IDisposable
{
    private readonly SpoolOptions options;
    private readonly JournalDisk disk;
    private readonly JournalReader reader;
    private readonly ContentFiles files;
    private readonly TimeProvider time;
    private readonly SpoolMetrics metrics;
    private readonly object gate = new();
    private readonly Queue<JournalTask> queue = [];
    private readonly Thread thread;
    private readonly ITimer knock;
    private volatile bool closed;

    /// <summary>Starts the writer on a journal that <see cref="JournalRecovery"/> has opened.</summary>
    public Journal(
        SpoolOptions options, JournalDisk disk, JournalReader reader, ContentFiles files, TimeProvider time,
        SpoolMetrics metrics, ILogger<Journal> logger)
    {
        this.options = options;
        this.disk = disk;
        this.reader = reader;
        this.files = files;
        this.time = time;
        this.metrics = metrics;
        disk.CheckSpace();
        thread = new Thread(Run) { IsBackground = true, Name = "journal" };
        thread.Start();
        knock = time.CreateTimer(_ => Knock(), null, options.ProbeInterval, options.ProbeInterval);
        SpoolLog.JournalOpened(logger, options.NodeName);
    }

    /// <inheritdoc/>
    public JournalHealth Health => closed ? new JournalHealth(false, "The journal is closed.", false) : disk.Health;

    /// <inheritdoc/>
    public async ValueTask<AppendResult> AppendAsync(JournalMessage message, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var draft = message.Draft as ContentDraft;
        if (draft is not null)
        {
            await files.MakeDurableAsync(draft);
            if (draft.Failure is { } failure) return Refuse(failure);
        }

        using var pending = new PendingAppend(message, options.ContentKeys, cancellationToken);
        var result = Post(new JournalTask(pending)) ? await pending.Completion : AppendResult.Failed;
        if (result == AppendResult.Durable) draft?.Keep();
        return result;
    }

    /// <inheritdoc/>
    public IContentDraft? OpenDraft(CorrelationId id) =>
        Health.CanAppend ? files.OpenDraft(id, options.ReserveBytes / 2) : null;

    /// <inheritdoc/>
    public ValueTask DrainAsync(CancellationToken cancellationToken) => reader.DrainAsync(cancellationToken);

    /// <summary>Has the journal's thread look after space, age and a failed disk before the next append.</summary>
    public void Knock() => Post(new JournalTask(disk.Maintain));

    /// <summary>
    /// Takes segments of another journal into this one; the caller holds that one's lock until it is done.
    /// </summary>
    /// <exception cref="OperationCanceledException">This journal is closed; nothing was moved.</exception>
    public async Task AdoptAsync(IReadOnlyList<SegmentInventory> found)
    {
        var done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var task = new JournalTask(() =>
        {
            try
            {
                disk.Adopt(found);
                done.SetResult();
            }
            catch (Exception e)
            {
                done.SetException(e);
            }
        });
        if (!Post(task)) throw new OperationCanceledException("The journal is closed.");
        await done.Task;
    }

    /// <summary>Writes what waits, then ends the thread.</summary>
    public void Dispose()
    {
        if (closed) return;
        knock.Dispose();
        lock (gate)
        {
            closed = true;
            Monitor.Pulse(gate);
        }

        thread.Join();
        disk.Dispose();
    }

    /// <summary>A draft that the disk did not take says of the disk what an append would say.</summary>
    private AppendResult Refuse(IOException failure)
    {
        if (DurabilityException.IsNoSpace(failure)) return AppendResult.NoSpace;
        Post(new JournalTask(() => disk.Fail(failure)));
        return AppendResult.Failed;
    }

    private bool Post(JournalTask item)
    {
        lock (gate)
        {
            if (closed) return false;
            queue.Enqueue(item);
            if (queue.Count == 1) Monitor.Pulse(gate);
            return true;
        }
    }

    private void Run()
    {
        var batch = new List<PendingAppend>();
        var errands = new List<Action>();
        while (Gather(batch, errands))
        {
            foreach (var errand in errands) errand(); // first: a probe that succeeds is good news for the batch
            if (batch.Count > 0) Append(batch);
            batch.Clear();
            errands.Clear();
        }
    }

    /// <summary>
    /// Waits, and takes what is there, up to the bound; false means the end. A collection of .NET's would look again
    /// and again before it waits: with one flush after the other that is work for nothing.
    /// </summary>
    private bool Gather(List<PendingAppend> batch, List<Action> errands)
    {
        lock (gate)
        {
            while (queue.Count == 0 && !closed) Monitor.Wait(gate);
            if (queue.Count == 0) return false;
            long bytes = 0;
            while (bytes < options.BatchBytes && queue.TryDequeue(out var item))
            {
                if (item.Errand is { } errand) errands.Add(errand);
                if (item.Message is not { } message || message.TryCancel()) continue;
                batch.Add(message);
                bytes += message.Bytes;
            }

            return true;
        }
    }

    private void Append(List<PendingAppend> batch)
    {
        var started = time.GetTimestamp();
        AppendResult result;
        try
        {
            result = disk.Append(batch);
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            result = disk.Fail(e); // a defect of ours must not leave sessions waiting for ever
        }

        metrics.Appended(result, batch.Count, batch.Sum(p => p.SizeBytes), time.GetElapsedTime(started));
        foreach (var pending in batch) pending.Complete(result);
    }
}
