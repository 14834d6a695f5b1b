using VoicemailOrleans.Grains;

namespace VoicemailOrleans.Silo.Spool;

/// <summary>
/// Counts how far intake is: which messages are being settled, which are settled but not yet durable as content.
/// </summary>
internal sealed class JournalProgress(SegmentLog log)
{
    private readonly Lock gate = new();
    private readonly SortedDictionary<long, JournalEntry> open = [];
    private readonly List<(long Target, TaskCompletionSource Done)> waiters = [];
    private List<JournalEntry> settled = [];
    private long lastSequence;
    private DateTimeOffset? attempting;

    /// <summary>Messages that are durable in the journal and not settled.</summary>
    public long Backlog
    {
        get
        {
            lock (gate) return Math.Max(0, log.Messages - lastSequence + open.Count);
        }
    }

    /// <summary>The newest message that was moved or passed.</summary>
    public long LastSequence
    {
        get
        {
            lock (gate) return lastSequence;
        }
    }

    /// <summary>When the oldest of them was received; null when there is none.</summary>
    public DateTimeOffset? Oldest
    {
        get
        {
            lock (gate) return open.Count > 0 ? open.First().Value.ReceivedAt : attempting;
        }
    }

    /// <summary>The reader tries to move a message received then.</summary>
    public void Attempt(DateTimeOffset receivedAt)
    {
        lock (gate) attempting = receivedAt;
    }

    /// <summary>The reader moved a message: it is open until settled.</summary>
    public JournalEntry Take(Segment segment, long offset, JournalHeader header, long sizeBytes)
    {
        lock (gate)
        {
            attempting = null;
            segment.Met++;
            var entry = new JournalEntry(
                ++lastSequence, segment.Number, offset, header.Id, header.ReceivedAt, header.Envelope, sizeBytes);
            open.Add(entry.Sequence, entry);
            return entry;
        }
    }

    /// <summary>The reader met a message that needs nothing more.</summary>
    public void Pass(Segment segment)
    {
        lock (gate)
        {
            segment.Met++;
            segment.Safe++;
            lastSequence++;
            Release();
        }
    }

    /// <summary>The grains of these are committed.</summary>
    public void Settle(IReadOnlyList<JournalEntry> entries)
    {
        lock (gate)
        {
            foreach (var entry in entries)
                if (open.Remove(entry.Sequence)) settled.Add(entry);
            Release();
        }
    }

    /// <summary>Hands out what was settled since the last call, for a checkpoint.</summary>
    public List<JournalEntry> TakeSettled()
    {
        lock (gate)
        {
            var taken = settled;
            settled = [];
            return taken;
        }
    }

    /// <summary>The reader is past the end of a segment.</summary>
    public void Finish(Segment segment)
    {
        lock (gate) segment.IsRead = true;
    }

    /// <summary>A checkpoint made these durable.</summary>
    public void Secure(Segment segment, int count)
    {
        lock (gate) segment.Safe += count;
    }

    /// <summary>The journal needs the segment no more.</summary>
    public bool IsSpent(Segment segment)
    {
        lock (gate) return segment.IsRead && segment.Safe == segment.Met;
    }

    /// <summary>Completes when the first <paramref name="messages"/> messages are settled.</summary>
    public async ValueTask WhenSettledAsync(long messages, CancellationToken cancellationToken)
    {
        var done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (gate)
        {
            waiters.Add((messages, done));
            Release();
        }

        await done.Task.WaitAsync(cancellationToken);
    }

    private void Release()
    {
        var settledUpTo = open.Count > 0 ? open.First().Key - 1 : lastSequence;
        foreach (var waiter in waiters)
            if (waiter.Target <= settledUpTo) waiter.Done.TrySetResult();
        waiters.RemoveAll(w => w.Done.Task.IsCompleted);
    }
}
