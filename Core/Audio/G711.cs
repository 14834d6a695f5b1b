namespace VoicemailOrleans.Core.Audio;

/// <summary>The two compandings of ITU-T G.711, expanded to 16 bits by table.</summary>
internal static class G711
{
    private static readonly short[] MuLaw = BuildTable(ExpandMuLaw);
    private static readonly short[] ALaw = BuildTable(ExpandALaw);

    /// <summary>Expands µ-law octets.</summary>
    public static void DecodeMuLaw(ReadOnlySpan<byte> source, Span<short> target) => Expand(MuLaw, source, target);

    /// <summary>Expands A-law octets.</summary>
    public static void DecodeALaw(ReadOnlySpan<byte> source, Span<short> target) => Expand(ALaw, source, target);

    private static void Expand(short[] table, ReadOnlySpan<byte> source, Span<short> target)
    {
        for (var i = 0; i < source.Length; i++) target[i] = table[source[i]];
    }

    private static short[] BuildTable(Func<byte, short> expand)
    {
        var table = new short[256];
        for (var i = 0; i < table.Length; i++) table[i] = expand((byte)i);
        return table;
    }

    // Sign, three bits of segment, four of step; sent inverted, with a bias of 132 (33 at 14 bits).
    private static short ExpandMuLaw(byte code)
    {
        var bits = (byte)~code;
        var magnitude = (((bits & 0x0F) << 3) + 0x84) << ((bits & 0x70) >> 4);
        return (short)((bits & 0x80) != 0 ? 0x84 - magnitude : magnitude - 0x84);
    }

    // The same layout with even bits inverted and a first segment that is as fine as the second.
    private static short ExpandALaw(byte code)
    {
        var bits = code ^ 0x55;
        var segment = (bits & 0x70) >> 4;
        var step = (bits & 0x0F) << 4;
        var magnitude = segment == 0 ? step + 0x08 : (step + 0x108) << (segment - 1);
        return (short)((bits & 0x80) != 0 ? magnitude : -magnitude);
    }
}
