using System.Text.Json.Nodes;
using VoicemailOrleans.Core.Audio;
using VoicemailOrleans.Grains;
using VoicemailOrleans.Silo.Speech.Google;
using VoicemailOrleans.Tests.Core.Audio;
using VoicemailOrleans.Tests.Fakes;

namespace VoicemailOrleans.Tests.Silo.Speech.Google;

public sealed class GoogleRecognitionTests : GoogleFixture
{
    [Fact]
    public async Task TranscribeAsync_Utterance_GivesWordsTimesAndConfidence()
    {
        var heard = await HearAsync();
        Assert.Equal("Please call me back. Thank you.", heard.Transcript.Text);
        Assert.Equal(("en-US", "google", false), (heard.Transcript.Language, heard.Transcript.Engine, heard.Transcript.IsPartial));
        Assert.InRange(heard.Transcript.Confidence!.Value, 0.9, 0.95);
        Assert.Equal(3.75, (heard.Transcript.Words[^1].End!.Value - StartOfSpeech).TotalSeconds, 0.001);
        Assert.Null(heard.Transcript.Words[^1].Confidence);
        Assert.Equal(0.98, heard.Transcript.Words[1].Confidence);
        Assert.InRange(heard.Billed.TotalSeconds, 8, 9);
    }

    [Fact]
    public async Task TranscribeAsync_Utterance_SendsWhatGoogleWants()
    {
        await HearAsync();
        var config = Assert.Single(Google.Requests)["config"]!;
        Assert.Equal("LINEAR16", (string?)config["encoding"]);
        Assert.Equal(8000, (int?)config["sampleRateHertz"]);
        Assert.Equal("en-US", (string?)config["languageCode"]);
        Assert.Equal("telephony", (string?)config["model"]);
        Assert.All((string[])["enableAutomaticPunctuation", "enableWordTimeOffsets", "enableWordConfidence"], name => Assert.True((bool?)config[name]));
    }

    [Fact]
    public async Task TranscribeAsync_WithHints_TellsGoogleToExpectThem()
    {
        await HearAsync();
        var request = new SpeechRequest(SpeechHarness.Id, Utterance, "en-US", false) { Hints = ["Harrow", "Zoë O'Neil"] };
        await Harness.Engine.TranscribeAsync(request, default);
        Assert.Equal([null, """[{"phrases":["Harrow","Zo\u00EB O\u0027Neil"]}]"""],
            Google.Requests.Select(sent => sent["config"]!["speechContexts"]?.ToJsonString()));
    }

    [Fact]
    public async Task TranscribeAsync_MoreHintsThanGoogleTakes_SendsThoseThatFit()
    {
        var names = Enumerable.Range(0, 6_000).Select(i => $"Name {i:0000} of a long list");
        var request = new SpeechRequest(SpeechHarness.Id, Utterance, "en-US", false) { Hints = ["", new('x', 101), "Lindqvist", .. names] };
        Assert.IsType<SpeechOutcome.Heard>(await Harness.Engine.TranscribeAsync(request, default));
        var sent = (JsonArray)Assert.Single(Google.Requests)["config"]!["speechContexts"]![0]!["phrases"]!;
        Assert.Equal("Lindqvist", (string?)sent[0]);
        Assert.InRange(sent.Count, 3_000, 5_000);
        await Harness.Engine.TranscribeAsync(request with { Hints = [.. Enumerable.Repeat("Li", 6_000)] }, default);
        Assert.Equal(5_000, ((JsonArray)Google.Requests[1]["config"]!["speechContexts"]![0]!["phrases"]!).Count);
    }

    [Theory]
    [InlineData(4_000, 16_000), InlineData(8_000, 8_000), InlineData(11_025, 11_025), InlineData(48_000, 48_000), InlineData(96_000, 16_000)]
    public async Task TranscribeAsync_AnyRate_IsSentAtOneThatGoogleTakes(int rateHz, int sent)
    {
        await HearAsync(Resampler.Resample(Utterance, rateHz));
        Assert.Equal(sent, (int?)Assert.Single(Google.Requests)["config"]!["sampleRateHertz"]);
    }

    [Fact]
    public async Task TranscribeAsync_AMinuteAt48KHzWithoutAPause_StaysWithinEveryLimit()
    {
        var samples = new short[48_000 * 115];
        var random = new Random(7);
        for (var i = 0; i < samples.Length; i++) samples[i] = (short)(random.Next(-9000, 9000) * (0.6 + 0.4 * Math.Sin(i / 20_000.0)));
        await Harness.Engine.TranscribeAsync(new SpeechRequest(SpeechHarness.Id, new PcmAudio(samples, 48_000), "en-US", false), default);
        Assert.True(Google.Requests.Count >= 3);
        Assert.Equal(0, Harness.Sums.GetValueOrDefault("voicemail.speech.requests/permanent") + Harness.Sums.GetValueOrDefault("voicemail.speech.requests/too-long"));
    }

    [Fact]
    public async Task TranscribeAsync_WhereSwearWordsAreMasked_TellsGoogle()
    {
        await HearAsync();
        var request = new SpeechRequest(SpeechHarness.Id, Utterance, "en-US", false) { MaskProfanity = true };
        await Harness.Engine.TranscribeAsync(request, default);
        Assert.Equal([null, "true"], Google.Requests.Select(sent => sent["config"]!["profanityFilter"]?.ToJsonString()));
    }

    [Fact]
    public async Task TranscribeAsync_LongMessage_IsSplitAndStitchedWithTimesOfTheWhole()
    {
        Google.Hear = FakeGoogleReplies.LengthAsWord;
        var heard = await HearAsync(LongMessage);
        Assert.Equal(2, Google.Requests.Count);
        Assert.Equal(2, heard.Transcript.Words.Count);
        Assert.InRange(heard.Transcript.Words[0].Start!.Value.TotalSeconds, 20, 35);
        Assert.InRange(heard.Transcript.Words[1].Start!.Value.TotalSeconds, 70, 90);
        Assert.InRange(heard.Billed.TotalSeconds, 100, 110);
        Assert.InRange(Harness.Sums["voicemail.speech.billed"], 100, 110);
        Assert.Equal(2, Harness.Sums["voicemail.speech.requests/heard"]);
    }

    [Fact]
    public async Task TranscribeAsync_NoResults_IsNoSpeech()
    {
        Google.Hear = _ => null;
        var outcome = Assert.IsType<SpeechOutcome.NoSpeech>(await Harness.TranscribeAsync(Utterance));
        Assert.Equal("google", outcome.Engine);
        Assert.True(outcome.Billed > TimeSpan.Zero);
    }

    [Fact]
    public async Task TranscribeAsync_EmptyRecording_IsNotPaidFor()
    {
        Assert.IsType<SpeechOutcome.NoSpeech>(await Harness.TranscribeAsync(AudioFiles.Decode("n3-").Audio));
        Assert.Empty(Google.Requests);
        Assert.Equal(1, Harness.Sums["voicemail.speech.empty"]);
    }

    [Fact]
    public async Task TranscribeAsync_ConfidenceZeroAndNoWords_MeansUnknown()
    {
        Google.Hear = _ => [FakeGoogleReplies.Result("no times here", 0)];
        var heard = await HearAsync();
        Assert.Equal("no times here", heard.Transcript.Text);
        Assert.Null(heard.Transcript.Confidence);
        Assert.All(heard.Transcript.Words, word => Assert.Null(word.Start));
    }

    [Fact]
    public async Task TranscribeAsync_ModelRefused_FallsBackToTheDefaultOnce()
    {
        Google.Models.Remove("telephony");
        await HearAsync();
        await HearAsync();
        Assert.Equal(["telephony", null, null], Google.Requests.Select(request => (string?)request["config"]!["model"]));
        Assert.Single(Harness.Logs, log => log.Text.Contains("does not offer the model", StringComparison.Ordinal));
    }

    [Fact]
    public async Task TranscribeAsync_SpuriousTooLong_IsTriedOnceMore()
    {
        Google.Fail(400, "INVALID_ARGUMENT", "Sync input too long. For audio longer than 1 min use LongRunningRecognize with a 'uri' parameter.");
        Assert.False((await HearAsync()).Transcript.IsPartial);
        Assert.Equal(2, Google.Requests.Count);
    }

    [Fact]
    public async Task TranscribeAsync_TooLongTwice_IsHalved()
    {
        Google.Hear = FakeGoogleReplies.LengthAsWord;
        Google.Fail(400, "INVALID_ARGUMENT", "Sync input too long. For audio longer than 1 min use LongRunningRecognize with a 'uri' parameter.", times: 2);
        var heard = await HearAsync(LongMessage);
        Assert.Equal(5, Google.Requests.Count);
        Assert.Equal(3, heard.Transcript.Words.Count);
        Assert.Equal(heard.Transcript.Words.OrderBy(word => word.Start), heard.Transcript.Words);
    }

    [Fact]
    public async Task TranscribeAsync_OneSegmentRefused_GivesAPartialTranscript()
    {
        Google.Hear = FakeGoogleReplies.LengthAsWord;
        Options.SegmentConcurrency = 1;
        Google.Fail(async context => await FakeGoogleReplies.ErrorAsync(context, 400, "OUT_OF_RANGE", "no"));
        var heard = await HearAsync(LongMessage);
        Assert.True(heard.Transcript.IsPartial);
        var (gap, word) = (heard.Transcript.Words[0], heard.Transcript.Words[1]);
        Assert.Equal((2, "[…]", null), (heard.Transcript.Words.Count, gap.Text, gap.Confidence));
        Assert.True(gap.Start < gap.End && gap.End <= word.Start);
    }

    [Fact]
    public async Task TranscribeAsync_Anything_LogsNeitherWordsNorCredentials()
    {
        await HearAsync();
        Google.Fail(500, "INTERNAL", "Internal error encountered.", times: 3);
        await MissAsync();
        Assert.DoesNotContain(Harness.Logs, log => log.Text.Contains("call me", StringComparison.Ordinal) || log.Text.Contains("ya29", StringComparison.Ordinal));
        Assert.All(Harness.Logs, log => Assert.Contains(SpeechHarness.Id.Value, log.Text));
    }

    private static TimeSpan StartOfSpeech =>
        TimeSpan.FromSeconds((double)VoicemailOrleans.Core.Audio.Segmenter.Split(Utterance)[0].Start / Utterance.RateHz);

    [Theory]
    [InlineData(1), InlineData(59), InlineData(900), InlineData(1_199), InlineData(60_001), InlineData(100_000), InlineData(int.MaxValue)]
    public void Quota_OfAnySize_IsRefilledAsFastByATimerThatExists(int perMinute)
    {
        var quota = GoogleRecognizer.QuotaOf(perMinute);
        Assert.InRange(quota.ReplenishmentPeriod, TimeSpan.FromMilliseconds(50), TimeSpan.FromMinutes(1));
        Assert.Equal(perMinute, quota.TokensPerPeriod * (TimeSpan.FromMinutes(1) / quota.ReplenishmentPeriod), perMinute * 0.0001);
        Assert.InRange(quota.TokensPerPeriod, 1, quota.TokenLimit);
    }

    [Fact]
    public async Task Quota_UsedUp_TheNextRequestWaits()
    {
        Options.GoogleRequestsPerMinute = 1;
        Restart();
        await HearAsync();
        using var giveUp = new CancellationTokenSource();
        var second = Harness.TranscribeAsync(Utterance, cancellationToken: giveUp.Token);
        Assert.False(second.IsCompleted);
        await giveUp.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => second);
        Assert.Single(Google.Requests);
    }
}
