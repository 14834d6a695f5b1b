using VoicemailOrleans.Core.Audio;
using static VoicemailOrleans.Tests.Core.Audio.WavBuilder;

namespace VoicemailOrleans.Tests.Core.Audio;

public sealed class ResamplerTests
{
    [Theory]
    [InlineData(8000, 16000)]
    [InlineData(11025, 16000)]
    [InlineData(16000, 8000)]
    [InlineData(44100, 16000)]
    [InlineData(48000, 8000)]
    [InlineData(44099, 16000)]
    public void Resample_Sine_IsTheSameSineAtTheNewRate(int from, int to)
    {
        var resampled = Resampler.Resample(Tones(0.5, 10_000, from, 440), to);
        var expected = Tones(0.5, 10_000, to, 440).Samples.Span;
        Assert.Equal(to, resampled.RateHz);
        Assert.InRange(resampled.Samples.Length, expected.Length - 2, expected.Length + 2);
        for (var i = 500; i < expected.Length - 500; i++)
            Assert.InRange(resampled.Samples.Span[i], expected[i] - 60, expected[i] + 60);
    }

    [Fact]
    public void Resample_ToneAboveTheNewBand_IsRemoved()
    {
        var resampled = Resampler.Resample(Tones(0.5, 10_000, 16_000, 6_000), 8_000).Samples.Span;
        foreach (var sample in resampled[200..^200]) Assert.InRange(sample, -60, 60);
    }

    [Fact]
    public void Widen_TelephoneSpeech_KeepsTheBandAndFillsTheOneAbove()
    {
        var audio = AudioFiles.Decode("01-").Audio;
        var plain = Resampler.Resample(audio, 16_000);
        var wide = BandExtender.Widen(audio);
        Assert.Equal(plain.Samples.Length, wide.Samples.Length);
        Assert.True(EnergyAbove(wide) > 50 * EnergyAbove(plain), $"{EnergyAbove(wide)} against {EnergyAbove(plain)}");
        Assert.Equal(wide.Samples.ToArray(), BandExtender.Widen(audio).Samples.ToArray());
    }

    [Fact]
    public void Widen_NothingOrHardlyAnything_IsLeftAsShort()
    {
        Assert.Equal(0, BandExtender.Widen(Silence(0)).Samples.Length);
        Assert.Equal(20, BandExtender.Widen(new PcmAudio(new short[10], 8000)).Samples.Length);
    }

    private static double EnergyAbove(PcmAudio audio)
    {
        var fft = new Fft(512);
        var (energy, real, imaginary) = (0.0, new float[512], new float[512]);
        for (var at = 0; at + 512 <= audio.Samples.Length; at += 512)
        {
            for (var i = 0; i < 512; i++) (real[i], imaginary[i]) = ((float)(audio.Samples.Span[at + i] * (0.5 - 0.5 * Math.Cos(Math.PI * i / 256))), 0);
            fft.Forward(real, imaginary);
            for (var k = 125; k < 250; k++) energy += real[k] * real[k] + imaginary[k] * imaginary[k];
        }

        return energy;
    }
}
