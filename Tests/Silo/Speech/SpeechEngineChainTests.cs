using System.Diagnostics.Metrics;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using VoicemailOrleans.Core.Audio;
using VoicemailOrleans.Core.Transcripts;
using VoicemailOrleans.Grains;
using VoicemailOrleans.Silo.Speech;
using VoicemailOrleans.Tests.Core.Audio;
using VoicemailOrleans.Tests.Fakes;

namespace VoicemailOrleans.Tests.Silo.Speech;

public sealed class SpeechEngineChainTests
{
    private static readonly PcmAudio Utterance = AudioFiles.Decode("01-").Audio;
    private static readonly SpeechOutcome.Unavailable Later = new("later", TimeSpan.FromSeconds(90));
    private static readonly SpeechOutcome.Rejected Never = new("never", NoTranscriptReason.CouldNotBeTranscribed);

    [Fact]
    public async Task TranscribeAsync_FirstAnswers_AsksNobodyElse()
    {
        var (first, second) = (new ScriptedSpeechEngine("a") { Confidence = 0.1 }, new ScriptedSpeechEngine("b"));
        Assert.Equal("a", Assert.IsType<SpeechOutcome.Heard>(await AskAsync([first, second])).Transcript.Engine);
        Assert.Equal(0, second.Calls);
    }

    [Fact]
    public async Task TranscribeAsync_FirstHearsNobody_IsFinal()
    {
        var (first, second) = (new ScriptedSpeechEngine("a") { OtherText = null }, new ScriptedSpeechEngine("b"));
        Assert.IsType<SpeechOutcome.NoSpeech>(await AskAsync([first, second]));
        Assert.Equal(0, second.Calls);
    }

    [Fact]
    public async Task TranscribeAsync_FirstUnavailableOrRefusing_AsksTheNext()
    {
        foreach (var outcome in (SpeechOutcome[])[Later, Never])
        {
            var heard = await AskAsync([new ScriptedSpeechEngine("a").Answers(outcome), new ScriptedSpeechEngine("b")]);
            Assert.Equal("b", Assert.IsType<SpeechOutcome.Heard>(heard).Transcript.Engine);
        }
    }

    [Fact]
    public async Task TranscribeAsync_AllUnavailable_IsLaterAfterTheShortestWait()
    {
        var sooner = Later with { Message = "sooner", RetryAfter = TimeSpan.FromSeconds(7) };
        var noWish = Later with { Message = "whenever", RetryAfter = null };
        var outcome = await AskAsync([Scripted(Later), Scripted(sooner), Scripted(noWish)]);
        Assert.Equal(new SpeechOutcome.Unavailable("later; sooner; whenever", TimeSpan.FromSeconds(7)), outcome);
    }

    [Fact]
    public async Task TranscribeAsync_OneRefusesAndOneIsUnavailable_IsLater() =>
        Assert.Equal(Later, await AskAsync([Scripted(Never), Scripted(Later)]));

    [Fact]
    public async Task TranscribeAsync_AllRefuse_IsRejected() => Assert.Equal(Never, await AskAsync([Scripted(Never), Scripted(Never)]));

    [Fact]
    public async Task TranscribeAsync_Private_StaysOnThePremises()
    {
        var (cloud, local) = (new ScriptedSpeechEngine("cloud", isOnPremise: false), new ScriptedSpeechEngine("local"));
        Assert.Equal("local", Assert.IsType<SpeechOutcome.Heard>(await AskAsync([cloud, local], isPrivate: true)).Transcript.Engine);
        var rejected = Assert.IsType<SpeechOutcome.Rejected>(await AskAsync([cloud], isPrivate: true));
        Assert.Equal(NoTranscriptReason.MarkedPrivate, rejected.Reason);
        Assert.Equal(0, cloud.Calls);
    }

    [Fact]
    public async Task TranscribeAsync_NoEngine_IsSwitchedOff() =>
        Assert.Equal(NoTranscriptReason.SwitchedOff, Assert.IsType<SpeechOutcome.Rejected>(await AskAsync([])).Reason);

    [Fact]
    public async Task TranscribeAsync_EmptyRecording_AsksOnlyWhenToldTo()
    {
        var engine = new ScriptedSpeechEngine();
        var silence = AudioFiles.Decode("n3-").Audio;
        Assert.Equal(new SpeechOutcome.NoSpeech("detector", TimeSpan.Zero), await AskAsync([engine], silence));
        Assert.IsType<SpeechOutcome.Heard>(await AskAsync([engine], silence, skipEmpty: false));
        Assert.Equal(1, engine.Calls);
    }

    [Fact]
    public async Task AddSpeech_None_SwitchesOff()
    {
        using var harness = new SpeechHarness(new SpeechOptions { Engines = ["none"] });
        Assert.IsType<SpeechOutcome.Rejected>(await harness.TranscribeAsync(Utterance));
        Assert.Equal("switched off", (await harness.HealthAsync()).Description);
    }

    [Fact]
    public void AddSpeech_UnknownEngine_SaysWhich() => Assert.Contains(
        "'siri'", Assert.Throws<ArgumentException>(() => new ServiceCollection().AddSpeech(new SpeechOptions { Engines = ["siri"] })).Message);

    [Fact]
    public async Task ForeseeAsync_NobodyCanBeAsked_IsLaterAfterTheShortestWait()
    {
        var sooner = new SpeechOutcome.Unavailable("sooner", TimeSpan.FromSeconds(7));
        Assert.Equal(new SpeechOutcome.Unavailable("later; sooner", TimeSpan.FromSeconds(7)), await ForeseeAsync(null, ("a", Later), ("b", sooner)));
        Assert.Equal(Later, await ForeseeAsync(null, ("a", Never), ("b", Later)));
        Assert.Equal(sooner, await ForeseeAsync("b", ("a", null), ("b", sooner)));
    }

    [Fact]
    public async Task ForeseeAsync_SomebodyMayHear_OrAllRefuse_MustHear()
    {
        Assert.Null(await ForeseeAsync(null, ("a", Later), ("b", null)));
        Assert.Null(await ForeseeAsync(null, ("a", Never), ("b", Never)));
        Assert.Null(await ForeseeAsync("c", ("a", Later)));
        Assert.Null(await ForeseeAsync(null));
    }

    private static async Task<SpeechOutcome?> ForeseeAsync(string? wanted, params (string Name, SpeechOutcome? Foreseen)[] engines) =>
        await Chain([.. engines.Select(engine => new ScriptedSpeechEngine(engine.Name) { Foreseen = engine.Foreseen })])
            .ForeseeAsync("en-US", false, wanted, CancellationToken.None);

    private static ScriptedSpeechEngine Scripted(SpeechOutcome outcome) => new ScriptedSpeechEngine().Answers(outcome);

    private static async Task<SpeechOutcome> AskAsync(ISpeechEngine[] engines, PcmAudio? audio = null, bool isPrivate = false, bool skipEmpty = true)
    {
        var request = new SpeechRequest(SpeechHarness.Id, audio ?? Utterance, "en-US", isPrivate);
        return await Chain(engines, skipEmpty).TranscribeAsync(request, CancellationToken.None);
    }

    private static SpeechEngineChain Chain(ISpeechEngine[] engines, bool skipEmpty = true)
    {
        using var services = new ServiceCollection().AddMetrics().BuildServiceProvider();
        var metrics = new SpeechMetrics(services.GetRequiredService<IMeterFactory>(), TimeProvider.System);
        return new SpeechEngineChain(engines, new SpeechOptions { SkipEmptyRecordings = skipEmpty }, metrics, NullLogger<SpeechEngineChain>.Instance);
    }
}
