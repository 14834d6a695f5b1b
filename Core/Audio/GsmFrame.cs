namespace VoicemailOrleans.Core.Audio;

/// <summary>
/// The parameters of one GSM 06.10 frame, 20 ms of sound, unpacked from its 260 bits (ETSI EN 300 961 section 1.7).
/// </summary>
internal readonly ref struct GsmFrame
{
    public const int Subframes = 4;
    public const int PulsesPerSubframe = 13;

    /// <summary>Integers that the bits of one frame unpack to: 8 coefficients, then 4 x (4 + 13).</summary>
    public const int ParameterCount = CoefficientCount + Subframes * SubframeParameters;

    private const int CoefficientCount = 8;
    private const int SubframeParameters = 4 + PulsesPerSubframe;

    private static readonly byte[] Widths = BuildWidths();

    private readonly ReadOnlySpan<byte> values;

    private GsmFrame(ReadOnlySpan<byte> values) => this.values = values;

    /// <summary>The eight coded log area ratios.</summary>
    public ReadOnlySpan<byte> LogAreaRatios => values[..CoefficientCount];

    /// <summary>Lag of the long-term predictor.</summary>
    public int Lag(int subframe) => At(subframe, 0);

    /// <summary>Coded gain of the long-term predictor.</summary>
    public int Gain(int subframe) => At(subframe, 1);

    /// <summary>Which of the four grids the pulses are on.</summary>
    public int Grid(int subframe) => At(subframe, 2);

    /// <summary>Coded largest pulse.</summary>
    public int BlockMaximum(int subframe) => At(subframe, 3);

    /// <summary>The thirteen coded pulses.</summary>
    public ReadOnlySpan<byte> Pulses(int subframe) =>
        values.Slice(CoefficientCount + subframe * SubframeParameters + 4, PulsesPerSubframe);

    /// <summary>
    /// Unpacks a frame, most significant bit first (raw files and RTP) or least first (the WAV form).
    /// </summary>
    /// <param name="bits">The octets.</param>
    /// <param name="position">Bit to begin at; moved behind the frame.</param>
    /// <param name="leastFirst">Bit order.</param>
    /// <param name="storage">Room for <see cref="ParameterCount"/> values.</param>
    public static GsmFrame Unpack(ReadOnlySpan<byte> bits, ref int position, bool leastFirst, Span<byte> storage)
    {
        for (var i = 0; i < ParameterCount; i++)
        {
            var width = Widths[i];
            var window = bits[position >> 3] | ((position >> 3) + 1 < bits.Length ? bits[(position >> 3) + 1] << 8 : 0);
            if (!leastFirst) window = ((window & 0xFF) << 8) | (window >> 8);
            var shift = leastFirst ? position & 7 : 16 - width - (position & 7);
            storage[i] = (byte)((window >> shift) & ((1 << width) - 1));
            position += width;
        }

        return new GsmFrame(storage);
    }

    private int At(int subframe, int index) => values[CoefficientCount + subframe * SubframeParameters + index];

    private static byte[] BuildWidths()
    {
        List<byte> widths = [6, 6, 5, 5, 4, 4, 3, 3];
        for (var i = 0; i < Subframes; i++)
            widths.AddRange([7, 2, 2, 6, .. Enumerable.Repeat((byte)3, PulsesPerSubframe)]);
        return [.. widths];
    }
}
