using System.Buffers.Binary;
using Microsoft.Win32.SafeHandles;

namespace VoicemailOrleans.Silo.Spool;

/// <summary>What lies at a place of a segment.</summary>
internal enum ExtentKind
{
    /// <summary>The end: nothing follows.</summary>
    End,

    /// <summary>A record with a good prefix, all of it there. Its payload is not checked yet.</summary>
    Record,

    /// <summary>Octets that are no record, with a record or the end behind them.</summary>
    Damaged,

    /// <summary>The last record was not written to its end: it never had a 250.</summary>
    Torn,
}

/// <summary>A stretch of a segment.</summary>
internal readonly record struct Extent(ExtentKind Kind, long Offset, long Length, RecordPrefix Prefix = default)
{
    /// <summary>Where the next one begins.</summary>
    public long EndOffset => Offset + Length;
}

/// <summary>
/// Walks a segment from record to record. A record that is not all there can only be the last one. It is torn when its
/// prefix is cut or promises more than there is, or when the rest is zeros (blocks the file system gave but never
/// filled). Anything else that is no record is damage, kept for people to see, and the walk goes on at the next salt.
/// Octets that the disk does not give throw, or, when they are given up, are zeros: then what they lie in is damage.
/// </summary>
internal sealed class SegmentScanner
{
    private const int WindowLength = 64 << 10;
    private const int BlockLength = 4096; // what a disk gives or does not give

    private readonly SafeFileHandle file;
    private readonly string path;
    private readonly IDurable durable;
    private readonly ulong salt;
    private readonly byte[] saltOctets = new byte[JournalFormat.SaltLength];
    private bool isGap;

    /// <summary>Reads the segment's salt; when its header is damaged, from its first record.</summary>
    /// <param name="file">The open segment.</param>
    /// <param name="path">Its path.</param>
    /// <param name="durable">The disk.</param>
    /// <param name="fillsGaps">See <see cref="FillsGaps"/>.</param>
    /// <exception cref="SegmentReadException">The disk does not give it.</exception>
    public SegmentScanner(SafeFileHandle file, string path, IDurable durable, bool fillsGaps)
    {
        this.file = file;
        this.path = path;
        this.durable = durable;
        FillsGaps = fillsGaps;
        Span<byte> start = stackalloc byte[JournalFormat.SegmentHeaderLength + JournalFormat.PrefixLength];
        start = start[..ReadAt(start, 0)];
        var stated = JournalFormat.ReadSalt(start);
        IsHeaderIntact = stated is not null;
        var first = start.Length > JournalFormat.SegmentHeaderLength ? start[JournalFormat.SegmentHeaderLength..] : [];
        var found = first.Length >= JournalFormat.SaltLength ? BinaryPrimitives.ReadUInt64LittleEndian(first) : 0;
        salt = stated ?? found;
        BinaryPrimitives.WriteUInt64LittleEndian(saltOctets, salt);
    }

    /// <summary>The segment header has its checksum right.</summary>
    public bool IsHeaderIntact { get; }

    /// <summary>Blocks that the disk does not give are taken for zeros; otherwise they throw.</summary>
    public bool FillsGaps { get; set; }

    /// <summary>What lies at <paramref name="offset"/>, looking no further than <paramref name="limit"/>.</summary>
    /// <exception cref="SegmentReadException">The disk does not give it.</exception>
    public Extent Next(long offset, long limit)
    {
        var rest = limit - offset;
        if (rest <= 0) return new Extent(ExtentKind.End, offset, 0);
        isGap = false;
        if (PrefixAt(offset, limit) is { } prefix)
            return prefix.Length <= rest
                ? new Extent(ExtentKind.Record, offset, prefix.Length, prefix)
                : new Extent(ExtentKind.Torn, offset, rest);
        if (FindRecord(offset + 1, limit) is { } next) return new Extent(ExtentKind.Damaged, offset, next - offset);
        var torn = (rest < JournalFormat.PrefixLength || IsZero(offset, limit)) && !isGap;
        return new Extent(torn ? ExtentKind.Torn : ExtentKind.Damaged, offset, rest);
    }

    /// <summary>Reads octets at an offset; fewer than asked for only at the end of the file.</summary>
    /// <exception cref="SegmentReadException">The disk does not give them.</exception>
    public int ReadAt(Span<byte> buffer, long offset)
    {
        var total = 0;
        while (total < buffer.Length)
        {
            var read = Read(buffer[total..], offset + total);
            if (read == 0) break;
            total += read;
        }

        return total;
    }

    private int Read(Span<byte> buffer, long offset)
    {
        try
        {
            return durable.Read(file, path, buffer, offset);
        }
        catch (Exception e) when (ReadError.IsOfOneFile(e))
        {
            if (!FillsGaps) throw new SegmentReadException(path, e);
            var block = buffer[..Math.Min(buffer.Length, BlockLength - (int)(offset % BlockLength))];
            if (block.Length < buffer.Length) return Read(block, offset); // what comes before the gap, or follows it
            block.Clear();
            isGap = true;
            return block.Length;
        }
    }

    private RecordPrefix? PrefixAt(long offset, long limit)
    {
        if (limit - offset < JournalFormat.PrefixLength) return null;
        Span<byte> octets = stackalloc byte[JournalFormat.PrefixLength];
        return JournalFormat.ReadPrefix(salt, octets[..ReadAt(octets, offset)]);
    }

    private long? FindRecord(long offset, long limit)
    {
        if (salt == 0) return null; // neither header nor first record could be read
        var window = new byte[WindowLength];
        while (limit - offset >= JournalFormat.PrefixLength)
        {
            var length = ReadAt(window.AsSpan(0, (int)Math.Min(window.Length, limit - offset)), offset);
            var found = 0;
            while (window.AsSpan(found, length - found).IndexOf(saltOctets) is var step and >= 0)
            {
                found += step;
                if (PrefixAt(offset + found, limit) is not null) return offset + found;
                found++;
            }

            if (length < window.Length) return null;
            offset += length - (JournalFormat.SaltLength - 1); // a salt may lie across two windows
        }

        return null;
    }

    private bool IsZero(long offset, long limit)
    {
        var window = new byte[WindowLength];
        while (offset < limit)
        {
            var length = ReadAt(window.AsSpan(0, (int)Math.Min(window.Length, limit - offset)), offset);
            if (length == 0) break;
            if (window.AsSpan(0, length).ContainsAnyExcept((byte)0)) return false;
            offset += length;
        }

        return true;
    }
}
