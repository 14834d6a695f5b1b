using Microsoft.Win32.SafeHandles;
using VoicemailOrleans.Silo.Spool.Sealing;

namespace VoicemailOrleans.Silo.Spool;

/// <summary>A place in a segment being read.</summary>
internal sealed class SegmentCursor : IDisposable
{
    private const int KeptBufferLength = 4 << 20;

    private readonly ContentKeys keys;
    private readonly IDurable durable;
    private readonly SafeFileHandle file;
    private byte[] buffer = [];
    private SealKey? key;
    private long offset = JournalFormat.SegmentHeaderLength;

    /// <summary>Opens a segment at its first record.</summary>
    /// <exception cref="SegmentReadException">The disk does not give it.</exception>
    public SegmentCursor(Segment segment, ContentKeys keys, IDurable durable, bool fillsGaps = false)
    {
        Segment = segment;
        this.keys = keys;
        this.durable = durable;
        file = Open(segment.Path);
        try
        {
            Scanner = new SegmentScanner(file, segment.Path, durable, fillsGaps);
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    /// <summary>The segment.</summary>
    public Segment Segment { get; }

    /// <summary>Finds records in it.</summary>
    public SegmentScanner Scanner { get; }

    /// <summary>This place in the segment.</summary>
    public long Offset => offset;

    /// <summary>What lies here, up to what is durable.</summary>
    public Extent Peek() => Scanner.Next(offset, Segment.DurableLength);

    /// <summary>Goes on behind an extent.</summary>
    public void Skip(Extent extent) => offset = extent.EndOffset;

    /// <summary>Goes to a record known from before.</summary>
    public void Seek(long place) => offset = place;

    /// <summary>
    /// Reads a record, with the key of a sealed content; null when it is damaged. The content is valid until the next
    /// call.
    /// </summary>
    /// <exception cref="ContentKeyException">The segment's master key is not here.</exception>
    /// <exception cref="SegmentReadException">The disk does not give the record, or the segment's key.</exception>
    public (JournalHeader Header, ReadOnlyMemory<byte> Content, SealKey? Key)? Read(Extent extent)
    {
        var length = checked((int)extent.Prefix.PayloadLength);
        if (buffer.Length < length || buffer.Length > KeptBufferLength)
            buffer = GC.AllocateUninitializedArray<byte>(Math.Max(length, 256 << 10));
        var payload = buffer.AsMemory(0, length);
        if (Scanner.ReadAt(payload.Span, extent.Offset + JournalFormat.PrefixLength) < length) return null;
        if (JournalFormat.ReadPayload(extent.Prefix, payload.Span) is not { } header) return null;
        var content = payload[extent.Prefix.HeaderLength..];
        if (header.Sealing is null) return (header, content, null);
        return KeyOf(header, content.Span) is { } own ? (header, content[..^SealKey.WrappedLength], own) : null;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        file.Dispose();
        key?.Dispose();
    }

    private static SafeFileHandle Open(string path)
    {
        try
        {
            return File.OpenHandle(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        }
        catch (Exception e) when (ReadError.IsOfOneFile(e) || e is FileNotFoundException)
        {
            throw new SegmentReadException(path, e);
        }
    }

    /// <summary>The key that stands behind the content; null when it, or the segment's, is lost.</summary>
    private SealKey? KeyOf(JournalHeader header, ReadOnlySpan<byte> content)
    {
        if (header.Sealing != ContentSealing.Form)
            throw new NotSupportedException($"{header.Id} is sealed as {header.Sealing}: a newer release wrote it.");
        if (content.Length < SealKey.WrappedLength) return null;
        key ??= SegmentKeyFile.Open(Segment.KeyPath, keys, durable, isGivenUp: Scanner.FillsGaps);
        try
        {
            return key?.Unwrap(content[^SealKey.WrappedLength..], header.Id.Value);
        }
        catch (InvalidDataException)
        {
            return null;
        }
    }
}
