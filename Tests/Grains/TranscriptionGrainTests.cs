using VoicemailOrleans.Core.Transcripts;
using VoicemailOrleans.Core.Voicemail;
using VoicemailOrleans.Grains;
using VoicemailOrleans.Tests.Fakes;

namespace VoicemailOrleans.Tests.Grains;

public sealed class TranscriptionGrainTests
{
    private readonly GrainFixture fixture = new();

    [Fact]
    public async Task Recording_NobodySpeaksIn_IsNoSpeechWithItsDuration()
    {
        fixture.Engine.Answer = _ => new SpeechOutcome.NoSpeech("detector", TimeSpan.Zero);
        var id = await fixture.ReceiveAsync();
        await fixture.RunDueAsync();
        var result = (await fixture.ReadTranscriptionAsync(id, 1)).Result!;
        Assert.Equal((TranscriptStatus.NoSpeech, TimeSpan.FromSeconds(1)), (result.Status, result.Duration));
    }

    [Fact]
    public async Task Recording_MarkedPrivate_IsShownToNoEngineAndItsMailLeavesAtOnce()
    {
        var id = await fixture.ReceiveAsync(isPrivate: true);
        await fixture.RunDueAsync();
        Assert.Empty(fixture.Engine.Requests);
        var result = (await fixture.ReadTranscriptionAsync(id, 1)).Result!;
        Assert.Equal(NoTranscriptReason.MarkedPrivate, result.Reason);
        Assert.Single(fixture.Smarthost.Taken);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Recording_MarkedPrivateWhereThoseAreTranscribed_StaysOnThePremises(bool isPrivate)
    {
        var allowing = new GrainFixture(new VoicemailPolicy { TranscribePrivate = true });
        await allowing.ReceiveAsync(isPrivate: isPrivate);
        await allowing.RunDueAsync();
        Assert.Equal(isPrivate, Assert.Single(allowing.Engine.Requests).OnPremiseOnly);
    }

    [Fact]
    public async Task Recording_Undecodable_TellsTheReason()
    {
        fixture.Decoder.Answer = _ => new DecodeOutcome.Undecodable("VBK", NoTranscriptReason.UnknownAudioFormat);
        var id = await fixture.ReceiveAsync();
        await fixture.RunDueAsync();
        var state = await fixture.ReadTranscriptionAsync(id, 1);
        Assert.Equal((NoTranscriptReason.UnknownAudioFormat, "VBK"), (state.Result!.Reason!.Value, state.LastError));
    }

    [Fact]
    public async Task Recording_ThatCannotBeDecodedForNow_IsTriedAgainAndEndsWithWhatItWas()
    {
        fixture.Decoder.Answer = _ => new DecodeOutcome.Unavailable("MP3: ffmpeg took longer than 60 s");
        var id = await fixture.ReceiveAsync();
        await fixture.RunDueAsync();
        var waiting = await fixture.ReadTranscriptionAsync(id, 1);
        Assert.Equal((1, null), (waiting.Attempts, waiting.Result));
        await fixture.RunForAsync(TimeSpan.FromDays(2));
        var end = await fixture.ReadTranscriptionAsync(id, 1);
        Assert.Equal((NoTranscriptReason.CouldNotBeTranscribed, "MP3: ffmpeg took longer than 60 s"), (end.Result!.Reason!.Value, end.LastError));
        Assert.Single(fixture.Smarthost.Taken);
    }

    [Fact]
    public async Task Engine_IsTold_WhenTheMailLeaves()
    {
        var id = await fixture.ReceiveAsync();
        await fixture.RunDueAsync();
        var created = (await fixture.ReadTranscriptionAsync(id, 1)).CreatedAt;
        Assert.Equal(created + fixture.Policy.DeliverBy, Assert.Single(fixture.Engine.Requests).WantedBy);
    }

    [Fact]
    public async Task Engines_OutOfService_LeaveTheRecordingUndecodedUntilOneIsBack()
    {
        var decoded = 0;
        fixture.Decoder.Answer = _ => new DecodeOutcome.Decoded(new(new short[8000 * ++decoded], 8000), "PCM, 8 kHz", null);
        fixture.Engine.Foreseen = new SpeechOutcome.Unavailable("google: out of service", TimeSpan.FromSeconds(40));
        var id = await fixture.ReceiveAsync();
        await fixture.RunDueAsync();
        var waiting = await fixture.ReadTranscriptionAsync(id, 1);
        Assert.Equal((0, 1, "google: out of service"), (decoded, waiting.Attempts, waiting.LastError));
        Assert.Equal(fixture.Clock.GetUtcNow() + TimeSpan.FromSeconds(40), waiting.NextAttemptAt);
        fixture.Engine.Foreseen = null;
        fixture.Clock.Advance(TimeSpan.FromSeconds(40));
        await fixture.RunDueAsync();
        Assert.Equal((1, TranscriptStatus.Transcribed), (decoded, (await fixture.ReadTranscriptionAsync(id, 1)).Result!.Status));
    }

    [Fact]
    public async Task Engine_ThatForeseesARefusal_IsToldItsDurationAllTheSame()
    {
        fixture.Engine.Foreseen = new SpeechOutcome.Rejected("does not know Klingon", NoTranscriptReason.CouldNotBeTranscribed);
        fixture.Engine.Answer = _ => (SpeechOutcome.Rejected)fixture.Engine.Foreseen;
        var id = await fixture.ReceiveAsync();
        await fixture.RunDueAsync();
        Assert.Equal(TimeSpan.FromSeconds(1), (await fixture.ReadTranscriptionAsync(id, 1)).Result!.Duration);
    }

    [Fact]
    public async Task Engine_BackWithinTheDeadline_MailLeavesAtOnceWithTranscript()
    {
        var calls = 0;
        fixture.Engine.Answer = _ =>
            ++calls < 3 ? new SpeechOutcome.Unavailable("503") : FakeSpeechEngine.Heard("here I am", 0.9);
        await fixture.ReceiveAsync();
        await fixture.RunForAsync(TimeSpan.FromSeconds(41));
        Assert.StartsWith("Composed: Transcribed", Assert.Single(fixture.Smarthost.Taken).Text);
    }

    [Fact]
    public async Task Engine_ThatBreaksDown_IsCountedAndTriedAgain()
    {
        fixture.Engine.Answer = _ => throw new InvalidOperationException("a defect");
        var id = await fixture.ReceiveAsync();
        await fixture.RunForAsync(TimeSpan.FromDays(2));
        var state = await fixture.ReadTranscriptionAsync(id, 1);
        Assert.Equal(NoTranscriptReason.CouldNotBeTranscribed, state.Result?.Reason);
        Assert.Contains("InvalidOperationException", state.LastError, StringComparison.Ordinal);
        Assert.Single(fixture.Smarthost.Taken);
    }

    [Theory]
    [InlineData(false, false, false, "NotTranscribed", 0)]
    [InlineData(true, true, false, "NotTranscribed", 0)]
    [InlineData(true, true, true, "Transcribed", 1)]
    public async Task Policy_OffOrPrivate_IsObeyedWithoutDelay(
        bool transcribe, bool isPrivate, bool onPremise, string status, int asked)
    {
        var other = new GrainFixture(new VoicemailPolicy { Transcribe = transcribe, TranscribePrivate = onPremise });
        await other.ReceiveAsync(isPrivate: isPrivate);
        await other.RunDueAsync();
        Assert.StartsWith($"Composed: {status}\r\n", Assert.Single(other.Smarthost.Taken).Text);
        Assert.Equal(asked, other.Engine.Requests.Count(request => request.OnPremiseOnly));
    }

    [Fact]
    public async Task Content_LostBeforeTheRecordingWasHeard_EndsWithoutTranscript()
    {
        var id = await fixture.ReceiveAsync();
        await fixture.TakeTurnAsync(Assert.Single(await fixture.ClaimAsync()));
        fixture.Spool.Lose(id);
        await fixture.TakeTurnAsync(Assert.Single(await fixture.ClaimAsync(GrainKinds.Transcription)));
        Assert.Equal(NoTranscriptReason.CouldNotBeTranscribed,
            (await fixture.ReadTranscriptionAsync(id, 1)).Result!.Reason);
    }

    [Fact]
    public async Task Orphan_WithoutItsMessage_DeletesItself()
    {
        var id = fixture.NewId();
        var orphan = TranscriptionMachine.Begin(id, 1, false, fixture.Policy, fixture.Now);
        var put = new GrainWrite.Put(GrainId.Transcription(id, 1), 0, GrainJson.Write(orphan), fixture.Now);
        await fixture.Store.CommitAsync(new GrainCommit([put]), default);
        await fixture.RunForAsync(TimeSpan.FromDays(60));
        Assert.Empty(fixture.Store.Everything);
    }

    [Fact]
    public async Task EndResult_AgainstAWake_IsNotLost()
    {
        var id = await fixture.ReceiveAsync();
        await fixture.TakeTurnAsync(Assert.Single(await fixture.ClaimAsync()));
        var claim = Assert.Single(await fixture.ClaimAsync(GrainKinds.Transcription));
        await fixture.Store.CommitAsync(new GrainCommit([new GrainWrite.Wake(claim.Record.Id, fixture.Now)]), default);
        await fixture.TakeTurnAsync(claim);
        Assert.NotNull((await fixture.ReadTranscriptionAsync(id, 1)).Result);
    }
}
