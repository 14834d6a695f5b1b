namespace VoicemailOrleans.Core.Audio;

/// <summary>Fourier transform in place, radix 2, for one fixed size; its tables are shared by all threads.</summary>
internal sealed class Fft
{
    private readonly int size;
    private readonly float[] cosines;
    private readonly float[] sines;

    public Fft(int size)
    {
        this.size = size;
        cosines = new float[size / 2];
        sines = new float[size / 2];
        for (var i = 0; i < size / 2; i++) (sines[i], cosines[i]) = ((float, float))Math.SinCos(2 * Math.PI * i / size);
    }

    public void Forward(Span<float> real, Span<float> imaginary) => Transform(real, imaginary, -1);

    public void Inverse(Span<float> real, Span<float> imaginary)
    {
        Transform(real, imaginary, 1);
        for (var i = 0; i < size; i++) (real[i], imaginary[i]) = (real[i] / size, imaginary[i] / size);
    }

    private void Transform(Span<float> real, Span<float> imaginary, float sign)
    {
        ReverseBits(real, imaginary);
        for (var length = 2; length <= size; length <<= 1)
        {
            var half = length / 2;
            var stride = size / length;
            for (var start = 0; start < size; start += length)
            {
                for (var k = 0; k < half; k++)
                {
                    var (cosine, sine) = (cosines[k * stride], sign * sines[k * stride]);
                    var (a, b) = (start + k, start + k + half);
                    var re = real[b] * cosine - imaginary[b] * sine;
                    var im = real[b] * sine + imaginary[b] * cosine;
                    (real[b], imaginary[b]) = (real[a] - re, imaginary[a] - im);
                    (real[a], imaginary[a]) = (real[a] + re, imaginary[a] + im);
                }
            }
        }
    }

    private void ReverseBits(Span<float> real, Span<float> imaginary)
    {
        for (int i = 1, j = 0; i < size; i++)
        {
            var bit = size >> 1;
            for (; (j & bit) != 0; bit >>= 1) j ^= bit;
            j ^= bit;
            if (i >= j) continue;
            (real[i], real[j]) = (real[j], real[i]);
            (imaginary[i], imaginary[j]) = (imaginary[j], imaginary[i]);
        }
    }
}
