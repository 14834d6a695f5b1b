using VoicemailOrleans.Core.Transcripts;

namespace VoicemailOrleans.Tests.Core.Transcripts;

public sealed class VoicemailPreviewTests
{
    [Theory]
    [InlineData("Transcribed", "Transcribed")]
    [InlineData("Transcribed Transcribed", "Transcribed")]
    [InlineData("Transcribed NoSpeech", "Transcribed")]
    [InlineData("NoSpeech NoSpeech", "NoSpeech")]
    [InlineData("Transcribed NotTranscribed", "Partial")]
    [InlineData("LowConfidence Partial", "Partial")]
    [InlineData("LowConfidence NoSpeech", "LowConfidence")]
    [InlineData("LowConfidence NotTranscribed", "NotTranscribed")]
    [InlineData("", "NotTranscribed")]
    public void Status_OfSeveralRecordings_FollowsTheRule(string recordings, string expected)
    {
        var preview = Preview([.. recordings.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select((status, i) =>
            new RecordingPreview(i + 1, null, Enum.Parse<TranscriptStatus>(status), null, null, null))]);
        Assert.Equal(Enum.Parse<TranscriptStatus>(expected), preview.Status);
    }

    [Theory]
    [InlineData("word ")]
    [InlineData("\u043f\u0440\u0438\u0432\u0435\u0442 ")]
    [InlineData("\U0001f600\U0001f600 ")]
    [InlineData("<&> ")]
    public void Render_HugeTranscript_IsCutWithANote(string word)
    {
        var text = string.Concat(Enumerable.Repeat(word, 100_000 / word.Length)).Trim();
        var preview = Preview([PreviewSamples.Words(text, 0.9, 3000, unsure: 5)]);
        var html = PreviewHtml.DocumentStart(preview.Wording) + PreviewHtml.RenderFragment(preview);
        Assert.True(html.Length < 90_000, $"{html.Length} octets");
        Assert.Contains(preview.Wording.CutShort, html);
        Assert.Contains(preview.Wording.CutShort, PreviewText.Render(preview).ReplaceLineEndings(" "));
    }

    [Fact]
    public void Render_EveryWordUnsure_StaysBelowTheLimit()
    {
        var words = Enumerable.Range(0, 20_000).Select(i => new TranscriptWord("w", null, null, 0.1)).ToArray();
        var recording = new RecordingPreview(1, null, TranscriptStatus.Transcribed, null,
            new Transcript { Words = words, Language = "en", Engine = "x" }, null);
        Assert.True(PreviewHtml.RenderFragment(Preview([recording])).Length < 90_000);
    }

    [Fact]
    public void Render_OneEndlessWord_IsBrokenInTheText()
    {
        var preview = Preview([PreviewSamples.Words(new string('x', 5000), 0.9, 3)]);
        Assert.All(PreviewText.Render(preview).Split('\n'), line => Assert.True(line.Length <= 72));
    }

    [Fact]
    public void Render_LowConfidence_HidesTheWords()
    {
        var preview = PreviewSamples.All["low-confidence"];
        Assert.DoesNotContain("mumble", PreviewText.Render(preview));
        Assert.DoesNotContain("mumble", PreviewHtml.RenderFragment(preview));
    }

    [Fact]
    public void Render_SameNumberAsTheCaller_DoesNotDiffer()
    {
        var preview = Preview([PreviewSamples
            .Words("It is 415-555-0199 as always", 0.9, 3)]) with { CallerNumber = "+1 (415) 555-0199" };
        Assert.Contains("(415) 555-0199", PreviewText.Render(preview));
        Assert.DoesNotContain(preview.Wording.DiffersFromCaller, PreviewText.Render(preview));
    }

    private static VoicemailPreview Preview(IReadOnlyList<RecordingPreview> recordings) => new()
    {
        CorrelationId = "01test", ReceivedAt = DateTimeOffset.UnixEpoch, Recordings = recordings,
    };
}
