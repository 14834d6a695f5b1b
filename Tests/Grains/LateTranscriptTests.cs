using VoicemailOrleans.Core.Transcripts;
using VoicemailOrleans.Core.Voicemail;
using VoicemailOrleans.Grains;
using VoicemailOrleans.Tests.Fakes;

namespace VoicemailOrleans.Tests.Grains;

/// <summary>Transcripts that come after the mail.</summary>
public sealed class LateTranscriptTests
{
    private const string Anna = "anna@example.com";
    private const string Ben = "ben@example.com";

    private static readonly SpeechOutcome Away = new SpeechOutcome.Unavailable("503");
    private static readonly SpeechOutcome Words = FakeSpeechEngine.Heard("late but here", 0.9);
    private static readonly DeliveryReply No = new(550, "5.1.1", "no", "smarthost:25");
    private static readonly DeliveryReply Busy = new(451, "4.3.0", "busy", "smarthost:25");

    private readonly GrainFixture fixture = new();

    public LateTranscriptTests() => fixture.Engine.Answer = _ => Away;

    private IEnumerable<string> Mails =>
        fixture.Smarthost.Taken.Select(taken => $"{taken.Recipient.Split('@')[0]} {taken.Text.Split("\r\n")[0]}");

    [Fact]
    public async Task Words_AfterTheMail_FollowOnceHoweverOftenItIsWoken()
    {
        var id = await LeaveWithoutAsync([Anna, Ben]);
        Assert.Equal([1], (await fixture.ReadAsync(id)).Deliveries[0].Lacks!);
        await EngineIsBackAsync();
        Assert.Equal(["anna Composed: Open", "ben Composed: Open", "anna Late: Transcribed", "ben Late: Transcribed"], Mails);
        for (var n = 0; n < 3; n++)
        {
            await WakeAsync(id);
            await fixture.RunForAsync(TimeSpan.FromDays(1));
        }

        Assert.Equal(4, fixture.Smarthost.Taken.Count);
        var state = await fixture.ReadAsync(id);
        Assert.Equal((CloseReason.Delivered, "Transcribed"), (state.ClosedAs!.Value, state.MailStatus));
        Assert.All(state.Deliveries, delivery => Assert.Equal((true, null), (delivery.IsLate, delivery.Lacks)));
        Assert.False(state.WentWithout());
        Assert.Single(state.History, line => line.Event == "late-transcript");
        Assert.Equal(("NEVER", true), (fixture.Smarthost.Requests[^1].Recipients[0].DsnNotify, fixture.Smarthost.Requests[^1].IsLate));
    }

    [Fact]
    public async Task Words_OfSeveralRecordings_FollowTogetherWhenTheLastIsDone()
    {
        var id = await LeaveWithoutAsync([Anna], recordings: 3);
        var heard = 0;
        fixture.Engine.Answer = _ => heard++ == 0 ? Words : Away;
        await fixture.RunForAsync(TimeSpan.FromMinutes(10));
        Assert.Single(fixture.Smarthost.Taken);
        await EngineIsBackAsync();
        Assert.Equal(["anna Composed: Open,Open,Open", "anna Late: Transcribed,Transcribed,Transcribed"], Mails);
        Assert.Equal(CloseReason.Delivered, (await fixture.ReadAsync(id)).ClosedAs);
    }

    /// <summary>What helps nobody is not sent; the helpdesk sees it.</summary>
    [Theory]
    [InlineData("silence"), InlineData("mumbling"), InlineData("noise")]
    public async Task Nothing_ToShow_IsNotSent(string what)
    {
        await LeaveWithoutAsync([Anna]);
        await EngineIsBackAsync(what switch
        {
            "silence" => new SpeechOutcome.NoSpeech("fake", TimeSpan.Zero),
            "mumbling" => FakeSpeechEngine.Heard("mumble", 0.2),
            _ => new SpeechOutcome.Rejected("400", NoTranscriptReason.TooLong),
        });
        Assert.Single(fixture.Smarthost.Taken);
    }

    [Theory]
    [InlineData("policy"), InlineData("held"), InlineData("deleted"), InlineData("parked"), InlineData("quarantined")]
    public async Task Words_WhereSomethingForbidsIt_AreNotSent(string what)
    {
        var id = await LeaveWithoutAsync([Anna]);
        if (what == "policy")
            fixture.Policies.Current = new VoicemailPolicies(fixture.Policy with { LateTranscript = false });
        if (what == "held") await ActAsync(id, new VoicemailAction.Hold("a complaint"));
        if (what == "deleted") await ActAsync(id, new VoicemailAction.Delete("a prank", AtOnce: false));
        if (what == "parked") await ChangeAsync(id, state => state with { ClosedAs = CloseReason.Parked });
        if (what == "quarantined")
            await ChangeAsync(id, state => state with { Quarantine = new Quarantine(fixture.Now, 1) });
        await EngineIsBackAsync();
        Assert.NotNull((await fixture.ReadTranscriptionAsync(id, 1)).Result!.Transcript);
        Assert.Single(fixture.Smarthost.Taken);
    }

    [Fact]
    public async Task Recipients_WhoNeverGotTheMail_AreNotFollowed()
    {
        fixture.Smarthost.Answer = to => to == Ben ? new(to, DeliveryState.Refused, No) : Taken(to);
        var id = await LeaveWithoutAsync([Anna, Ben]);
        fixture.Smarthost.Answer = Taken;
        await EngineIsBackAsync();
        Assert.Equal(["anna Composed: Open", "anna Late: Transcribed"],
            Mails.Where(mail => mail.StartsWith("anna", StringComparison.Ordinal)));
        Assert.DoesNotContain(Mails, mail => mail.StartsWith("ben", StringComparison.Ordinal));
        Assert.Equal(CloseReason.Bounced, (await fixture.ReadAsync(id)).ClosedAs);
    }

    [Fact]
    public async Task Recipients_WhoStillWait_GetTheMailWithItsWordsAndNothingElse()
    {
        fixture.Smarthost.Answer = to => to == Ben ? new(to, DeliveryState.Deferred, Busy) : Taken(to);
        await LeaveWithoutAsync([Anna, Ben]);
        await EngineIsBackAsync();
        Assert.Equal(["anna Composed: Open", "anna Late: Transcribed"], Mails);
        fixture.Smarthost.Answer = Taken;
        await fixture.RunForAsync(TimeSpan.FromDays(1));
        Assert.Equal(["anna Composed: Open", "anna Late: Transcribed", "ben Composed: Transcribed"], Mails);
    }

    /// <summary>The sender asked to be told of the success: what follows must not make that forgotten.</summary>
    [Fact]
    public async Task Recipients_WhoseDeliveryIsStillToBeReported_AreFollowedAfterThat()
    {
        fixture.Smarthost.Answer = to => to == Ben ? new(to, DeliveryState.Deferred, Busy) : TakenWithoutDsn(to);
        var id = await LeaveWithoutAsync([Anna, Ben], notify: "SUCCESS");
        await EngineIsBackAsync();
        Assert.Equal(["anna Composed: Open"], Mails);
        fixture.Smarthost.Answer = TakenWithoutDsn;
        await fixture.RunForAsync(TimeSpan.FromDays(1));
        Assert.Equal(["anna Composed: Open", "ben Composed: Transcribed", "anna Late: Transcribed"],
            Mails.Where(mail => !mail.StartsWith("pbx", StringComparison.Ordinal)));
        Assert.Equal("Relayed: anna@example.com,ben@example.com",
            Assert.Single(Mails, mail => mail.StartsWith("pbx", StringComparison.Ordinal))["pbx ".Length..]);
        Assert.Equal(CloseReason.Delivered, (await fixture.ReadAsync(id)).ClosedAs);
    }

    [Fact]
    public async Task Resend_WhileTheLateMailWaits_GoesInItsPlace()
    {
        var id = await LeaveWithoutAsync([Anna]);
        fixture.Smarthost.Answer = to => new(to, DeliveryState.Deferred, Busy);
        await EngineIsBackAsync();
        Assert.True(Assert.Single((await fixture.ReadAsync(id)).Deliveries).IsLate);
        fixture.Smarthost.Answer = Taken;
        Assert.Equal(DeskResult.Done, await fixture.Desk.ResendAsync(id, null, "eva", default));
        await fixture.RunForAsync(TimeSpan.FromDays(6));
        Assert.Equal(["anna Composed: Open", "anna Resent: Transcribed"], Mails);
    }

    [Fact]
    public async Task Correction_ThatWasMailed_LeavesNothingToFollow()
    {
        var id = await LeaveWithoutAsync([Anna]);
        await fixture.RunForAsync(TimeSpan.FromDays(2));
        var typed = new VoicemailInput.CorrectionMade(1, 0, "Hello Ann", "eva", null, IsMailed: true);
        Assert.Equal(DeskResult.Done, await fixture.Desk.CorrectAsync(id, typed, default));
        await fixture.RunDueAsync();
        await ActAsync(id, new VoicemailAction.Transcribe(null, null));
        await EngineIsBackAsync();
        Assert.Equal(["anna Composed: Open", "anna Resent: Transcribed"], Mails);
    }

    [Theory]
    [InlineData("refused"), InlineData("unwritable"), InlineData("deadly"), InlineData("lost")]
    public async Task LateMail_ThatFails_ChangesNothingOfTheVoicemail(string how)
    {
        var id = await LeaveWithoutAsync([Anna]);
        var before = (await fixture.ReadAsync(id)).Deliveries[0];
        if (how == "refused") fixture.Smarthost.Answer = to => new(to, DeliveryState.Refused, No);
        if (how == "unwritable") fixture.Composer.Breaks = new InvalidOperationException("a defect");
        if (how is "deadly" or "lost") fixture.Smarthost.Answer = to => new(to, DeliveryState.Deferred, Busy);
        if (how == "unwritable") await ComposerBreaksLaterAsync(id);
        else await EngineIsBackAsync();
        if (how == "deadly")
        {
            await WakeAsync(id);
            await fixture.QuarantineAsync(Assert.Single(await fixture.ClaimAsync(GrainKinds.Voicemail)));
        }

        if (how == "lost") await fixture.Spool.DeleteContentAsync(id, default);
        fixture.Smarthost.Answer = Taken;
        fixture.Composer.Breaks = null;
        await fixture.RunForAsync(TimeSpan.FromDays(6));
        await WakeAsync(id);
        await fixture.RunDueAsync();
        var state = await fixture.ReadAsync(id);
        Assert.Equal((CloseReason.Delivered, null), (state.ClosedAs!.Value, state.Quarantine));
        Assert.Equal(before with { Lacks = null, HasOtherCopy = true }, Assert.Single(state.Deliveries));
        Assert.Null(state.ReportedBy);
        Assert.Equal(["anna Composed: Open"], Mails);
    }

    /// <summary>A store that fell back has forgotten that the transcript was sent; the spool's marks have not.</summary>
    [Fact]
    public async Task LateMail_ForgottenByTheStore_IsNotSentAgain()
    {
        var id = await LeaveWithoutAsync([Anna]);
        var without = await fixture.ReadAsync(id);
        await EngineIsBackAsync();
        await ChangeAsync(id, _ => without);
        await WakeAsync(id);
        await fixture.RunForAsync(TimeSpan.FromDays(1));
        Assert.Equal(["anna Composed: Open", "anna Late: Transcribed"], Mails);
    }

    [Fact]
    public async Task Silo_ThatDiesAfterTheDot_SendsNothingAgain()
    {
        var id = await LeaveWithoutAsync([Anna]);
        fixture.Smarthost.AfterDot = async () =>
        {
            fixture.Smarthost.AfterDot = null;
            var state = await fixture.ReadAsync(id);
            var mark = new DeliveredMark(state.InFlight!.AttemptId, Anna, fixture.Now, FakeSmarthost.Accepted, 1);
            await fixture.Spool.MarkDeliveredAsync(id, mark, default);
            fixture.Clock.Advance(TimeSpan.FromMinutes(2));
            await fixture.RunDueAsync();
            Assert.Equal(CloseReason.Delivered, (await fixture.ReadAsync(id)).ClosedAs);
        };
        await EngineIsBackAsync();
        await WakeAsync(id);
        await fixture.RunForAsync(TimeSpan.FromDays(1));
        Assert.Equal(["anna Composed: Open", "anna Late: Transcribed"], Mails);
    }

    [Theory]
    [InlineData(true), InlineData(false)]
    public async Task TranscribeAgain_AfterTheEnginesWereGivenUp_IsMailedUnlessUnwanted(bool isMailed)
    {
        var id = await LeaveWithoutAsync([Anna]);
        await fixture.RunForAsync(TimeSpan.FromDays(3));
        Assert.Equal(NoTranscriptReason.CouldNotBeTranscribed, (await fixture.ReadTranscriptionAsync(id, 1)).Result!.Reason);
        Assert.True((await fixture.ReadAsync(id)).WentWithout());
        fixture.Engine.Answer = _ => Words;
        await ActAsync(id, new VoicemailAction.Transcribe(null, null, isMailed));
        await fixture.RunForAsync(TimeSpan.FromHours(1));
        Assert.Equal(isMailed ? ["anna Composed: Open", "anna Late: Transcribed"] : ["anna Composed: Open"], Mails);
    }

    [Fact]
    public async Task TranscribeAgain_OfWhatTheMailHad_SendsNothing()
    {
        fixture.Engine.Answer = _ => Words;
        var id = await fixture.ReceiveAsync();
        await fixture.RunDueAsync();
        await ActAsync(id, new VoicemailAction.Transcribe(null, "de-DE"));
        await fixture.RunForAsync(TimeSpan.FromHours(1));
        Assert.Equal(["anna Composed: Transcribed"], Mails);
    }

    private static RecipientOutcome Taken(string to) => new(to, DeliveryState.Delivered, FakeSmarthost.Accepted);

    private static RecipientOutcome TakenWithoutDsn(string to) =>
        new(to, DeliveryState.Delivered, FakeSmarthost.Accepted with { IsDsnOffered = false });

    private async Task<CorrelationId> LeaveWithoutAsync(string[] recipients, int recordings = 1, string? notify = null)
    {
        var id = await fixture.ReceiveAsync(recipients, recordings: recordings, notify: notify);
        await fixture.RunForAsync(fixture.Policy.DeliverBy + TimeSpan.FromSeconds(30));
        return id;
    }

    private async Task EngineIsBackAsync(SpeechOutcome? answer = null)
    {
        fixture.Engine.Answer = _ => answer ?? Words;
        await fixture.RunForAsync(fixture.Policy.SpeechRetry.Cap + TimeSpan.FromSeconds(30));
    }

    /// <summary>The recording is still read and heard, only mails cannot be written any more.</summary>
    private async Task ComposerBreaksLaterAsync(CorrelationId id)
    {
        var failure = fixture.Composer.Breaks;
        fixture.Composer.Breaks = null;
        fixture.Engine.Answer = _ =>
        {
            fixture.Composer.Breaks = failure;
            return Words;
        };
        await fixture.RunForAsync(fixture.Policy.SpeechRetry.Cap + TimeSpan.FromSeconds(30));
        Assert.NotNull((await fixture.ReadTranscriptionAsync(id, 1)).Result);
    }

    private async Task ActAsync(CorrelationId id, VoicemailAction action) =>
        Assert.Equal(DeskResult.Done, await fixture.Desk.ActAsync(id, action, "eva", default));

    private async Task WakeAsync(CorrelationId id) => await fixture.Store.CommitAsync(
        new GrainCommit([new GrainWrite.Wake(GrainId.Voicemail(id), fixture.Now)]), default);

    private async Task ChangeAsync(CorrelationId id, Func<VoicemailState, VoicemailState> change)
    {
        var record = (await fixture.Store.ReadAsync(GrainId.Voicemail(id), default))!;
        var state = GrainJson.Write(change(GrainJson.ReadVoicemail(record.State)));
        var put = new GrainWrite.Put(record.Id, record.Version, state, record.DueAt);
        Assert.True((await fixture.Store.CommitAsync(new GrainCommit([put]), default)).Written);
    }
}
