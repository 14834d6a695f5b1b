using VoicemailOrleans.Core.Transcripts;

namespace VoicemailOrleans.Tests.Core.Transcripts;

public sealed class CorrectedTranscriptTests
{
    [Fact]
    public void Of_CorrectedText_KeepsTimesOfWhatStayedAndSharesThoseOfWhatWasReplaced()
    {
        var heard = Heard("this", "is", "ben", "garter");
        var corrected = CorrectedTranscript.Of(heard, "Well, this is Ben Carter of Harrow", "de-DE");
        Assert.Equal(
            ["Well, 0-0", "this 0-1", "is 1-2", "Ben 2-2.5", "Carter 2.5-3", "of 3-3.5", "Harrow 3.5-4"],
            corrected.Words.Select(Show));
        Assert.Equal(("en-US", "fake", null, false),
            (corrected.Language, corrected.Engine, corrected.Confidence, corrected.IsPartial));
        Assert.All(corrected.Words, word => Assert.Null(word.Confidence));
    }

    [Fact]
    public void Of_WordForWord_KeepsEachTime() =>
        Assert.Equal(["this 0-1", "was 1-2", "Ken 2-3"],
            CorrectedTranscript.Of(Heard("this", "is", "ben"), "this was Ken", "en-US").Words.Select(Show));

    [Fact]
    public void Of_NothingHeard_HasWordsWithoutTimes()
    {
        var written = CorrectedTranscript.Of(null, "please call\nme back", "de-DE");
        Assert.Equal(("please call me back", "de-DE"), (written.Text, written.Language));
        Assert.Null(CorrectedTranscript.Of(
            new Transcript { Words = [new("a")], Language = "x", Engine = "y" }, "b c", "x").Words[1].Start);
    }

    [Theory]
    [InlineData("call ben garter please", "call Ben Carter please", "Ben Carter")]
    [InlineData("the hello and flinch company", "the Harrow and Finch, company", "Harrow|Finch")]
    [InlineData("my number is", "my number is 555 0188 extension", "")]
    [InlineData("it is a cat", "it is the dog", "")]
    [InlineData("hello", "hello there this is a whole new sentence of mine", "")]
    [InlineData("", "Typed by hand", "")]
    [InlineData("o brian called", "O'Brien's called", "O'Brien's")]
    [InlineData("a b", "<script> <script>", "script script")]
    public void HintPhrases_AreTheNamesThatWerePutRight(string before, string after, string phrases)
    {
        var words = before.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(phrases, string.Join('|', HintPhrases.Of(Heard(words), after)));
    }

    private static string Show(TranscriptWord word) => string.Create(
        System.Globalization.CultureInfo.InvariantCulture,
        $"{word.Text} {word.Start!.Value.TotalSeconds}-{word.End!.Value.TotalSeconds}");

    private static Transcript Heard(params string[] words) => new()
    {
        Language = "en-US", Engine = "fake", Confidence = 0.4, IsPartial = true,
        Words = [.. words.Select((word, i) =>
            new TranscriptWord(word, TimeSpan.FromSeconds(i), TimeSpan.FromSeconds(i + 1), 0.3))],
    };
}
