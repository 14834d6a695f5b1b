using System.Buffers.Binary;

namespace VoicemailOrleans.Core.Audio;

/// <summary>Microsoft ADPCM (format tag 2), one channel: blocks of a 7-octet state and two samples per octet.</summary>
internal static class MsAdpcm
{
    private const int StateBytes = 7;
    private const int DeltaMin = 16;

    private static readonly int[] Adaptation =
        [230, 230, 230, 230, 307, 409, 512, 614, 768, 614, 512, 409, 307, 230, 230, 230];
    private static readonly int[] Coefficient1 = [256, 512, 0, 192, 240, 460, 392];
    private static readonly int[] Coefficient2 = [0, -256, 0, 64, 0, -208, -232];

    /// <summary>Whether blocks of this size can hold anything.</summary>
    public static bool Accepts(int blockBytes) => blockBytes > StateBytes;

    /// <summary>Samples in <paramref name="dataBytes"/> octets; a last block may be short.</summary>
    public static long CountSamples(int dataBytes, int blockBytes)
    {
        var rest = dataBytes % blockBytes;
        return (long)(dataBytes / blockBytes) * SamplesOf(blockBytes) + (rest >= StateBytes ? SamplesOf(rest) : 0);
    }

    /// <summary>Decodes into <paramref name="target"/>, which has the size <see cref="CountSamples"/> says.</summary>
    public static void Decode(ReadOnlySpan<byte> source, int blockBytes, Span<short> target)
    {
        for (var written = 0; source.Length >= StateBytes; source = source[Math.Min(blockBytes, source.Length)..])
        {
            var block = source[..Math.Min(blockBytes, source.Length)];
            DecodeBlock(block, target[written..]);
            written += SamplesOf(block.Length);
        }
    }

    private static int SamplesOf(int blockBytes) => 2 + 2 * (blockBytes - StateBytes);

    private static void DecodeBlock(ReadOnlySpan<byte> block, Span<short> target)
    {
        var predictor = Math.Min((int)block[0], Coefficient1.Length - 1);
        int delta = BinaryPrimitives.ReadInt16LittleEndian(block[1..]);
        int last = BinaryPrimitives.ReadInt16LittleEndian(block[3..]);
        int beforeLast = BinaryPrimitives.ReadInt16LittleEndian(block[5..]);
        target[0] = (short)beforeLast;
        target[1] = (short)last;
        for (var i = 2 * StateBytes; i < 2 * block.Length; i++)
        {
            var nibble = (block[i >> 1] >> (4 * (1 - (i & 1)))) & 0x0F; // high half first
            var signed = nibble >= 8 ? nibble - 16 : nibble;
            var guess = (last * Coefficient1[predictor] + beforeLast * Coefficient2[predictor]) >> 8;
            // Damaged blocks drive delta without bound: the product is clamped before it can overflow.
            var value = (int)Math.Clamp(guess + (long)signed * delta, short.MinValue, short.MaxValue);
            (beforeLast, last) = (last, value);
            delta = (int)Math.Clamp(((long)Adaptation[nibble] * delta) >> 8, DeltaMin, int.MaxValue >> 8);
            target[i - 2 * StateBytes + 2] = (short)value;
        }
    }
}
