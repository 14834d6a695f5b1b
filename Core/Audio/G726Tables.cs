namespace VoicemailOrleans.Core.Audio;

/// <summary>The tables of one rate of G.726 (Recommendation G.726, tables 7 to 12).</summary>
/// <param name="Bits">Of a code.</param>
/// <param name="ZeroLeak">How fast the zeros forget, as a shift.</param>
/// <param name="Logarithms">Of the difference, by code.</param>
/// <param name="ScaleChanges">W, by code, times 32.</param>
/// <param name="Activities">F, by code, times 512.</param>
internal sealed record G726Tables(int Bits, int ZeroLeak, int[] Logarithms, int[] ScaleChanges, int[] Activities)
{
    private static readonly G726Tables[] All =
    [
        new(2, 8, [116, 365, 365, 116], [-704, 14048, 14048, -704], [0, 0xE00, 0xE00, 0]),
        new(3, 8, Mirror(-2048, 135, 273, 373), Mirror(-128, 960, 4384, 18624), Mirror(0, 0x200, 0x400, 0xE00)),
        new(4, 8,
            Mirror(-2048, 4, 135, 213, 273, 323, 373, 425),
            Mirror(-384, 576, 1312, 2048, 3584, 6336, 11360, 35904),
            Mirror(0, 0, 0, 0x200, 0x200, 0x200, 0x600, 0xE00)),
        new(5, 9,
            Mirror(-2048, -66, 28, 104, 169, 224, 274, 318, 358, 395, 429, 459, 488, 514, 539, 566),
            Mirror(448, 448, 768, 1248, 1280, 1312, 1856, 3200, 4512, 5728, 7008, 8960, 11456, 14080, 16928, 22272),
            Mirror(0, 0, 0, 0, 0, 0x200, 0x200, 0x200, 0x200, 0x200, 0x400, 0x600, 0x800, 0xA00, 0xC00, 0xC00)),
    ];

    /// <summary>The bit of a code that is its sign.</summary>
    public int SignBit => 1 << (Bits - 1);

    /// <summary>Those for codes of 2 to 5 bits.</summary>
    public static G726Tables Of(int bits) => All[bits - 2];

    /// <summary>Codes with the sign bit count down from the largest difference.</summary>
    private static int[] Mirror(params int[] half) => [.. half, .. half.Reverse()];
}
