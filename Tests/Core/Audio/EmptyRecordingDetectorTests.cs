using VoicemailOrleans.Core.Audio;
using static VoicemailOrleans.Tests.Core.Audio.WavBuilder;

namespace VoicemailOrleans.Tests.Core.Audio;

public sealed class EmptyRecordingDetectorTests
{
    [Theory]
    [InlineData("01-")]
    [InlineData("07-")]
    [InlineData("m3-")]
    [InlineData("m4-")]
    public void Judge_SomebodySpeaks_IsSpeech(string name) =>
        Assert.Equal(RecordingContent.Speech, EmptyRecordingDetector.Judge(AudioFiles.Decode(name).Audio).Content);

    [Theory]
    [InlineData("n1-")]
    [InlineData("n2-")]
    [InlineData("n3-")]
    [InlineData("24-")]
    public void Judge_NobodySpeaks_IsNoMessage(string name) =>
        Assert.Equal(RecordingContent.NoMessage, EmptyRecordingDetector.Judge(AudioFiles.Decode(name).Audio).Content);

    public static TheoryData<string, PcmAudio> EmptyRecordings() => new()
    {
        { "digital silence", Silence(4) },
        { "a hang-up after 0.4 s", AudioFiles.Decode("01-").Audio with { Samples = AudioFiles.Decode("01-").Audio.Samples[8000..11200] } },
        { "white noise", Noise(4, 300, 1) },
        { "mains hum", Tones(4, 800, 8000, 50) },
        { "US dial tone", Tones(4, 4000, 8000, 350, 440) },
        { "US busy tone", Busy(480, 620) },
        { "UK busy tone", Busy(400) },
        { "silence, then dial tone", Join(Noise(2, 20, 2), Tones(3, 4000, 8000, 350, 440)) },
        { "a beep", Join(Silence(1), Tones(0.5, 6000, 8000, 1000), Silence(1)) },
        { "dial tone at 16 kHz", Tones(4, 4000, 16000, 350, 440) },
        { "two clicks", Add(Noise(3, 20, 3), Join(Silence(1), Noise(0.02, 20000, 4), Silence(1), Noise(0.02, 20000, 5), Silence(0.96))) },
    };

    [Theory]
    [MemberData(nameof(EmptyRecordings))]
    public void Judge_NoiseAndTones_IsNoMessage(string what, PcmAudio audio)
    {
        var verdict = EmptyRecordingDetector.Judge(audio);
        Assert.True(verdict.Content == RecordingContent.NoMessage, $"{what}: {verdict}");
    }

    [Fact]
    public void Judge_OneWordInNoise_IsNeverNoMessage()
    {
        var word = AudioFiles.Decode("01-").Audio;
        var hello = word with { Samples = word.Samples.Slice(0, 6400) };
        var audio = Join(Noise(1, 30, 7), Add(hello, Noise(0.8, 30, 8)), Noise(1, 30, 9));
        Assert.NotEqual(RecordingContent.NoMessage, EmptyRecordingDetector.Judge(audio).Content);
    }

    [Fact]
    public void Judge_SpeechBehindATone_IsNotDropped() => Assert.NotEqual(
        RecordingContent.NoMessage,
        EmptyRecordingDetector.Judge(Join(Tones(9, 4000, 8000, 1000), Silence(0.3), AudioFiles.Decode("01-").Audio)).Content);

    private static PcmAudio Busy(params double[] hz) =>
        Join([.. Enumerable.Range(0, 5).SelectMany(_ => new[] { Tones(0.5, 4000, 8000, hz), Silence(0.5) })]);
}
