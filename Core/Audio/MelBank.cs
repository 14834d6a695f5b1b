namespace VoicemailOrleans.Core.Audio;

/// <summary>
/// Triangular filters, equally spaced on the mel scale, over the bins of a Fourier transform; each sums to one.
/// </summary>
internal sealed class MelBank
{
    private readonly (int First, float[] Weights)[] filters;

    public MelBank(double lowestHz, double highestHz, int count, int fftSize, int rateHz)
    {
        var edges = new double[count + 2];
        for (var i = 0; i < edges.Length; i++)
            edges[i] = ToHz(ToMel(lowestHz) + (ToMel(highestHz) - ToMel(lowestHz)) * i / (count + 1));
        CentresHz = edges[1..^1];
        filters = new (int, float[])[count];
        for (var i = 0; i < count; i++) filters[i] = BuildFilter(edges[i], edges[i + 1], edges[i + 2], fftSize, rateHz);
    }

    /// <summary>Centre of each band.</summary>
    public double[] CentresHz { get; }

    /// <summary>Mean power in a band.</summary>
    public double Apply(int band, ReadOnlySpan<float> power)
    {
        var (first, weights) = filters[band];
        var sum = 0.0;
        for (var i = 0; i < weights.Length; i++) sum += weights[i] * power[first + i];
        return sum;
    }

    private static (int, float[]) BuildFilter(double low, double centre, double high, int fftSize, int rateHz)
    {
        var weights = new double[fftSize / 2 + 1];
        for (var k = 0; k < weights.Length; k++)
        {
            var hz = (double)k * rateHz / fftSize;
            weights[k] = Math.Max(0, Math.Min((hz - low) / (centre - low), (high - hz) / (high - centre)));
        }

        var sum = weights.Sum();
        if (sum == 0) return ((int)Math.Round(centre * fftSize / rateHz), [1f]); // narrower than a bin
        var first = Array.FindIndex(weights, weight => weight > 0);
        var last = Array.FindLastIndex(weights, weight => weight > 0);
        return (first, [.. weights[first..(last + 1)].Select(weight => (float)(weight / sum))]);
    }

    private static double ToMel(double hz) => 2595 * Math.Log10(1 + hz / 700);

    private static double ToHz(double mel) => 700 * (Math.Pow(10, mel / 2595) - 1);
}
