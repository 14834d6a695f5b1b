using Microsoft.Win32.SafeHandles;

namespace VoicemailOrleans.Silo.Spool;

/// <summary>A place in a segment being read.</summary>
internal sealed class SegmentCursor : IDisposable
{
    private const int KeptBufferLength = 4 << 20;

    private readonly SafeFileHandle file;
    private byte[] buffer = [];
    private long offset = JournalFormat.SegmentHeaderLength;

    /// <summary>Opens a segment at its first record.</summary>
    public SegmentCursor(Segment segment)
    {
        Segment = segment;
        file = File.OpenHandle(segment.Path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        Scanner = new SegmentScanner(file);
    }

    /// <summary>The segment.</summary>
    public Segment Segment { get; }

    /// <summary>Finds records in it.</summary>
    public SegmentScanner Scanner { get; }

    /// <summary>What lies here, up to what is durable.</summary>
    public Extent Peek() => Scanner.Next(offset, Segment.DurableLength);

    /// <summary>Goes on behind an extent.</summary>
    public void Skip(Extent extent) => offset = extent.EndOffset;

    /// <summary>Goes to a record known from before.</summary>
    public void Seek(long place) => offset = place;

    /// <summary>Reads a record; null when it is damaged. The content is valid until the next call.</summary>
    public (JournalHeader Header, ReadOnlyMemory<byte> Content)? Read(Extent extent)
    {
        var length = checked((int)extent.Prefix.PayloadLength);
        if (buffer.Length < length || buffer.Length > KeptBufferLength)
            buffer = GC.AllocateUninitializedArray<byte>(Math.Max(length, 256 << 10));
        var payload = buffer.AsMemory(0, length);
        if (Scanner.ReadAt(payload.Span, extent.Offset + JournalFormat.PrefixLength) < length) return null;
        return JournalFormat.ReadPayload(extent.Prefix, payload.Span) is { } header
            ? (header, payload[extent.Prefix.HeaderLength..])
            : null;
    }

    /// <inheritdoc/>
    public void Dispose() => file.Dispose();
}
