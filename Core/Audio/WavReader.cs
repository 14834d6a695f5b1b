using System.Buffers.Binary;
using VoicemailOrleans.Core.Octets;

namespace VoicemailOrleans.Core.Audio;

/// <summary>
/// Walks the chunks of a WAV file. Theory of operation: a chunk's size is a hint, the file's end is a fact. PBXs and
/// the tools behind them write headers before they know the length and never come back (size 0 or 0xFFFFFFFF), cut
/// files short, leave out the pad octet after an odd chunk, and put <c>fmt </c> after <c>data</c>. So every size is
/// clamped to what is there, the walk goes on until both chunks are found, and what was odd is reported, not fatal.
/// Honest files have a few dozen chunks; one with more than a thousand (zeros behind the sound count as empty ones) is
/// not walked to its end.
/// </summary>
internal static class WavReader
{
    private const int ChunksMax = 1_000;
    private const int ChunkHeaderBytes = 8;
    private const int FormatBytesMin = 16;
    private const int ExtensibleFormatBytes = 40;

    /// <summary>Reads the header; null with a reason when there is no usable one.</summary>
    public static WavHeader? Read(OctetSource file, out string why)
    {
        var walk = new Walk();
        var chunks = 0;
        for (var at = 12; at + ChunkHeaderBytes <= file.Length && !walk.IsDone; chunks++)
        {
            if (chunks >= ChunksMax)
            {
                if (walk.HasBoth) break;
                why = FormattableString.Invariant($"the WAV file has more than {ChunksMax} chunks");
                return null;
            }

            at = walk.Step(file, at);
        }

        why = walk.FormatOffset < 0 ? "the WAV file has no format chunk" : "the WAV file has no data chunk";
        if (walk.FormatLength < FormatBytesMin || walk.DataOffset < 0) return null;
        var format = file.Peek(
            walk.FormatOffset, stackalloc byte[Math.Min(walk.FormatLength, ExtensibleFormatBytes)]);
        var tag = BinaryPrimitives.ReadUInt16LittleEndian(format);
        if (tag == WavHeader.Extensible && format.Length >= ExtensibleFormatBytes)
            tag = BinaryPrimitives.ReadUInt16LittleEndian(format[24..]);
        return new WavHeader
        {
            FormatTag = tag,
            Channels = BinaryPrimitives.ReadUInt16LittleEndian(format[2..]),
            RateHz = BinaryPrimitives.ReadInt32LittleEndian(format[4..]),
            BlockAlign = BinaryPrimitives.ReadUInt16LittleEndian(format[12..]),
            BitsPerSample = BinaryPrimitives.ReadUInt16LittleEndian(format[14..]),
            DataOffset = walk.DataOffset,
            DataLength = walk.DataLength,
            FactSamples = walk.FactSamples,
            Oddity = walk.Oddity,
        };
    }

    private static bool IsKnown(OctetSource file, int at) =>
        at + ChunkHeaderBytes <= file.Length && file.Peek(at, stackalloc byte[4]) is var id
        && (id.SequenceEqual("data"u8) || id.SequenceEqual("fmt "u8) || id.SequenceEqual("fact"u8)
            || id.SequenceEqual("LIST"u8) || id.SequenceEqual("bext"u8) || id.SequenceEqual("ds64"u8));

    private struct Walk()
    {
        private long dataSizeOf64 = -1;
        private bool dataToEnd;

        public int FormatOffset = -1, FormatLength, DataOffset = -1, DataLength;
        public long FactSamples;
        public string? Oddity;

        public readonly bool HasBoth => FormatOffset >= 0 && DataOffset >= 0;

        public readonly bool IsDone => HasBoth && dataToEnd;

        /// <summary>Takes in one chunk and returns where the next one starts.</summary>
        public int Step(OctetSource file, int at)
        {
            var start = file.Peek(at, stackalloc byte[ChunkHeaderBytes + FormatBytesMin]);
            var id = start[..4];
            long size = BinaryPrimitives.ReadUInt32LittleEndian(start[4..]);
            var body = at + ChunkHeaderBytes;
            var left = file.Length - body;
            var have = (int)Math.Min(size, left);
            if (id.SequenceEqual("fmt "u8) && FormatOffset < 0) (FormatOffset, FormatLength) = (body, have);
            else if (id.SequenceEqual("fact"u8) && have >= 4)
                FactSamples = BinaryPrimitives.ReadUInt32LittleEndian(start[ChunkHeaderBytes..]);
            else if (id.SequenceEqual("ds64"u8) && have >= 16)
                dataSizeOf64 = BinaryPrimitives.ReadInt64LittleEndian(start[(ChunkHeaderBytes + 8)..]);
            else if (id.SequenceEqual("data"u8) && DataOffset < 0) size = TakeData(file, body, size);
            var next = body + size + (size & 1);
            // QUIRK: an odd chunk without its pad octet; only a known name one octet earlier proves it.
            if ((size & 1) != 0 && next <= file.Length && !IsKnown(file, (int)next) && IsKnown(file, (int)next - 1))
            {
                next--;
                Oddity ??= "an odd chunk without padding";
            }

            return (int)Math.Min(next, file.Length);
        }

        private long TakeData(OctetSource file, int body, long size)
        {
            var left = file.Length - body;
            if (size == uint.MaxValue && dataSizeOf64 >= 0 && dataSizeOf64 <= left)
                size = dataSizeOf64; // RF64 (EBU Tech 3306)
            if (size == 0 && left > 0 && !IsKnown(file, body))
            {
                Oddity ??= "the header gives no length";
                (size, dataToEnd) = (left, true);
            }
            else if (size > left)
            {
                Oddity ??= size == uint.MaxValue
                    ? "the header gives no length"
                    : $"cut short: {left} of {size} octets of sound are there";
                (size, dataToEnd) = (left, true);
            }

            (DataOffset, DataLength) = (body, (int)size);
            return size;
        }
    }
}
