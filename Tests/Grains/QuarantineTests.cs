using VoicemailOrleans.Core.Transcripts;
using VoicemailOrleans.Core.Voicemail;
using VoicemailOrleans.Grains;
using VoicemailOrleans.Tests.Fakes;

namespace VoicemailOrleans.Tests.Grains;

/// <summary>What becomes of a grain whose turns kill the silo.</summary>
public sealed class QuarantineTests
{
    private readonly GrainFixture fixture = new();

    [Theory]
    [InlineData(VoicemailStage.Received)]
    [InlineData(VoicemailStage.Transcribing)]
    [InlineData(VoicemailStage.Relaying)]
    public async Task Voicemail_StruckOut_IsRelayedUntouchedAndParked(VoicemailStage stage)
    {
        var id = await ReceiveAsync(stage);
        await StrikeOutAsync(GrainId.Voicemail(id));
        // Whatever looked into it now would break.
        fixture.Composer.Breaks = new InvalidOperationException("the poison was read");
        await fixture.RunForAsync(TimeSpan.FromMinutes(1));

        Assert.StartsWith("Untouched: \r\nReceived:", Assert.Single(fixture.Smarthost.Taken).Text);
        var state = await fixture.ReadAsync(id);
        Assert.Equal((CloseReason.Parked, DeliveryState.Delivered), (state.ClosedAs, state.Deliveries[0].State));
        Assert.Null(state.MailStatus);
        Assert.Null(state.ReportedBy);
        Assert.Contains(state.History, line => line.Event == "quarantined");
        Assert.Contains("please look", state.History[^1].Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Voicemail_StruckOutAgain_IsParkedUntriedWithItsContentAndCanBeResent()
    {
        var id = await ReceiveAsync(VoicemailStage.Received);
        await StrikeOutAsync(GrainId.Voicemail(id));
        await StrikeOutAsync(GrainId.Voicemail(id));
        await fixture.RunForAsync(TimeSpan.FromDays(1));
        Assert.Empty(fixture.Smarthost.Requests);
        Assert.Equal(CloseReason.Parked, (await fixture.ReadAsync(id)).ClosedAs);
        Assert.Contains(id, fixture.Spool.Kept);

        Assert.Equal(DeskResult.Done, await fixture.Desk.ResendAsync(id, null, "helpdesk", default));
        await fixture.RunDueAsync();
        Assert.StartsWith("Resent untouched: \r\n", Assert.Single(fixture.Smarthost.Taken).Text);
        Assert.Equal(CloseReason.Delivered, (await fixture.ReadAsync(id)).ClosedAs);
    }

    [Fact]
    public async Task Voicemail_StruckOutWithTheDotOnTheWire_IsUncertainBeforeItIsRepeated()
    {
        var id = await ReceiveAsync(VoicemailStage.Relaying);
        await fixture.DieAfterDotAsync(Assert.Single(await fixture.ClaimAsync(GrainKinds.Voicemail)));
        fixture.Clock.Advance(TimeSpan.FromMinutes(2));
        await StrikeOutAsync(GrainId.Voicemail(id));
        await fixture.RunForAsync(TimeSpan.FromMinutes(10));
        Assert.Equal(["Composed", "Untouched"], fixture.Smarthost.Taken.Select(taken => taken.Text.Split(':')[0]));
        var state = await fixture.ReadAsync(id);
        Assert.Equal((CloseReason.Parked, 1), (state.ClosedAs!.Value, state.Deliveries[0].UncertainAttempts));
        string[] story = ["quarantined", "uncertain", "delivered", "closed"];
        Assert.Equal(story, state.History.Select(line => line.Event).TakeLast(4));
    }

    [Fact]
    public async Task Voicemail_RefusedOutOfQuarantine_IsReportedWithoutQuotingIt()
    {
        var id = await ReceiveAsync(VoicemailStage.Received);
        await StrikeOutAsync(GrainId.Voicemail(id));
        fixture.Smarthost.Answer = to => to == "pbx@example.com"
            ? new RecipientOutcome(to, DeliveryState.Delivered, FakeSmarthost.Accepted)
            : new RecipientOutcome(to, DeliveryState.Refused, new DeliveryReply(550, "5.1.1", "no such user", "h"));
        await fixture.RunForAsync(TimeSpan.FromMinutes(1));
        Assert.Equal(CloseReason.Bounced, (await fixture.ReadAsync(id)).ClosedAs);
        Assert.Equal("pbx@example.com", Assert.Single(fixture.Smarthost.Taken).Recipient);
    }

    [Fact]
    public async Task Recording_StruckOut_GetsNoTranscriptAndTheVoicemailGoesOn()
    {
        var id = await ReceiveAsync(VoicemailStage.Transcribing);
        await StrikeOutAsync(GrainId.Transcription(id, 1));
        await fixture.RunDueAsync();
        var result = (await fixture.ReadTranscriptionAsync(id, 1)).Result!;
        Assert.Equal((TranscriptStatus.NotTranscribed, NoTranscriptReason.CouldNotBeTranscribed),
            (result.Status, result.Reason));
        Assert.Empty(fixture.Engine.Requests);
        Assert.StartsWith("Composed: NotTranscribed", Assert.Single(fixture.Smarthost.Taken).Text);
        Assert.Equal(CloseReason.Delivered, (await fixture.ReadAsync(id)).ClosedAs);
    }

    [Fact]
    public async Task Intake_StruckOut_IsForgotten()
    {
        await ReceiveAsync(VoicemailStage.Transcribing);
        var intake = Assert.Single(fixture.Store.Everything, record => record.Id.Kind == GrainKinds.Intake);
        fixture.Clock.AdvanceTo(intake.DueAt);
        await StrikeOutAsync(intake.Id);
        Assert.DoesNotContain(fixture.Store.Everything, record => record.Id.Kind == GrainKinds.Intake);
    }

    /// <summary>Its purge cannot be done without; but it may kill one silo a day at most, and no lease runs out.</summary>
    [Fact]
    public async Task Closed_StruckOutOverItsPurge_IsTriedOnceADay()
    {
        var id = await ReceiveAsync(VoicemailStage.Received);
        await fixture.RunForAsync(TimeSpan.FromMinutes(1));
        var grain = GrainId.Voicemail(id);
        fixture.Clock.AdvanceTo((await fixture.Store.ReadAsync(grain, default))!.DueAt);
        fixture.StoreOfGrains.BeforeCommit = _ => throw new OperationCanceledException("the silo died here");
        await Assert.ThrowsAsync<OperationCanceledException>(() => StrikeOutAsync(grain));
        fixture.StoreOfGrains.BeforeCommit = null;
        Assert.Equal(fixture.Now.AddDays(1), (await fixture.Store.ReadAsync(grain, default))!.DueAt);
        await fixture.RunForAsync(TimeSpan.FromDays(10));
        Assert.Null(await fixture.Store.ReadAsync(grain, default));
    }

    private async Task<CorrelationId> ReceiveAsync(VoicemailStage stage)
    {
        var id = await fixture.ReceiveAsync();
        if (stage == VoicemailStage.Received) return id;
        await fixture.TakeTurnAsync(Assert.Single(await fixture.ClaimAsync()));
        if (stage == VoicemailStage.Transcribing) return id;
        await fixture.TakeTurnAsync(Assert.Single(await fixture.ClaimAsync(GrainKinds.Transcription)));
        return id;
    }

    /// <summary>Whoever takes a turn of it dies, until the host quarantines it.</summary>
    private async Task StrikeOutAsync(GrainId id)
    {
        fixture.Clock.AdvanceTo((await fixture.Store.ReadAsync(id, default))!.DueAt);
        while (true)
        {
            var claim = Assert.Single(await fixture.ClaimAsync(id.Kind), claim => claim.Record.Id == id);
            if (claim.Strikes == 3)
            {
                await fixture.QuarantineAsync(claim);
                return;
            }

            fixture.Clock.Advance(TimeSpan.FromMinutes(2));
        }
    }
}
