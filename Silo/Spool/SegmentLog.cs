using System.Threading.Channels;

namespace VoicemailOrleans.Silo.Spool;

/// <summary>The segments there are, in order, and the bell that tells the reader of new messages. Any thread.</summary>
internal sealed class SegmentLog
{
    private readonly Lock gate = new();
    private readonly SortedList<long, Segment> segments = [];
    private readonly Channel<bool> bell = Channel.CreateBounded<bool>(
        new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });
    private long messages;

    /// <summary>Messages known so far: found at the start and appended since.</summary>
    public long Messages => Interlocked.Read(ref messages);

    /// <summary>Segments there are.</summary>
    public IReadOnlyList<Segment> All
    {
        get
        {
            lock (gate) return [.. segments.Values];
        }
    }

    /// <summary>Adds the next segment with the messages already in it.</summary>
    public void Add(Segment segment, long messageCount)
    {
        lock (gate) segments.Add(segment.Number, segment);
        Interlocked.Add(ref messages, messageCount);
        Ring();
    }

    /// <summary>Says that a batch is durable.</summary>
    public void Publish(Segment segment, long length, int messageCount)
    {
        Interlocked.Add(ref messages, messageCount);
        segment.Publish(length);
        Ring();
    }

    /// <summary>Closes a segment.</summary>
    public void Seal(Segment segment)
    {
        segment.Seal();
        Ring();
    }

    /// <summary>Takes a segment out whose file is gone.</summary>
    public void Remove(Segment segment)
    {
        lock (gate) segments.Remove(segment.Number);
    }

    /// <summary>The first segment behind <paramref name="number"/>; null when there is none yet.</summary>
    public Segment? After(long number)
    {
        lock (gate)
        {
            foreach (var (key, segment) in segments)
                if (key > number) return segment;
        }

        return null;
    }

    /// <summary>Completes when something may have changed since the last time it completed.</summary>
    public async ValueTask WaitAsync(CancellationToken cancellationToken) =>
        await bell.Reader.ReadAsync(cancellationToken);

    private void Ring() => bell.Writer.TryWrite(true);
}
