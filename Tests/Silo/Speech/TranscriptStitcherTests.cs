using VoicemailOrleans.Core.Audio;
using VoicemailOrleans.Core.Transcripts;
using VoicemailOrleans.Silo.Speech;

namespace VoicemailOrleans.Tests.Silo.Speech;

public sealed class TranscriptStitcherTests
{
    [Fact]
    public void Join_OverlapWithTimes_KeepsEachWordOnce()
    {
        // 0-10 s and 9-20 s: the middle of the overlap is at 9.5 s.
        var first = Heard(0, 10, false, Word("call", 8.0, 8.5), Word("me", 9.1, 9.3), Word("back", 9.4, 9.9));
        var second = Heard(9, 20, true, Word("me", 0.1, 0.3), Word("back", 0.45, 0.95), Word("soon", 1.2, 1.6));
        var words = TranscriptStitcher.Join([first, second], 8000);
        Assert.Equal(["call", "me", "back", "soon"], words.Select(word => word.Text));
        Assert.Equal(TimeSpan.FromSeconds(10.2), words[^1].Start);
    }

    [Fact]
    public void Join_OverlapWithoutTimes_DropsWhatIsCommon()
    {
        var first = Heard(0, 10, false, new("Please"), new("call"), new("me"), new("back,"));
        var second = Heard(9, 20, true, new("me"), new("Back"), new("soon."));
        Assert.Equal("Please call me back, soon.", string.Join(' ', TranscriptStitcher.Join([first, second], 8000).Select(word => word.Text)));
    }

    [Fact]
    public void Join_NoOverlap_KeepsRepeatedWords()
    {
        var first = Heard(0, 10, false, Word("bye", 9, 9.5));
        var second = Heard(10, 20, false, Word("bye", 0.2, 0.6));
        Assert.Equal(2, TranscriptStitcher.Join([first, second], 8000).Count);
    }

    [Fact]
    public void Confidence_WordsKnown_IsWeightedByTheirLength()
    {
        var heard = Heard(0, 10, false, new("a", Confidence: 0.2), new("abc", Confidence: 1), new("unknown"));
        Assert.Equal(0.8, TranscriptStitcher.Confidence([heard])!.Value, 0.001);
    }

    [Fact]
    public void Confidence_NothingKnown_IsUnknown() => Assert.Null(TranscriptStitcher.Confidence([Heard(0, 1, false, new TranscriptWord("a"))]));

    [Theory]
    [InlineData("de-CH, fr-CH", "fr-CH"), InlineData("de-CH", "de-CH"), InlineData("it-CH, de", "fr-fr")]
    public void Language_OfSeveral_IsTheOneOfMostWords(string asked, string expected)
    {
        HeardSegment[] heard =
        [
            In("de-ch", new("Grüezi"), new("Herr"), new("Müller")), In("fr-fr", new("je"), new("vous")), In("fr-fr", new("rappelle"), new("demain")),
            Heard(3, 4, false, new("?"), new("?"), new("?"), new("?"), new("?")),
        ];
        Assert.Equal(expected, TranscriptStitcher.Language(heard, LanguageTags.Of(asked)));
        Assert.Equal(LanguageTags.First(asked), TranscriptStitcher.Language([heard[^1]], LanguageTags.Of(asked)));
    }

    private static HeardSegment In(string language, params TranscriptWord[] words) =>
        Heard(0, 1, false, words) is var heard ? heard with { Heard = heard.Heard with { Language = language } } : null!;

    private static TranscriptWord Word(string text, double start, double end) =>
        new(text, TimeSpan.FromSeconds(start), TimeSpan.FromSeconds(end));

    private static HeardSegment Heard(int from, int to, bool overlaps, params TranscriptWord[] words) =>
        new(new AudioSegment(from * 8000, to * 8000, overlaps), new SegmentOutcome.Heard(words, null, TimeSpan.Zero));
}
