using VoicemailOrleans.Core.Voicemail;
using VoicemailOrleans.Grains;
using VoicemailOrleans.Tests.Fakes;

namespace VoicemailOrleans.Tests.Grains;

public sealed class ReportTests
{
    private readonly GrainFixture fixture = new();
    private string refused = "anna@example.com";

    public ReportTests() => fixture.Smarthost.Answer = to => new RecipientOutcome(
        to, to == refused ? DeliveryState.Refused
            : DeliveryState.Delivered, new DeliveryReply(550, "5.1.1", "No such user", "smarthost:25"));

    [Fact]
    public async Task Refused_WithReversePath_SenderIsTold()
    {
        var id = await fixture.ReceiveAsync();
        await fixture.RunDueAsync();
        var state = await fixture.ReadAsync(id);
        Assert.Equal(CloseReason.Bounced, state.ClosedAs);
        Assert.Equal(("pbx@example.com", "Report: anna@example.com\r\n"), Assert.Single(fixture.Smarthost.Taken));
        Assert.Equal("", fixture.Smarthost.Requests[^1].Envelope.ReversePath);
        var report = await fixture.ReadAsync(state.ReportedBy!.Value);
        Assert.Equal((id, CloseReason.Delivered), (report.ReportOn!.Value, report.ClosedAs!.Value));
        Assert.Null(report.MailStatus);
    }

    [Fact]
    public async Task Refused_WithNullReversePath_IsParked()
    {
        var id = await fixture.ReceiveAsync(reversePath: "");
        await fixture.RunDueAsync();
        Assert.Equal(CloseReason.Parked, (await fixture.ReadAsync(id)).ClosedAs);
        Assert.Empty(fixture.Smarthost.Taken);
    }

    [Fact]
    public async Task Delivered_WhereSuccessWasAskedForAndNobodyElseTells_SenderIsToldAndNothingIsLeft()
    {
        fixture.Smarthost.Answer = to => new RecipientOutcome(
            to, DeliveryState.Delivered, FakeSmarthost.Accepted with { IsDsnOffered = to == "anna@example.com" ? false : null });
        var id = await fixture.ReceiveAsync(notify: "SUCCESS");
        await fixture.RunDueAsync();
        Assert.Equal(("pbx@example.com", "Relayed: anna@example.com\r\n"), fixture.Smarthost.Taken[^1]);
        Assert.Equal(CloseReason.Delivered, (await fixture.ReadAsync(id)).ClosedAs);
        await fixture.RunForAsync(TimeSpan.FromDays(40));
        Assert.Equal(2, fixture.Smarthost.Taken.Count);
        Assert.Empty(fixture.Spool.Kept);
    }

    [Fact]
    public async Task Deferred_WhereDelayWasAskedFor_SenderIsToldOnceAfterFourHours()
    {
        fixture.Smarthost.Answer = to => to == "anna@example.com"
            ? new RecipientOutcome(to, DeliveryState.Deferred, new DeliveryReply(451, null, "later", "smarthost:25"))
            : new RecipientOutcome(to, DeliveryState.Delivered, FakeSmarthost.Accepted);
        var id = await fixture.ReceiveAsync(notify: "DELAY");
        await fixture.RunForAsync(TimeSpan.FromHours(4) - TimeSpan.FromSeconds(1));
        Assert.Empty(fixture.Smarthost.Taken);
        await fixture.RunForAsync(TimeSpan.FromSeconds(1));
        Assert.Equal(("pbx@example.com", "Delayed: anna@example.com\r\n"), Assert.Single(fixture.Smarthost.Taken));
        await fixture.RunForAsync(TimeSpan.FromDays(6));
        Assert.Single(fixture.Smarthost.Taken);
        Assert.Equal(CloseReason.Parked, (await fixture.ReadAsync(id)).ClosedAs); // FAILURE was not asked for
        await fixture.RunForAsync(TimeSpan.FromDays(40));
        Assert.Empty(fixture.Spool.Kept);
        Assert.Empty(fixture.Store.Everything);
    }

    [Fact]
    public async Task Report_ThatIsRefused_IsParkedAndNotReported()
    {
        fixture.Smarthost.Answer = to =>
            new RecipientOutcome(to, DeliveryState.Refused, new DeliveryReply(550, null, "no", "smarthost:25"));
        var id = await fixture.ReceiveAsync();
        await fixture.RunDueAsync();
        var report = await fixture.ReadAsync((await fixture.ReadAsync(id)).ReportedBy!.Value);
        Assert.Equal((CloseReason.Parked, (CorrelationId?)null), (report.ClosedAs!.Value, report.ReportedBy));
        Assert.Equal(2, fixture.Smarthost.Requests.Count);
    }

    [Fact]
    public async Task Report_ThatCannotBeComposed_ParksTheMessage()
    {
        fixture.Composer.ReportBreaks = new InvalidOperationException("a defect");
        var id = await fixture.ReceiveAsync();
        await fixture.RunDueAsync();
        Assert.Equal(CloseReason.Parked, (await fixture.ReadAsync(id)).ClosedAs);
    }

    [Fact]
    public async Task Report_OnContentDamagedMeanwhile_IsWrittenWithoutIt()
    {
        fixture.Smarthost.Answer = to =>
        {
            fixture.Spool.ReadFails = new InvalidDataException("checksum");
            return new RecipientOutcome(to, DeliveryState.Refused, new DeliveryReply(550, null, "no", "smarthost:25"));
        };
        var id = await fixture.ReceiveAsync();
        await fixture.RunDueAsync();
        Assert.Equal(CloseReason.Bounced, (await fixture.ReadAsync(id)).ClosedAs);
    }

    [Fact]
    public async Task Bounced_ThenResent_CanStillArriveAndLeavesNothing()
    {
        var id = await fixture.ReceiveAsync();
        await fixture.RunDueAsync();
        refused = "nobody";
        Assert.Equal(DeskResult.Done, await fixture.Desk.ResendAsync(id, null, "eva", default));
        await fixture.RunDueAsync();
        Assert.Equal(CloseReason.Delivered, (await fixture.ReadAsync(id)).ClosedAs);
        Assert.StartsWith("Resent: ", fixture.Smarthost.Taken[^1].Text);
        await fixture.RunForAsync(TimeSpan.FromDays(40));
        Assert.Empty(fixture.Store.Everything);
        Assert.Empty(fixture.Spool.Kept);
    }
}
