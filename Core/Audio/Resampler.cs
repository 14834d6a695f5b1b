namespace VoicemailOrleans.Core.Audio;

/// <summary>
/// Changes the sample rate with a windowed sinc (Blackman, 12 zero crossings either side). The ratio of two rates is a
/// fraction, so only so many different sets of taps exist as its numerator says; rates that share no factor are served
/// by the nearest of 1024, below the noise of a telephone line.
/// </summary>
public static class Resampler
{
    private const int ZeroCrossings = 12;
    private const int PhasesMax = 1024;
    private const double PassBand = 0.95;

    /// <summary>The same sound at another rate; the input itself when it has that rate already.</summary>
    public static PcmAudio Resample(PcmAudio audio, int rateHz)
    {
        if (audio.RateHz == rateHz) return audio;
        var divisor = Gcd(audio.RateHz, rateHz);
        long up = rateHz / divisor, down = audio.RateHz / divisor;
        var phases = (int)Math.Min(up, PhasesMax);
        var taps = BuildTaps(phases, Math.Min(1.0, (double)rateHz / audio.RateHz));
        var width = taps.Length / phases;
        var source = audio.Samples.Span;
        var target = new short[(int)(source.Length * up / down)];
        for (var n = 0; n < target.Length; n++)
        {
            var position = n * down;
            var phase = (int)(position % up * phases / up);
            var first = (int)(position / up) - width / 2 + 1;
            target[n] = Convolve(source, first, taps.AsSpan(phase * width, width));
        }

        return new PcmAudio(target, rateHz);
    }

    private static short Convolve(ReadOnlySpan<short> source, int first, ReadOnlySpan<float> taps)
    {
        var from = Math.Max(0, -first);
        var to = Math.Min(taps.Length, source.Length - first);
        var sum = 0f;
        for (var i = from; i < to; i++) sum += source[first + i] * taps[i];
        return (short)Math.Clamp(MathF.Round(sum), short.MinValue, short.MaxValue);
    }

    // Row p holds the taps for an output that lies p/phases of an input sample behind the middle tap.
    private static float[] BuildTaps(int phases, double bandwidth)
    {
        var half = (int)Math.Ceiling(ZeroCrossings / bandwidth);
        var cutoff = PassBand * bandwidth;
        var taps = new float[phases * 2 * half];
        for (var p = 0; p < phases; p++)
        {
            for (var i = 0; i < 2 * half; i++)
            {
                var distance = i - half + 1 - (double)p / phases;
                var angle = Math.PI * distance / half;
                var window = Math.Abs(distance) >= half ? 0 : 0.42 + 0.5 * Math.Cos(angle) + 0.08 * Math.Cos(2 * angle);
                var sinc = distance == 0 ? cutoff : Math.Sin(Math.PI * distance * cutoff) / (Math.PI * distance);
                taps[p * 2 * half + i] = (float)(sinc * window);
            }
        }

        return taps;
    }

    private static int Gcd(int a, int b) => b == 0 ? a : Gcd(b, a % b);
}
