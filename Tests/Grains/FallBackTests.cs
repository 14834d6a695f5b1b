using VoicemailOrleans.Core.Voicemail;
using VoicemailOrleans.Grains;
using VoicemailOrleans.Tests.Fakes;

namespace VoicemailOrleans.Tests.Grains;

/// <summary>A store that falls back behind what it had acknowledged, and the marks that do not.</summary>
public sealed class FallBackTests
{
    private readonly GrainFixture fixture = new();

    [Fact]
    public async Task StateBehindItsDelivery_SendsNothingAgain()
    {
        var id = await fixture.ReceiveAsync(kind: MessageKind.NoRecording, recordings: 0);
        GrainRecord? before = null;
        fixture.Smarthost.BeforeDot = async () => before ??= await fixture.Store.ReadAsync(GrainId.Voicemail(id), default);
        await fixture.RunDueAsync();
        await FallBackAsync(before! with { State = GrainJson.Write(GrainJson.ReadVoicemail(before.State) with { InFlight = null }) });
        await fixture.RunDueAsync();
        Assert.Single(fixture.Smarthost.Taken);
        Assert.Equal(CloseReason.Delivered, (await fixture.ReadAsync(id)).ClosedAs);
    }

    [Fact]
    public async Task ResendForgottenByTheStore_AskedForAgain_IsSentAgain()
    {
        var id = await fixture.ReceiveAsync(kind: MessageKind.NoRecording, recordings: 0);
        await fixture.RunDueAsync();
        var delivered = await fixture.Store.ReadAsync(GrainId.Voicemail(id), default);
        await ResendAsync(id);
        await FallBackAsync(delivered!);
        await ResendAsync(id);
        Assert.Equal(3, fixture.Smarthost.Taken.Count);
    }

    [Fact]
    public async Task ResendUnderWay_FallsBackBehindItsDelivery_IsNotSentAgain()
    {
        var id = await fixture.ReceiveAsync(kind: MessageKind.NoRecording, recordings: 0);
        await fixture.RunDueAsync();
        fixture.Clock.Advance(TimeSpan.FromMinutes(1));
        await fixture.Desk.ResendAsync(id, null, "helpdesk", default);
        var asked = await fixture.Store.ReadAsync(GrainId.Voicemail(id), default);
        await fixture.RunDueAsync();
        await FallBackAsync(asked!);
        await fixture.RunDueAsync();
        Assert.Equal(2, fixture.Smarthost.Taken.Count);
    }

    [Fact]
    public async Task Closed_OtherwiseThanDelivered_IsMarkedSo()
    {
        fixture.Smarthost.Answer = to => new RecipientOutcome(to, DeliveryState.Refused, new DeliveryReply(550, null, "no", "h"));
        var bounced = await fixture.ReceiveAsync(kind: MessageKind.NoRecording, recordings: 0);
        var parked = await fixture.ReceiveAsync(kind: MessageKind.NoRecording, recordings: 0, reversePath: "", messageId: "<p@pbx>");
        await fixture.RunDueAsync();
        fixture.Smarthost.Answer = to => new RecipientOutcome(to, DeliveryState.Delivered, FakeSmarthost.Accepted);
        var original = await fixture.ReceiveAsync(messageId: "<d@pbx>", kind: MessageKind.NoRecording, recordings: 0);
        await fixture.RunDueAsync();
        var copy = await fixture.ReceiveAsync(messageId: "<d@pbx>", kind: MessageKind.NoRecording, recordings: 0);
        await fixture.RunDueAsync();
        Assert.Equal(new ClosedMark(CloseReason.Bounced, fixture.Now, ReportedBy: bounced.Derive("report-0")), await MarkAsync(bounced));
        Assert.Equal(new ClosedMark(CloseReason.Parked, fixture.Now), await MarkAsync(parked));
        Assert.Equal(new ClosedMark(CloseReason.Duplicate, fixture.Now, DuplicateOf: original), await MarkAsync(copy));
        Assert.Null(await MarkAsync(original));
    }

    private async Task<ClosedMark?> MarkAsync(CorrelationId id) => (await fixture.Spool.ReadMarksAsync(id, default)).Closed;

    private async Task ResendAsync(CorrelationId id)
    {
        fixture.Clock.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal(DeskResult.Done, await fixture.Desk.ResendAsync(id, null, "helpdesk", default));
        await fixture.RunDueAsync();
    }

    /// <summary>Puts an old state in place of the present one.</summary>
    private async Task FallBackAsync(GrainRecord old)
    {
        var present = (await fixture.Store.ReadAsync(old.Id, default))!;
        var put = new GrainWrite.Put(old.Id, present.Version, old.State, fixture.Now);
        Assert.True((await fixture.Store.CommitAsync(new GrainCommit([put]), default)).Written);
    }
}
