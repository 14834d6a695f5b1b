namespace VoicemailOrleans.Core.Audio;

/// <summary>
/// Finds call-progress tones: dial, busy and reorder tones, beeps, DTMF. A frame is pure when its two strongest lines
/// hold more than 95 % of the energy; a tone is a run of pure frames, at least 150 ms, whose lines stay within one bin
/// (31 Hz) and whose level stays within 2 dB. A looser test takes long vowels for tones.
/// </summary>
internal static class ToneFinder
{
    private const int FftSize = 256;
    private const int LastBin = FftSize / 2 - 2;
    private const int Neighbours = 2;
    private const int RunFramesMin = 15;
    private const double PureShare = 0.95;
    private const double SingleLineShare = 0.995;
    private const float LevelSpreadDbMax = 2;

    private static readonly Fft Transform = new(FftSize);
    private static readonly float[] Hann =
        [.. Enumerable.Range(0, FftSize).Select(i => (float)(0.5 - 0.5 * Math.Cos(2 * Math.PI * i / (FftSize - 1))))];

    /// <summary>Frames that belong to tones.</summary>
    public static int CountToneFrames(VoiceActivity activity)
    {
        var frames = 0;
        foreach (var region in activity.Regions) frames += Math.Min(region.Length, CountIn(activity, region));
        return frames;
    }

    private static int CountIn(VoiceActivity activity, FrameRange region)
    {
        var (counted, run) = (0, new Run());
        for (var f = region.Start; f < region.End; f++)
        {
            var offset = f * VoiceActivity.Hop;
            var level = activity.Levels[f];
            var lines = offset + FftSize <= activity.Sound.Length
                ? FindLines(activity.Sound.At(offset, FftSize))
                : default;
            if (run.TryExtend(lines, level)) continue;
            counted += run.Frames;
            run = lines.Share > PureShare ? new Run(lines, level) : new Run();
        }

        return counted + run.Frames;
    }

    private static Lines FindLines(ReadOnlySpan<float> samples)
    {
        Span<float> real = stackalloc float[FftSize];
        Span<float> imaginary = stackalloc float[FftSize];
        imaginary.Clear();
        for (var i = 0; i < FftSize; i++) real[i] = samples[i] * Hann[i];
        Transform.Forward(real, imaginary);
        Span<double> power = stackalloc double[FftSize / 2 + 1];
        power.Clear();
        var total = 0.0;
        for (var i = Neighbours; i <= LastBin; i++)
            total += power[i] = (double)real[i] * real[i] + (double)imaginary[i] * imaginary[i];
        var (first, firstEnergy) = TakeStrongest(power);
        var (second, secondEnergy) = TakeStrongest(power);
        return new Lines(first, second, total > 0 ? (firstEnergy + secondEnergy) / total : 0);
    }

    private static (int Bin, double Energy) TakeStrongest(Span<double> power)
    {
        var best = Neighbours;
        for (var i = Neighbours; i <= LastBin; i++)
            if (power[i] > power[best]) best = i;
        var energy = 0.0;
        for (var i = best - Neighbours; i <= best + Neighbours; i++) (energy, power[i]) = (energy + power[i], 0);
        return (best, energy);
    }

    private readonly record struct Lines(int First, int Second, double Share)
    {
        public bool IsLike(Lines other) =>
            (Near(First, other.First) && (Near(Second, other.Second) || Share > SingleLineShare))
            || (Near(First, other.Second) && Near(Second, other.First));

        private static bool Near(int a, int b) => Math.Abs(a - b) <= 1;
    }

    private struct Run(Lines lines, float level)
    {
        private Lines last = lines;
        private float lowest = level;
        private float highest = level;
        private int length = lines.Share > PureShare ? 1 : 0;

        /// <summary>
        /// Frames the run is worth: two more than counted, since windows overlap its ends; none when too short.
        /// </summary>
        public readonly int Frames => length >= RunFramesMin ? length + 2 : 0;

        public bool TryExtend(Lines lines, float level)
        {
            if (length == 0 || lines.Share <= PureShare || !lines.IsLike(last)) return false;
            var (low, high) = (Math.Min(lowest, level), Math.Max(highest, level));
            if (high - low >= LevelSpreadDbMax) return false;
            (last, lowest, highest, length) = (lines, low, high, length + 1);
            return true;
        }
    }
}
