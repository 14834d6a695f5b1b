using VoicemailOrleans.Core.Audio;
using static VoicemailOrleans.Tests.Core.Audio.WavBuilder;

namespace VoicemailOrleans.Tests.Core.Audio;

public sealed class SegmenterTests
{
    [Fact]
    public void Split_ShortMessage_IsOneSegmentWithoutTheSilenceAround()
    {
        var audio = Join(Silence(5), AudioFiles.Decode("01-").Audio, Silence(5));
        var segment = Assert.Single(Segmenter.Split(audio));
        Assert.InRange(segment.Start, 4.5 * 8000, 5.3 * 8000);
        Assert.InRange(segment.Length, 7 * 8000, 9 * 8000);
    }

    [Fact]
    public void Split_Silence_IsNothing() => Assert.Empty(Segmenter.Split(Silence(100)));

    [Fact]
    public void Split_LongMessage_CutsInPausesIntoBalancedSegments()
    {
        var audio = AudioFiles.Decode("m4-").Audio;
        var segments = Segmenter.Split(audio);
        Assert.Equal(2, segments.Count);
        Assert.All(segments, segment => Assert.InRange(segment.Length, 45 * 8000, 55 * 8000));
        Assert.DoesNotContain(segments, segment => segment.OverlapsPrevious);
        AssertQuiet(audio, segments[0].End, segments[1].Start);
    }

    [Theory]
    [InlineData(20)]
    [InlineData(35)]
    public void Split_OtherLimit_IsKept(int seconds)
    {
        var audio = AudioFiles.Decode("m4-").Audio;
        var segments = Segmenter.Split(audio, TimeSpan.FromSeconds(seconds));
        Assert.All(segments, segment => Assert.InRange(segment.Length, 1, seconds * 8000));
        for (var i = 1; i < segments.Count; i++) AssertQuiet(audio, segments[i - 1].End, segments[i].Start);
    }

    [Theory]
    [InlineData(0), InlineData(0.8), InlineData(4.9)]
    public void Split_LimitThatTheOverlapWouldUseUp_IsRefused(double seconds)
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => Segmenter.Split(AudioFiles.Decode("01-").Audio, TimeSpan.FromSeconds(seconds)));
        var noisy = Add(AudioFiles.Decode("01-").Audio, Noise(8.355, 6000, 11));
        Assert.InRange(Segmenter.Split(noisy, Segmenter.LimitMin).Count, 2, 4);
    }

    [Fact]
    public void Split_WithoutAnyPause_OverlapsByASecondAndLosesNothing()
    {
        var speech = AudioFiles.Decode("01-").Audio;
        var noisy = Add(Join([.. Enumerable.Repeat(speech, 16)]), Noise(8.355 * 16, 6000, 11));
        var segments = Segmenter.Split(noisy);
        Assert.Equal(0, segments[0].Start);
        Assert.InRange(segments[^1].End, noisy.Samples.Length - 320, noisy.Samples.Length);
        Assert.All(segments, segment => Assert.InRange(segment.Length, 1, 55 * 8000 + 160));
        Assert.All(segments.Skip(1), segment => Assert.True(segment.OverlapsPrevious));
        for (var i = 1; i < segments.Count; i++) Assert.InRange(segments[i - 1].End - segments[i].Start, 7_900, 8_200);
    }

    [Fact]
    public void Split_WideBandMessage_GivesPositionsAtItsOwnRate()
    {
        var narrow = AudioFiles.Decode("m4-").Audio;
        var wide = Resampler.Resample(narrow, 16_000);
        var (expected, actual) = (Segmenter.Split(narrow), Segmenter.Split(wide));
        Assert.Equal(expected.Count, actual.Count);
        for (var i = 0; i < expected.Count; i++) Assert.InRange(actual[i].Start / 2, expected[i].Start - 800, expected[i].Start + 800);
    }

    private static void AssertQuiet(PcmAudio audio, int end, int start)
    {
        var (from, to) = (Math.Min(end, start) - 400, Math.Max(end, start) + 400);
        var loudest = audio.Samples.Span[from..to].ToArray().Max(sample => Math.Abs((int)sample));
        Assert.True(loudest < 1_000, $"cut at {from / 8000.0:0.0} s where the peak is {loudest}");
    }
}
