using System.Buffers.Binary;

namespace VoicemailOrleans.Core.Audio;

/// <summary>Microsoft ADPCM (format tag 2), one channel: blocks of a 7-octet state and two samples per octet.</summary>
internal static class MsAdpcm
{
    /// <summary>Octets of state that open a block; they hold the first two samples.</summary>
    public const int StateBytes = 7;

    /// <summary>Samples the state holds.</summary>
    public const int StateSamples = 2;

    private const int DeltaMin = 16;

    private static readonly int[] Adaptation =
        [230, 230, 230, 230, 307, 409, 512, 614, 768, 614, 512, 409, 307, 230, 230, 230];
    private static readonly int[] Coefficient1 = [256, 512, 0, 192, 240, 460, 392];
    private static readonly int[] Coefficient2 = [0, -256, 0, 64, 0, -208, -232];

    /// <summary>Decodes one block; <paramref name="target"/> is as long as it needs.</summary>
    public static void DecodeBlock(ReadOnlySpan<byte> block, Span<short> target)
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
