using System.Text;
using VoicemailOrleans.Core.Voicemail;
using VoicemailOrleans.Grains;

namespace VoicemailOrleans.Tests.Grains;

public sealed class VoicemailDeskTests
{
    private readonly GrainFixture fixture = new();

    [Fact]
    public async Task Resend_OfADeliveredMessage_GoesToTheOriginalRecipients()
    {
        var id = await fixture.ReceiveAsync(recipients: ["anna@example.com", "ben@example.com"]);
        await fixture.RunDueAsync();
        Assert.Equal(DeskResult.Done, await ResendAsync(id));
        await fixture.RunDueAsync();
        Assert.Equal(4, fixture.Smarthost.Taken.Count);
        Assert.All(fixture.Smarthost.Taken.Skip(2), taken => Assert.StartsWith("Resent: Transcribed", taken.Text));
        var state = await fixture.ReadAsync(id);
        Assert.Equal((1, CloseReason.Delivered), (state.Resends, state.ClosedAs!.Value));
        Assert.Contains(state.History, line =>
            line.Event == "resend" && line.Detail.Contains("eva", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Resend_ToSomebodyElse_AddsThatRecipientOnly()
    {
        var id = await fixture.ReceiveAsync();
        await fixture.RunDueAsync();
        Assert.Equal(DeskResult.Done, await ResendAsync(id, "boss@example.com"));
        await fixture.RunDueAsync();
        Assert.Equal(["anna@example.com", "boss@example.com"], fixture.Smarthost.Taken
            .Select(taken => taken.Recipient));
    }

    [Fact]
    public async Task Resend_DoubleClick_SendsOnce()
    {
        var id = await fixture.ReceiveAsync();
        await fixture.RunDueAsync();
        Assert.Equal(DeskResult.Done, await ResendAsync(id));
        Assert.Equal(DeskResult.AlreadyUnderWay, await ResendAsync(id));
        await fixture.RunDueAsync();
        Assert.Equal(DeskResult.AlreadyUnderWay,
            await ResendAsync(id, "ANNA@example.com")); // delivered already, a moment ago
        await fixture.RunDueAsync();
        Assert.Equal(2, fixture.Smarthost.Taken.Count);
        fixture.Clock.Advance(fixture.Policy.DoubleClickWindow);
        Assert.Equal(DeskResult.Done, await ResendAsync(id));
    }

    [Fact]
    public async Task Resend_OfADeferredMessage_TriesNowAndOnce()
    {
        var id = await fixture.ReceiveAsync();
        var delivered = fixture.Smarthost.Answer;
        fixture.Smarthost.Answer = to =>
            new RecipientOutcome(to, DeliveryState.Deferred, new DeliveryReply(451, null, "busy", "smarthost:25"));
        await fixture.RunForAsync(TimeSpan.FromHours(2));
        fixture.Smarthost.Answer = delivered;
        Assert.Equal(DeskResult.Done, await ResendAsync(id));
        await fixture.RunDueAsync();
        Assert.StartsWith("Composed: ", Assert.Single(fixture.Smarthost.Taken).Text);
        Assert.Equal(0, (await fixture.ReadAsync(id)).Resends);
    }

    [Fact]
    public async Task Resend_DoubleClickOnADeferredMessage_SendsOnce()
    {
        var id = await fixture.ReceiveAsync();
        var delivered = fixture.Smarthost.Answer;
        fixture.Smarthost.Answer = to =>
            new RecipientOutcome(to, DeliveryState.Deferred, new DeliveryReply(451, null, "busy", "smarthost:25"));
        await fixture.RunForAsync(TimeSpan.FromHours(2));
        fixture.Smarthost.Answer = delivered;
        await ResendAsync(id);
        await fixture.RunDueAsync();
        Assert.Equal(DeskResult.AlreadyUnderWay, await ResendAsync(id));
        await fixture.RunDueAsync();
        Assert.Single(fixture.Smarthost.Taken);
    }

    [Fact]
    public async Task Resend_OfADuplicate_GoesOut()
    {
        await fixture.ReceiveAsync();
        var copy = await fixture.ReceiveAsync();
        await fixture.RunDueAsync();
        Assert.Equal(DeskResult.Done, await ResendAsync(copy));
        await fixture.RunDueAsync();
        Assert.Equal(2, fixture.Smarthost.Taken.Count);
    }

    [Fact]
    public async Task Resend_OfAMessageWhoseContentCameBack_ReadsItThen()
    {
        var id = await fixture.ReceiveAsync();
        var content = await fixture.Spool.ReadContentAsync(id, default);
        fixture.Spool.Lose(id);
        await fixture.RunDueAsync();
        fixture.Spool.Put(id, Encoding.UTF8.GetString(content!.Value.Span));
        Assert.Equal(DeskResult.Done, await ResendAsync(id));
        await fixture.RunDueAsync();
        Assert.Equal(CloseReason.Delivered, (await fixture.ReadAsync(id)).ClosedAs);
    }

    [Fact]
    public async Task Resend_BeforeItWasRead_IsNotNow()
    {
        var id = await fixture.ReceiveAsync();
        Assert.Equal(DeskResult.NotNow, await ResendAsync(id));
    }

    [Fact]
    public async Task Resend_OfNothing_IsNotFound() =>
        Assert.Equal(DeskResult.NotFound, await ResendAsync(fixture.NewId()));

    [Theory]
    [InlineData("")]
    [InlineData("a b@example.com")]
    [InlineData("a@example.com>\r\nRCPT TO:<b@example.com")]
    [InlineData("a@example.com\n")]
    [InlineData("a\u0000@example.com")]
    public async Task Resend_ToWhatCouldBreakACommand_Throws(string address)
    {
        var id = await fixture.ReceiveAsync();
        await fixture.RunDueAsync();
        await Assert.ThrowsAsync<ArgumentException>(async () => await ResendAsync(id, address));
    }

    [Fact]
    public async Task Resend_ToTooMany_IsNotNow()
    {
        var id = await fixture.ReceiveAsync();
        await fixture.RunDueAsync();
        var many = Enumerable.Range(1, fixture.Policy.RecipientsMax).Select(n => $"u{n}@example.com").ToArray();
        Assert.Equal(DeskResult.NotNow, await ResendAsync(id, many));
    }

    private async Task<DeskResult> ResendAsync(CorrelationId id, params string[] to) =>
        await fixture.Desk.ResendAsync(id, to.Length == 0 ? null : to, "eva", default);
}
