using System.Buffers.Binary;

namespace VoicemailOrleans.Core.Audio;

/// <summary>
/// IMA ADPCM as WAV carries it (format tag 0x11), one channel: blocks of a 4-octet state and two samples per octet.
/// </summary>
internal static class ImaAdpcm
{
    /// <summary>Octets of state that open a block; they hold the first sample.</summary>
    public const int StateBytes = 4;

    /// <summary>Samples the state holds.</summary>
    public const int StateSamples = 1;

    private static readonly int[] Steps =
    [
        7, 8, 9, 10, 11, 12, 13, 14, 16, 17, 19, 21, 23, 25, 28, 31, 34, 37, 41, 45, 50, 55, 60, 66, 73, 80, 88, 97,
        107, 118, 130, 143, 157, 173, 190, 209, 230, 253, 279, 307, 337, 371, 408, 449, 494, 544, 598, 658, 724, 796,
        876, 963, 1060, 1166, 1282, 1411, 1552, 1707, 1878, 2066, 2272, 2499, 2749, 3024, 3327, 3660, 4026, 4428,
        4871, 5358, 5894, 6484, 7132, 7845, 8630, 9493, 10442, 11487, 12635, 13899, 15289, 16818, 18500, 20350, 22385,
        24623, 27086, 29794, 32767,
    ];

    private static readonly int[] IndexChanges = [-1, -1, -1, -1, 2, 4, 6, 8];

    /// <summary>Decodes one block; <paramref name="target"/> is as long as it needs.</summary>
    public static void DecodeBlock(ReadOnlySpan<byte> block, Span<short> target)
    {
        int value = BinaryPrimitives.ReadInt16LittleEndian(block);
        var index = Math.Min((int)block[2], Steps.Length - 1);
        target[0] = (short)value;
        for (var i = 2 * StateBytes; i < 2 * block.Length; i++)
        {
            var nibble = (block[i >> 1] >> (4 * (i & 1))) & 0x0F; // low half first
            var step = Steps[index];
            var change = step >> 3;
            if ((nibble & 1) != 0) change += step >> 2;
            if ((nibble & 2) != 0) change += step >> 1;
            if ((nibble & 4) != 0) change += step;
            value = Math.Clamp((nibble & 8) != 0 ? value - change : value + change, short.MinValue, short.MaxValue);
            index = Math.Clamp(index + IndexChanges[nibble & 7], 0, Steps.Length - 1);
            target[i - 2 * StateBytes + 1] = (short)value;
        }
    }
}
