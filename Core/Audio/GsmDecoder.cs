using System.Runtime.CompilerServices;

namespace VoicemailOrleans.Core.Audio;

/// <summary>
/// GSM 06.10 full rate (ETSI EN 300 961), in the saturating 16-bit arithmetic of the standard, so that the output is
/// exact. A frame passes three stages: pulses are scaled back (4.2.15-16), the long-term predictor adds the pitch
/// (4.3.2), and a lattice filter driven by the interpolated log area ratios gives the sound (4.3.3-4.3.5, 4.2.8-9).
/// Every bit pattern is a valid frame, so there is nothing to reject. One decoder per recording: it has memory.
/// </summary>
internal sealed class GsmDecoder
{
    /// <summary>Octets of a frame in raw form: a magic nibble and 260 bits.</summary>
    public const int RawFrameBytes = 33;

    /// <summary>Octets of a block in WAV form: two frames without magic.</summary>
    public const int WavBlockBytes = 65;

    /// <summary>Samples of one frame.</summary>
    public const int FrameSamples = 160;

    private const int HistorySamples = 120;
    private const int SubframeSamples = 40;
    private const int Order = 8;

    private static readonly int[] PulseFactors = [18431, 20479, 22527, 24575, 26623, 28671, 30719, 32767];
    private static readonly int[] PredictorGains = [3277, 11469, 21299, 32767];
    private static readonly int[] RatioOffsets = [0, 0, 2048, -2560, 94, -1792, -341, -1144];
    private static readonly int[] RatioMinima = [-32, -32, -16, -16, -8, -8, -4, -4];
    private static readonly int[] RatioScales = [13107, 13107, 13107, 13107, 19223, 17476, 31454, 29708];

    private readonly int[] excitation;
    private readonly int[] lattice;
    private readonly int[] lastRatios;
    private int lastLag = SubframeSamples;
    private int deemphasis;

    /// <summary>A decoder at the start of a recording.</summary>
    public GsmDecoder() =>
        (excitation, lattice, lastRatios) = (new int[HistorySamples + SubframeSamples], new int[Order], new int[Order]);

    private GsmDecoder(GsmDecoder other)
    {
        (excitation, lattice, lastRatios) = ([.. other.excitation], [.. other.lattice], [.. other.lastRatios]);
        (lastLag, deemphasis) = (other.lastLag, other.deemphasis);
    }

    /// <summary>A decoder that goes on from where this one is.</summary>
    public GsmDecoder Clone() => new(this);

    /// <summary>Decodes raw frames of 33 octets; a torn last frame is left out.</summary>
    public static void DecodeRaw(ReadOnlySpan<byte> source, Span<short> target) =>
        new GsmDecoder().DecodeBlocks(source, RawFrameBytes, FrameSamples, target);

    /// <summary>Decodes WAV blocks of 65 octets; a torn last block is left out.</summary>
    public static void DecodeWav(ReadOnlySpan<byte> source, Span<short> target) =>
        new GsmDecoder().DecodeBlocks(source, WavBlockBytes, 2 * FrameSamples, target);

    /// <summary>Decodes the next raw frame, or the next WAV block, which is two.</summary>
    public void DecodeBlock(ReadOnlySpan<byte> block, bool isWav, Span<short> target)
    {
        var position = isWav ? 0 : 4;
        DecodeFrame(block, ref position, leastFirst: isWav, target[..FrameSamples]);
        if (isWav) DecodeFrame(block, ref position, leastFirst: true, target.Slice(FrameSamples, FrameSamples));
    }

    private void DecodeBlocks(ReadOnlySpan<byte> source, int blockBytes, int blockSamples, Span<short> target)
    {
        for (var i = 0; i < source.Length / blockBytes; i++)
            DecodeBlock(
                source.Slice(i * blockBytes, blockBytes), blockBytes == WavBlockBytes,
                target.Slice(i * blockSamples, blockSamples));
    }

    private void DecodeFrame(ReadOnlySpan<byte> bits, ref int position, bool leastFirst, Span<short> target)
    {
        Span<byte> storage = stackalloc byte[GsmFrame.ParameterCount];
        Span<int> residual = stackalloc int[FrameSamples];
        var frame = GsmFrame.Unpack(bits, ref position, leastFirst, storage);
        for (var i = 0; i < GsmFrame.Subframes; i++)
            Excite(frame, i, residual.Slice(i * SubframeSamples, SubframeSamples));
        Synthesize(frame.LogAreaRatios, residual, target);
    }

    private void Excite(GsmFrame frame, int subframe, Span<int> target)
    {
        Span<int> pulses = stackalloc int[SubframeSamples];
        pulses.Clear();
        ScalePulses(frame, subframe, pulses);
        var lag = frame.Lag(subframe);
        if (lag is < SubframeSamples or > HistorySamples) lag = lastLag;
        lastLag = lag;
        var gain = PredictorGains[frame.Gain(subframe)];
        for (var i = 0; i < SubframeSamples; i++)
        {
            var value = Saturate(pulses[i] + MultiplyRounded(gain, excitation[HistorySamples + i - lag]));
            excitation[HistorySamples + i] = target[i] = value;
        }

        Array.Copy(excitation, SubframeSamples, excitation, 0, HistorySamples);
    }

    // Inverse APCM: the block maximum is a small floating-point number, exponent and three bits of mantissa.
    private static void ScalePulses(GsmFrame frame, int subframe, Span<int> target)
    {
        var maximum = frame.BlockMaximum(subframe);
        var exponent = maximum > 15 ? (maximum >> 3) - 1 : 0;
        var mantissa = maximum - (exponent << 3);
        if (mantissa == 0) (exponent, mantissa) = (-4, 7);
        else
        {
            for (; mantissa <= 7; exponent--) mantissa = (mantissa << 1) | 1;
            mantissa -= 8;
        }

        var shift = 6 - exponent;
        var rounding = shift >= 1 ? 1 << (shift - 1) : 0;
        var codes = frame.Pulses(subframe);
        for (var i = 0; i < codes.Length; i++)
        {
            var value = MultiplyRounded(PulseFactors[mantissa], ((codes[i] << 1) - 7) << 12);
            target[frame.Grid(subframe) + 3 * i] = Saturate(value + rounding) >> shift;
        }
    }

    private void Synthesize(ReadOnlySpan<byte> codedRatios, ReadOnlySpan<int> residual, Span<short> target)
    {
        Span<int> ratios = stackalloc int[Order];
        Span<int> reflection = stackalloc int[Order];
        for (var i = 0; i < Order; i++)
        {
            var ratio = Saturate(((codedRatios[i] + RatioMinima[i]) << 10) - (RatioOffsets[i] << 1));
            ratio = MultiplyRounded(RatioScales[i], ratio);
            ratios[i] = Saturate(ratio + ratio);
        }

        // The ratios move from the last frame's to this one's in three short steps (4.2.9.1), then stay.
        ReadOnlySpan<int> ends = [13, 27, 40, FrameSamples];
        for (var step = 0; step < ends.Length; step++)
        {
            for (var i = 0; i < Order; i++) reflection[i] = Reflection(Interpolate(lastRatios[i], ratios[i], step));
            var start = step == 0 ? 0 : ends[step - 1];
            Filter(reflection, residual[start..ends[step]], target[start..ends[step]]);
        }

        ratios.CopyTo(lastRatios);
    }

    /// <summary>Written out for its eight stages: most of the decoder's time is spent here.</summary>
    private void Filter(ReadOnlySpan<int> reflection, ReadOnlySpan<int> residual, Span<short> target)
    {
        var (r0, r1, r2, r3) = (reflection[0], reflection[1], reflection[2], reflection[3]);
        var (r4, r5, r6, r7) = (reflection[4], reflection[5], reflection[6], reflection[7]);
        var (v0, v1, v2, v3) = (lattice[0], lattice[1], lattice[2], lattice[3]);
        var (v4, v5, v6, v7) = (lattice[4], lattice[5], lattice[6], lattice[7]);
        var last = deemphasis;
        for (var k = 0; k < residual.Length; k++)
        {
            var value = Saturate(residual[k] - Scale(r7, v7));
            value = Stage(r6, v6, value, out v7);
            value = Stage(r5, v5, value, out v6);
            value = Stage(r4, v4, value, out v5);
            value = Stage(r3, v3, value, out v4);
            value = Stage(r2, v2, value, out v3);
            value = Stage(r1, v1, value, out v2);
            value = Stage(r0, v0, value, out v1);
            v0 = value;
            last = Saturate(value + Scale(28180, last));
            target[k] = (short)(Saturate(last + last) & ~7);
        }

        (lattice[0], lattice[1], lattice[2], lattice[3]) = (v0, v1, v2, v3);
        (lattice[4], lattice[5], lattice[6], lattice[7]) = (v4, v5, v6, v7);
        deemphasis = last;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int Stage(int reflection, int below, int value, out int above)
    {
        value = Saturate(value - Scale(reflection, below));
        above = Saturate(below + Scale(reflection, value));
        return value;
    }

    /// <summary>As <see cref="MultiplyRounded"/>, for a factor that is never the smallest number.</summary>
    private static int Scale(int factor, int value) => (factor * value + 16384) >> 15;

    private static int Interpolate(int last, int current, int step) => step switch
    {
        0 => Saturate(Saturate((last >> 2) + (current >> 2)) + (last >> 1)),
        1 => Saturate((last >> 1) + (current >> 1)),
        2 => Saturate(Saturate((last >> 2) + (current >> 2)) + (current >> 1)),
        _ => current,
    };

    private static int Reflection(int ratio)
    {
        var size = ratio == short.MinValue ? short.MaxValue : Math.Abs(ratio);
        size = size < 11059 ? size << 1 : size < 20070 ? size + 11059 : Saturate((size >> 2) + 26112);
        return ratio < 0 ? -size : size;
    }

    private static int Saturate(int value) => Math.Clamp(value, short.MinValue, short.MaxValue);

    private static int MultiplyRounded(int a, int b) =>
        a == short.MinValue && b == short.MinValue ? short.MaxValue : (a * b + 16384) >> 15;
}
