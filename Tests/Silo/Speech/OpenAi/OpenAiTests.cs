using VoicemailOrleans.Core.Audio;
using VoicemailOrleans.Grains;
using VoicemailOrleans.Silo.Speech;
using VoicemailOrleans.Silo.Speech.OpenAi;
using VoicemailOrleans.Tests.Core.Audio;
using VoicemailOrleans.Tests.Fakes;

namespace VoicemailOrleans.Tests.Silo.Speech.OpenAi;

public sealed class OpenAiTests : IAsyncLifetime
{
    private static readonly PcmAudio Utterance = AudioFiles.Decode("01-").Audio;
    private FakeOpenAiSpeech server = null!;
    private SpeechHarness harness = null!;

    public async Task InitializeAsync()
    {
        server = await FakeOpenAiSpeech.StartAsync();
        harness = new SpeechHarness(new SpeechOptions
        {
            Engines = ["openai"], OpenAiBaseUrl = server.Address, OpenAiApiKey = "sk-test", OpenAiModel = "tiny", QuickRetries = 0, SkipEmptyRecordings = false,
        });
    }

    public async Task DisposeAsync()
    {
        harness.Dispose();
        await server.DisposeAsync();
    }

    [Fact]
    public async Task TranscribeAsync_Utterance_SendsAWavFileAt16KHz()
    {
        await HearAsync();
        Assert.Equal(16_000, server.Audio!.Audio.RateHz);
        Assert.Equal(("tiny", "verbose_json", "en", "0"), (server.Fields["model"], server.Fields["response_format"], server.Fields["language"], server.Fields["temperature"]));
        Assert.Equal("word,segment", server.Fields["timestamp_granularities[]"]);
        Assert.Equal("Bearer sk-test", server.Authorization);
    }

    [Fact]
    public async Task TranscribeAsync_WordsAndSegments_GiveTimesAndConfidence()
    {
        server.Answer = (200, """
            {"text":"Call me.","words":[{"word":" Call","start":0.5,"end":0.9},{"word":"me.","start":1.0,"end":1.2}],
             "segments":[{"start":0,"end":2,"text":" Call me.","avg_logprob":-0.2,"no_speech_prob":0.01,"compression_ratio":0.8}]}
            """);
        var heard = await HearAsync();
        Assert.Equal("Call me.", heard.Transcript.Text);
        Assert.Equal(Math.Exp(-0.2), heard.Transcript.Confidence!.Value, 0.001);
        Assert.Equal(0.7, (heard.Transcript.Words[1].End - heard.Transcript.Words[0].Start)!.Value.TotalSeconds, 0.001);
    }

    [Theory]
    [InlineData(0.9, "Hi. It's Ann, call me!")] // "me" seems to begin in the next stretch, but the numbers agree on the whole
    [InlineData(1.4, "Hi. It's Ann, call me!")]
    public async Task TranscribeAsync_WordsWithoutPunctuation_GetItFromTheSegments(double end, string expected)
    {
        server.Answer = (200, $$"""
            {"text":"Hi. It's Ann, call me! Thank you for watching.",
             "words":[{"word":"Hi","start":0,"end":0.2},{"word":"It's","start":0.2,"end":0.4},{"word":"Ann","start":0.4,"end":0.6},
              {"word":"call","start":0.6,"end":0.8},{"word":"me","start":0.9,"end":1.1},
              {"word":"Thank","start":2,"end":2.2},{"word":"you","start":2.2,"end":2.4},{"word":"for","start":2.4,"end":2.6},{"word":"watching","start":2.6,"end":2.9}],
             "segments":[{"start":0,"end":{{end}},"text":" Hi. It's Ann, call me!","avg_logprob":-0.2,"no_speech_prob":0.01},
              {"start":{{end}},"end":4,"text":" Thank you for watching.","avg_logprob":-1.2,"no_speech_prob":0.9}]}
            """);
        var heard = await HearAsync();
        Assert.Equal(expected, heard.Transcript.Text);
        Assert.Equal(1.1, (heard.Transcript.Words[^1].End - heard.Transcript.Words[0].Start)!.Value.TotalSeconds, 0.001);
    }

    [Fact]
    public async Task TranscribeAsync_WordsThatDoNotAgreeInNumber_AreTakenAsTheyAreInThatSegmentOnly()
    {
        server.Answer = (200, """
            {"text":"Call me. At four-two!",
             "words":[{"word":"Call","start":0,"end":0.4},{"word":"me","start":0.4,"end":0.8},{"word":" ","start":0.8,"end":0.9},
              {"word":"At","start":1,"end":1.4},{"word":"four","start":1.4,"end":1.6},{"word":"two","start":1.6,"end":1.8}],
             "segments":[{"start":0,"end":1,"text":" Call me."},{"start":1,"end":2,"text":" At four-two!"}]}
            """);
        Assert.Equal("Call me. At four two", (await HearAsync()).Transcript.Text);
    }

    [Fact]
    public async Task TranscribeAsync_InventedText_IsDropped()
    {
        server.Answer = (200, """
            {"text":"Call me. Thank you for watching. no no no no","segments":[
             {"start":0,"end":2,"text":" Call me.","avg_logprob":-0.2,"no_speech_prob":0.7},
             {"start":2,"end":4,"text":" Thank you for watching.","avg_logprob":-1.2,"no_speech_prob":0.9},
             {"start":4,"end":9,"text":" no no no no","avg_logprob":-0.1,"compression_ratio":3.1}]}
            """);
        Assert.Equal("Call me.", (await HearAsync()).Transcript.Text);
    }

    [Theory]
    [InlineData("de-CH, fr-CH", "german", null, "de-CH")]
    [InlineData("de-CH, fr-CH", "fr", null, "fr-CH")]
    [InlineData("de-CH, fr-CH", "Dutch", null, "nl")]
    [InlineData("de-CH, fr-CH", "Klingon", null, "de-CH")]
    [InlineData("de-CH, de-AT", "german", "de", "de-CH")]
    [InlineData("fr-CA", "english", "fr", "fr-CA")]
    public async Task TranscribeAsync_Languages_AreFoundOutWhereThereAreSeveral(string asked, string found, string? sent, string expected)
    {
        server.Answer = (200, $$"""{"text":"hello","language":"{{found}}"}""");
        var heard = Assert.IsType<SpeechOutcome.Heard>(await harness.TranscribeAsync(Utterance, asked));
        Assert.Equal((sent, expected), (server.Fields.GetValueOrDefault("language"), heard.Transcript.Language));
    }

    [Fact]
    public async Task TranscribeAsync_TextOnly_IsTaken()
    {
        var heard = await HearAsync();
        Assert.Equal(("hello", null), (heard.Transcript.Text, heard.Transcript.Confidence));
    }

    [Fact]
    public async Task TranscribeAsync_NoSpeech_IsNotSentAndEmptyTextIsNobody()
    {
        Assert.IsType<SpeechOutcome.NoSpeech>(await harness.TranscribeAsync(AudioFiles.Decode("n3-").Audio));
        Assert.Equal(0, server.Requests);
        server.Answer = (200, "{\"text\":\"\"}");
        Assert.IsType<SpeechOutcome.NoSpeech>(await harness.TranscribeAsync(Utterance));
    }

    [Theory]
    [InlineData(401, "{\"error\":{\"message\":\"bad key\",\"code\":\"invalid_api_key\"}}", true)]
    [InlineData(402, "{\"error\":{\"message\":\"no credit is left\"}}", true)]
    [InlineData(405, "Method Not Allowed", true)]
    [InlineData(429, "{\"error\":{\"message\":\"pay\",\"code\":\"insufficient_quota\"}}", true)]
    [InlineData(429, "{\"error\":{\"message\":\"slow\",\"code\":429}}", false)]
    [InlineData(500, "oops", false)]
    [InlineData(200, "oops", false)]
    [InlineData(200, "{}", false)]
    public async Task TranscribeAsync_Fault_IsUnavailableAndConfigurationStaysOut(int status, string body, bool isConfiguration)
    {
        server.Answer = (status, body);
        Assert.IsType<SpeechOutcome.Unavailable>(await harness.TranscribeAsync(Utterance));
        server.Answer = (200, "{\"text\":\"hello\"}");
        Assert.Equal(isConfiguration, await harness.TranscribeAsync(Utterance) is SpeechOutcome.Unavailable);
    }

    [Fact]
    public async Task TranscribeAsync_BadRequest_IsRejected()
    {
        server.Answer = (400, "{\"error\":{\"message\":\"no\",\"code\":null}}");
        Assert.IsType<SpeechOutcome.Rejected>(await harness.TranscribeAsync(Utterance));
    }

    [Fact]
    public async Task TranscribeAsync_TooLongAtTwoSeconds_IsRefusedAndNotHalvedWithoutEnd()
    {
        server.Answer = (413, "<html>");
        var words = new PcmAudio(Utterance.Samples[8_000..25_600], 8_000);
        Assert.IsType<SpeechOutcome.Rejected>(await harness.TranscribeAsync(WavBuilder.Add(words, WavBuilder.Noise(2.2, 300, 5))));
        Assert.Equal(2, server.Requests);
    }

    [Theory]
    [InlineData("http://127.0.0.1:8000/v1", true)]
    [InlineData("http://[::1]:8000", true)]
    [InlineData("http://10.1.2.3", true)]
    [InlineData("http://172.20.0.5", true)]
    [InlineData("http://172.32.0.5", false)]
    [InlineData("http://192.168.1.1", true)]
    [InlineData("http://whisper:8000/v1", true)]
    [InlineData("https://api.openai.com/v1", false)]
    [InlineData("https://8.8.8.8", false)]
    [InlineData("https://[2001:db8::1]/v1", false)]
    public void IsPrivate_Address_TellsThePremises(string address, bool expected) =>
        Assert.Equal(expected, OpenAiRecognizer.IsPrivate(new Uri(address)));

    private async Task<SpeechOutcome.Heard> HearAsync() => Assert.IsType<SpeechOutcome.Heard>(await harness.TranscribeAsync(Utterance));
}
