using System.Buffers.Binary;
using VoicemailOrleans.Core.Octets;

namespace VoicemailOrleans.Core.Audio;

/// <summary>The header of a Sun/NeXT sound file: six big-endian words, an annotation, samples.</summary>
internal static class AuReader
{
    private const int HeaderBytes = 24;
    private const uint LengthUnknown = uint.MaxValue;

    /// <summary>Translates the header into the words of WAV; null when it is unusable.</summary>
    public static WavHeader? Read(OctetSource file, out string why)
    {
        why = "the Sun audio header is damaged";
        var start = file.Peek(0, stackalloc byte[HeaderBytes]);
        if (start.Length < HeaderBytes) return null;
        var offset = BinaryPrimitives.ReadUInt32BigEndian(start[4..]);
        var size = BinaryPrimitives.ReadUInt32BigEndian(start[8..]);
        if (offset < HeaderBytes || offset > file.Length) return null;
        var left = file.Length - (int)offset;
        var (tag, bits) = BinaryPrimitives.ReadUInt32BigEndian(start[12..]) switch
        {
            1 => (WavHeader.MuLaw, 8),
            23 => (WavHeader.G726LowFirst, 4),
            25 => (WavHeader.G726LowFirst, 3),
            26 => (WavHeader.G726LowFirst, 5),
            27 => (WavHeader.ALaw, 8),
            _ => ((ushort)0, 0), // the linear forms are big-endian: rare enough for the external decoder
        };
        return new WavHeader
        {
            FormatTag = tag,
            BitsPerSample = bits,
            RateHz = BinaryPrimitives.ReadInt32BigEndian(start[16..]),
            Channels = (int)Math.Min(BinaryPrimitives.ReadUInt32BigEndian(start[20..]), ushort.MaxValue),
            BlockAlign = 1,
            DataOffset = (int)offset,
            DataLength = (int)Math.Min(size, left),
            FactSamples = 0,
            Oddity = size != LengthUnknown && size > left
                ? $"cut short: {left} of {size} octets of sound are there"
                : null,
        };
    }
}
