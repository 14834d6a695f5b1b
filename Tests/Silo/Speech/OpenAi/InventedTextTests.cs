using VoicemailOrleans.Core.Audio;
using VoicemailOrleans.Silo.Speech.OpenAi;
using VoicemailOrleans.Tests.Core.Audio;
using static VoicemailOrleans.Tests.Core.Audio.WavBuilder;

namespace VoicemailOrleans.Tests.Silo.Speech.OpenAi;

/// <summary>
/// Somebody speaks for the first seconds of the sound, and from second 10 on there is only the line. What is dropped
/// needs its doubts; what is said stays.
/// </summary>
public sealed class InventedTextTests
{
    private const double Spoken = 2;
    private const double Silent = 12;

    private static readonly PcmAudio Sound = Join(AudioFiles.Decode("01-").Audio, Noise(14, 20, 3));

    [Theory]
    // A known invention: any one doubt will do, and none keeps it.
    [InlineData("Thank you.", Spoken, 0.05, -0.2, true)]
    [InlineData("Thank you.", Spoken, null, null, true)]
    [InlineData("Thank you.", Spoken, 0.7, -0.2, false)]
    [InlineData("Thank you.", Spoken, 0.05, -1.1, false)]
    [InlineData(" Thank you!", Silent, 0.05, -0.2, false)]
    [InlineData("Thank you.", Silent, null, null, false)]
    [InlineData("Thanks for watching!", Silent, 0.1, -0.3, false)]
    [InlineData("Vielen Dank.", Spoken, 0.05, -0.3, true)]
    [InlineData("Vielen Dank.", Silent, 0.05, -0.3, false)]
    [InlineData("Untertitel der Amara.org-Community", Silent, 0.2, -0.3, false)]
    [InlineData("Merci beaucoup.", Spoken, 0.1, -0.3, true)]
    [InlineData("Sous-titrage ST' 501", Silent, null, null, false)]
    [InlineData("Gracias.", Silent, 0.1, -0.3, false)]
    [InlineData("Sottotitoli creati dalla comunità Amara.org", Silent, null, null, false)]
    [InlineData("Продолжение следует...", Silent, null, null, false)]
    [InlineData("ご視聴ありがとうございました", Spoken, 0.9, -0.3, false)]
    // Other text: one doubt is not enough, two are.
    [InlineData("Call me back.", Spoken, 0.05, -0.2, true)]
    [InlineData("Call me back.", Spoken, 0.9, -0.2, true)]
    [InlineData("Call me back.", Spoken, 0.05, -1.5, true)]
    [InlineData("Call me back.", Spoken, 0.9, -1.5, false)]
    [InlineData("Call me back.", Silent, 0.05, -0.2, true)]
    [InlineData("Call me back.", Silent, 0.9, -0.2, false)]
    [InlineData("Call me back.", Silent, 0.05, -1.5, false)]
    [InlineData("Thank you for calling about the order.", Silent, 0.05, -0.2, true)]
    public void Without_AStretch_IsKeptByItsDoubts(string text, double at, double? noSpeech, double? logProbability, bool isKept)
    {
        var stretch = new DecodedSegment(at, at + 2, text) { NoSpeechProbability = noSpeech, MeanLogProbability = logProbability };
        Assert.Equal(isKept, InventedText.Without([stretch], Sound).Count == 1);
    }

    [Theory]
    [InlineData("415 555 0199, I say again, 415 555 0199, thank you", null, true)]
    [InlineData("no no no no", null, true)]
    [InlineData("no no no no", 3.1, false)]
    [InlineData("I will be there and I will be there and I will be there and I will be there and I will be there and I will be there and", null, false)]
    [InlineData("和和和和和和和和和和和和和和和和和和和和和和和和和和和和", null, false)]
    public void Without_ALoopInAStretch_IsKnownByItsCompression(string text, double? compression, bool isKept)
    {
        var stretch = new DecodedSegment(Spoken, Spoken + 5, text) { CompressionRatio = compression };
        Assert.Equal(isKept, InventedText.Without([stretch], Sound).Count == 1);
        if (compression is null) Assert.Equal(isKept, !InventedText.IsLoop(text));
    }

    [Theory]
    [InlineData(1, 1), InlineData(3, 3), InlineData(4, 1), InlineData(20, 1)]
    public void Without_TheSameStretchOverAndOver_KeepsTheFirst(int times, int kept)
    {
        var stretches = Enumerable.Range(0, times).Select(i => new DecodedSegment(i * 0.2, i * 0.2 + 3, i % 2 == 0 ? "Okay." : " okay"));
        var after = new DecodedSegment(4, 7, "Call me.");
        Assert.Equal(kept + 1, InventedText.Without([.. stretches, after], Sound).Count);
    }

    [Theory]
    [InlineData(-5, 100), InlineData(3, 1), InlineData(1e300, 2e300), InlineData(double.NaN, double.NaN)]
    public void Without_TimesBeyondTheSound_DoNoHarm(double from, double to) =>
        Assert.Single(InventedText.Without([new DecodedSegment(from, to, "Call me.")], Sound));
}
