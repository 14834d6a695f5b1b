using VoicemailOrleans.Core.Voicemail;
using VoicemailOrleans.Grains;
using VoicemailOrleans.Tests.Fakes;

namespace VoicemailOrleans.Tests.Grains;

/// <summary>Copies without the words, and how the words come to those who have, or may have, no other.</summary>
public sealed class BareCopyTests
{
    private const string Anna = "anna@example.com";
    private const string Ben = "ben@example.com";

    private static readonly SpeechOutcome Away = new SpeechOutcome.Unavailable("503");
    private static readonly SpeechOutcome Words = FakeSpeechEngine.Heard("late but here", 0.9);
    private static readonly DeliveryReply TooLarge = new(0, "5.3.4", "too large", "smarthost:25");
    private static readonly DeliveryReply Busy = new(451, "4.3.0", "busy", "smarthost:25");
    private static readonly DeliveryReply Silence = new(0, null, "lost", "smarthost:25");

    private readonly GrainFixture fixture = new();

    public BareCopyTests() => fixture.Engine.Answer = _ => Words;

    private IEnumerable<string> Mails =>
        fixture.Smarthost.Taken.Select(taken => $"{taken.Recipient.Split('@')[0]} {taken.Text.Split("\r\n")[0]}");

    [Fact]
    public async Task Preview_ThatMakesTheMailTooLarge_FollowsInAMailOfItsOwn()
    {
        RefuseTheFirst(1);
        var id = await fixture.ReceiveAsync([Anna, Ben]);
        await fixture.RunForAsync(TimeSpan.FromMinutes(10));
        Assert.Equal(["anna Bare: ", "ben Bare: ", "anna Late: Transcribed", "ben Late: Transcribed"], Mails);
        Assert.Equal(CloseReason.Delivered, (await fixture.ReadAsync(id)).ClosedAs);
        await fixture.RunForAsync(TimeSpan.FromDays(1));
        Assert.Equal(4, fixture.Smarthost.Taken.Count);
    }

    [Fact]
    public async Task Preview_ThatMakesTheMailTooLarge_StaysAwayWhereNothingMayFollow()
    {
        fixture.Policies.Current = new VoicemailPolicies(fixture.Policy with { LateTranscript = false });
        RefuseTheFirst(1);
        var id = await fixture.ReceiveAsync([Anna]);
        await fixture.RunForAsync(TimeSpan.FromDays(1));
        Assert.Equal(["anna Bare: "], Mails);
        var state = await fixture.ReadAsync(id);
        Assert.Equal((CloseReason.Delivered, "not-transcribed"), (state.ClosedAs!.Value, state.MailStatus));
    }

    [Fact]
    public async Task Recording_TooLargeByItself_IsRefusedAfterBothWereTried()
    {
        RefuseTheFirst(2);
        var id = await fixture.ReceiveAsync([Anna]);
        await fixture.RunForAsync(TimeSpan.FromMinutes(10));
        Assert.Equal(CloseReason.Bounced, (await fixture.ReadAsync(id)).ClosedAs);
        Assert.Equal(3, fixture.Smarthost.Requests.Count); // with, without, and the report
    }

    [Fact]
    public async Task Mail_WithoutAPreview_IsNotTriedTwiceForItsSize()
    {
        RefuseTheFirst(1);
        await fixture.ReceiveAsync([Anna], reversePath: "", kind: MessageKind.NoRecording, recordings: 0);
        await fixture.RunForAsync(TimeSpan.FromMinutes(10));
        Assert.Single(fixture.Smarthost.Requests);
    }

    /// <summary>
    /// A mailbox that has the first copy drops the second, which bears the same name: the words must come again.
    /// </summary>
    [Theory]
    [InlineData(false), InlineData(true)]
    public async Task UncertainCopy_WithoutWords_IsFollowedThoughTheNextHasThem(bool dies)
    {
        fixture.Engine.Answer = _ => Away;
        var id = await fixture.ReceiveAsync([Anna]);
        fixture.Smarthost.Answer = to => new(to, DeliveryState.Uncertain, Silence);
        if (!dies) await fixture.RunForAsync(fixture.Policy.DeliverBy + TimeSpan.FromSeconds(30));
        else await DieAtTheDotAsync();
        var first = Assert.Single((await fixture.ReadAsync(id)).Deliveries);
        Assert.Equal((DeliveryState.Uncertain, 1), (first.State, first.Lacks!.Single()));
        fixture.Smarthost.Answer = to => new(to, DeliveryState.Deferred, Busy);
        fixture.Engine.Answer = _ => Words;
        await fixture.RunForAsync(fixture.Policy.SpeechRetry.Cap + TimeSpan.FromSeconds(30));
        fixture.Smarthost.Answer = Taken;
        await fixture.RunForAsync(TimeSpan.FromDays(1));
        Assert.Equal(["anna Composed: Transcribed", "anna Late: Transcribed"], Mails.TakeLast(2));
        Assert.Equal(CloseReason.Delivered, (await fixture.ReadAsync(id)).ClosedAs);
    }

    [Theory]
    [InlineData("came and was not mailed"), InlineData("is on its way"), InlineData("was refused"), InlineData("was mailed")]
    public async Task Resend_AfterACopyWithoutWords_IsAnotherMail(string transcript)
    {
        fixture.Engine.Answer = _ => Away;
        var id = await fixture.ReceiveAsync([Anna]);
        await fixture.RunForAsync(fixture.Policy.DeliverBy + TimeSpan.FromSeconds(30));
        if (transcript == "came and was not mailed")
            fixture.Policies.Current = new VoicemailPolicies(fixture.Policy with { LateTranscript = false });
        if (transcript == "is on its way") fixture.Smarthost.Answer = to => new(to, DeliveryState.Deferred, Busy);
        if (transcript == "was refused") fixture.Smarthost.Answer = to => new(to, DeliveryState.Refused, Busy);
        fixture.Engine.Answer = _ => Words;
        await fixture.RunForAsync(fixture.Policy.SpeechRetry.Cap + TimeSpan.FromSeconds(30));

        // An uncertain try and the next one are the same mail.
        fixture.Smarthost.Answer = to => new(to, DeliveryState.Uncertain, Silence);
        await ResendAsync(id);
        fixture.Smarthost.Answer = Taken;
        await fixture.RunForAsync(TimeSpan.FromDays(1));
        await ResendAsync(id);
        await fixture.RunForAsync(TimeSpan.FromDays(1));

        var (first, again, last) = (fixture.Composer.Resends[0], fixture.Composer.Resends[1], fixture.Composer.Resends[2]);
        Assert.Equal((true, first.Round), (first.HasOtherCopy, again.Round));
        Assert.Equal((true, true), (again.HasOtherCopy, last.HasOtherCopy));
        Assert.True(last.Round > first.Round);
    }

    [Theory]
    [InlineData(false), InlineData(true)]
    public async Task Resend_OfAMailWithItsWords_IsTheSameMailUnlessItWasTranscribedAgain(bool again)
    {
        var id = await fixture.ReceiveAsync([Anna]);
        await fixture.RunForAsync(TimeSpan.FromMinutes(10));
        var action = new VoicemailAction.Transcribe(null, null, IsMailed: true);
        if (again) Assert.Equal(DeskResult.Done, await fixture.Desk.ActAsync(id, action, "eva", default));
        await fixture.RunForAsync(TimeSpan.FromMinutes(10));
        await ResendAsync(id);
        Assert.Equal(again, Assert.Single(fixture.Composer.Resends).HasOtherCopy);
    }

    private static RecipientOutcome Taken(string to) => new(to, DeliveryState.Delivered, FakeSmarthost.Accepted);

    private void RefuseTheFirst(int count) => fixture.Smarthost.Answer = to =>
        fixture.Smarthost.Requests.Count <= count ? new(to, DeliveryState.Refused, TooLarge) : Taken(to);

    private async Task ResendAsync(CorrelationId id)
    {
        Assert.Equal(DeskResult.Done, await fixture.Desk.ResendAsync(id, null, "eva", default));
        await fixture.RunDueAsync();
    }

    /// <summary>The silo dies between its first dot and the reply.</summary>
    private async Task DieAtTheDotAsync()
    {
        var died = new TaskCompletionSource();
        fixture.Smarthost.AfterDot = () =>
        {
            died.TrySetResult();
            return new ValueTask(new TaskCompletionSource().Task);
        };
        while (!died.Task.IsCompleted)
        {
            foreach (var claim in await fixture.ClaimAsync())
                await Task.WhenAny(fixture.TakeTurnAsync(claim).AsTask(), died.Task);
            if (!died.Task.IsCompleted && await fixture.Store.NextInAsync() is { } wait)
                fixture.Clock.AdvanceTo(fixture.Now + wait);
        }

        fixture.Smarthost.AfterDot = null;
        fixture.Clock.Advance(TimeSpan.FromMinutes(2));
        await fixture.RunDueAsync();
    }
}
