using VoicemailOrleans.Core.Voicemail;
using VoicemailOrleans.Grains;
using VoicemailOrleans.Tests.Fakes;

namespace VoicemailOrleans.Tests.Grains;

/// <summary>What people do to voicemails, as turns between those of the silos.</summary>
public sealed class VoicemailActionTests
{
    private readonly GrainFixture fixture = new();

    [Fact]
    public async Task Deliver_WhileItIsTranscribed_LeavesWithoutTheTranscript()
    {
        var id = await ReceiveUntranscribedAsync();
        Assert.Equal(DeskResult.Done, await ActAsync(id, new VoicemailAction.Deliver()));
        await fixture.RunDueAsync();
        Assert.Equal(CloseReason.Delivered, (await fixture.ReadAsync(id)).ClosedAs);
        Assert.Equal(DeskResult.NotApplicable, await ActAsync(id, new VoicemailAction.Deliver()));
        Assert.Single(fixture.Smarthost.Taken);
    }

    [Fact]
    public async Task Deliver_OfADeferredMail_IsTriedNowAndOnce()
    {
        var id = await fixture.ReceiveAsync();
        var delivered = fixture.Smarthost.Answer;
        fixture.Smarthost.Answer = to =>
            new RecipientOutcome(to, DeliveryState.Deferred, new DeliveryReply(451, null, "busy", "smarthost:25"));
        await fixture.RunForAsync(TimeSpan.FromHours(2));
        fixture.Smarthost.Answer = delivered;
        Assert.Equal(DeskResult.Done, await ActAsync(id, new VoicemailAction.Deliver()));
        Assert.Equal(DeskResult.AlreadyUnderWay, await ActAsync(id, new VoicemailAction.Deliver()));
        await fixture.RunDueAsync();
        Assert.Single(fixture.Smarthost.Taken);
    }

    [Fact]
    public async Task Act_BeforeItWasRead_WaitsForThat()
    {
        var id = await fixture.ReceiveAsync();
        Assert.Equal(DeskResult.NotNow, await ActAsync(id, new VoicemailAction.Deliver()));
        Assert.Equal(DeskResult.NotNow, await ActAsync(id, new VoicemailAction.Delete("a prank", true)));
        Assert.Equal(DeskResult.Done, await ActAsync(id, new VoicemailAction.Hold("a complaint")));
        await fixture.RunDueAsync();
        var state = await fixture.ReadAsync(id);
        Assert.Equal((CloseReason.Delivered, "a complaint"), (state.ClosedAs!.Value, state.Hold!.Why));
    }

    /// <summary>The last transcript wakes the voicemail; a hold in that moment must not put it to sleep again.</summary>
    [Fact]
    public async Task Hold_OfOneThatWasJustWoken_DoesNotDelayIt()
    {
        var id = await fixture.ReceiveAsync();
        await TurnAsync(GrainKinds.Voicemail);
        await TurnAsync(GrainKinds.Transcription);
        Assert.Equal(DeskResult.Done, await ActAsync(id, new VoicemailAction.Hold("a complaint")));
        await fixture.RunDueAsync();
        Assert.Single(fixture.Smarthost.Taken);
    }

    [Fact]
    public async Task Hold_OutlivesTheRetention_UntilItIsReleased()
    {
        var id = await fixture.ReceiveAsync();
        await fixture.RunDueAsync();
        Assert.Equal(DeskResult.Done, await ActAsync(id, new VoicemailAction.Hold("a complaint")));
        Assert.Equal(DeskResult.AlreadyUnderWay, await ActAsync(id, new VoicemailAction.Hold("a complaint")));
        await fixture.RunForAsync(TimeSpan.FromDays(400));
        Assert.NotNull((await fixture.ReadAsync(id)).Hold);
        Assert.NotNull(await fixture.Spool.ReadContentAsync(id, default));
        Assert.Equal(DeskResult.Held, await ActAsync(id, new VoicemailAction.Delete("a prank", true)));
        Assert.Equal(DeskResult.Done, await ActAsync(id, new VoicemailAction.Release()));
        await fixture.RunForAsync(fixture.Policy.UndoTime.Subtract(TimeSpan.FromMinutes(1)));
        await fixture.ReadAsync(id);
        await fixture.RunForAsync(TimeSpan.FromMinutes(1));
        await AssertGoneAsync(id);
    }

    [Fact]
    public async Task Delete_AtOnce_LeavesNothing()
    {
        var id = await fixture.ReceiveAsync();
        await fixture.RunDueAsync();
        Assert.Equal(DeskResult.Done, await ActAsync(id, new VoicemailAction.Delete("a request", true)));
        Assert.Equal(DeskResult.AlreadyUnderWay, await ActAsync(id, new VoicemailAction.Delete("a request", true)));
        Assert.Equal(DeskResult.NotNow, await ActAsync(id, new VoicemailAction.Restore()));
        await fixture.RunDueAsync();
        await AssertGoneAsync(id);
        Assert.Equal(DeskResult.NotFound, await ActAsync(id, new VoicemailAction.Restore()));
    }

    [Fact]
    public async Task Delete_WithinItsTime_CanBeRestoredAndIsOtherwiseLeftAlone()
    {
        var id = await fixture.ReceiveAsync();
        await fixture.RunDueAsync();
        Assert.Equal(DeskResult.Done, await ActAsync(id, new VoicemailAction.Delete("a prank", false)));
        Assert.Equal(DeskResult.Deleted, await fixture.Desk.ResendAsync(id, null, "eva", default));
        Assert.Equal(DeskResult.Deleted, await ActAsync(id, new VoicemailAction.Resend()));
        Assert.Equal(DeskResult.Deleted, await ActAsync(id, new VoicemailAction.Transcribe(null, null)));
        Assert.Equal(DeskResult.Deleted, await ActAsync(id, new VoicemailAction.Hold("a complaint")));
        await fixture.RunForAsync(TimeSpan.FromDays(6));
        Assert.Equal(DeskResult.Done, await ActAsync(id, new VoicemailAction.Restore()));
        await fixture.RunForAsync(TimeSpan.FromDays(23));
        Assert.Null((await fixture.ReadAsync(id)).Deletion);
        await fixture.RunForAsync(TimeSpan.FromDays(1));
        await AssertGoneAsync(id);
    }

    [Fact]
    public async Task Delete_NobodyRestoresIt_IsPurged()
    {
        var id = await fixture.ReceiveAsync();
        await fixture.RunDueAsync();
        await ActAsync(id, new VoicemailAction.Delete("a prank", false));
        await fixture.RunForAsync(fixture.Policy.UndoTime);
        await AssertGoneAsync(id);
    }

    /// <summary>Whoever purges it deletes its content first: from then on nothing can be promised.</summary>
    [Fact]
    public async Task ResendOrCorrect_WhenItIsDueForItsPurge_IsNotTaken()
    {
        var id = await fixture.ReceiveAsync();
        await fixture.RunDueAsync();
        fixture.Clock.Advance(fixture.Policy.Retention + TimeSpan.FromMinutes(1));
        Assert.Equal(DeskResult.NotNow, await fixture.Desk.ResendAsync(id, null, "eva", default));
        var correction = new VoicemailInput.CorrectionMade(1, 0, "Hello", "eva", null, IsMailed: false);
        Assert.Equal(DeskResult.NotNow, await fixture.Desk.CorrectAsync(id, correction, default));
        await fixture.RunDueAsync();
        await AssertGoneAsync(id);
    }

    [Fact]
    public async Task Transcribe_ByAnotherEngine_KeepsTheOldWordsUntilThereAreNewOnes()
    {
        var id = await fixture.ReceiveAsync();
        await fixture.RunDueAsync();
        fixture.Engine.Answer = _ => new SpeechOutcome.Unavailable("503");
        fixture.Clock.Advance(TimeSpan.FromDays(3));
        Assert.Equal(DeskResult.Done, await ActAsync(id, new VoicemailAction.Transcribe("google", "de-DE")));
        Assert.Equal(DeskResult.AlreadyUnderWay, await ActAsync(id, new VoicemailAction.Transcribe("google", "de-DE")));
        await fixture.RunDueAsync();
        var waiting = await fixture.ReadTranscriptionAsync(id, 1);
        Assert.Equal(("hello there", false), (waiting.Result!.Transcript!.Text, waiting.IsDone));
        fixture.Engine.Answer = _ => FakeSpeechEngine.Heard("guten Tag", 0.9);
        await fixture.RunForAsync(TimeSpan.FromMinutes(5));
        Assert.Equal("guten Tag", (await fixture.ReadTranscriptionAsync(id, 1)).Result!.Transcript!.Text);
        var request = fixture.Engine.Requests[^1];
        Assert.Equal(("google", "de-DE"), (request.Engine, request.Language));
        Assert.Single(fixture.Smarthost.Taken);
    }

    [Fact]
    public async Task Transcribe_WhileAnAttemptIsUnderWay_IsNotAnsweredByThatOne()
    {
        var id = await ReceiveUntranscribedAsync();
        fixture.Clock.Advance(TimeSpan.FromSeconds(30));
        var claim = Assert.Single(await fixture.ClaimAsync(GrainKinds.Transcription));
        fixture.Engine.Answer = request =>
        {
            if (request.Engine is null)
                Assert.Equal(DeskResult.Done, ActAsync(id, new VoicemailAction.Transcribe("google", null)).Result);
            return FakeSpeechEngine.Heard(request.Engine ?? "usual", 0.9);
        };
        await fixture.TakeTurnAsync(claim);
        Assert.Null((await fixture.ReadTranscriptionAsync(id, 1)).Result);
        await fixture.RunDueAsync();
        Assert.Equal("google", (await fixture.ReadTranscriptionAsync(id, 1)).Result!.Transcript!.Text);
    }

    [Fact]
    public async Task Transcribe_AfterARebuildOfTheStore_MakesTheGrainThatIsMissing()
    {
        var id = await fixture.ReceiveAsync();
        await fixture.RunDueAsync();
        var grain = GrainId.Transcription(id, 1);
        var lost = new GrainWrite.Delete(grain, (await fixture.Store.ReadAsync(grain, default))!.Version);
        await fixture.Store.CommitAsync(new GrainCommit([lost]), default);
        Assert.Equal(DeskResult.Done, await ActAsync(id, new VoicemailAction.Transcribe(null, null)));
        await fixture.RunDueAsync();
        Assert.Equal("hello there", (await fixture.ReadTranscriptionAsync(id, 1)).Result!.Transcript!.Text);
    }

    [Fact]
    public async Task Foresee_SaysWhatWouldHappenAndDoesNothing()
    {
        var id = await fixture.ReceiveAsync();
        await fixture.RunDueAsync();
        var before = await fixture.ReadAsync(id);
        async Task<DeskResult> Foresee(VoicemailAction action) => await fixture.Desk.ForeseeAsync(id, action, default);
        Assert.Equal(DeskResult.Done, await Foresee(new VoicemailAction.Delete("", true)));
        Assert.Equal(DeskResult.NotApplicable, await Foresee(new VoicemailAction.Deliver()));
        Assert.Equal(DeskResult.AlreadyUnderWay, await Foresee(new VoicemailAction.Restore()));
        Assert.Equal(DeskResult.NotFound, await fixture.Desk.ForeseeAsync(fixture.NewId(), new VoicemailAction.Resend(),
            default));
        Assert.Equal(before.History.Count, (await fixture.ReadAsync(id)).History.Count);
    }

    private async Task<CorrelationId> ReceiveUntranscribedAsync()
    {
        fixture.Engine.Answer = _ => new SpeechOutcome.Unavailable("503");
        var id = await fixture.ReceiveAsync();
        await fixture.RunDueAsync();
        return id;
    }

    private async Task TurnAsync(string kind)
    {
        foreach (var claim in await fixture.ClaimAsync(kind)) await fixture.TakeTurnAsync(claim);
    }

    private async Task AssertGoneAsync(CorrelationId id)
    {
        Assert.Null(await fixture.Desk.ReadAsync(id, default));
        Assert.Null(await fixture.Spool.ReadContentAsync(id, default));
        Assert.Null(await fixture.Store.ReadAsync(GrainId.Transcription(id, 1), default));
    }

    private async Task<DeskResult> ActAsync(CorrelationId id, VoicemailAction action) =>
        await fixture.Desk.ActAsync(id, action, "eva", default);
}
