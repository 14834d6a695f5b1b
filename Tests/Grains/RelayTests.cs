using VoicemailOrleans.Core.Voicemail;
using VoicemailOrleans.Grains;
using VoicemailOrleans.Tests.Fakes;

namespace VoicemailOrleans.Tests.Grains;

/// <summary>The final dot and what may go wrong around it.</summary>
public sealed class RelayTests
{
    private const string Anna = "anna@example.com";
    private const string Ben = "ben@example.com";

    private readonly GrainFixture fixture = new();

    [Fact]
    public async Task Wake_BetweenReadAndDot_IsTolerated()
    {
        var id = await ReceivePlainAsync();
        fixture.Smarthost.BeforeDot = async () =>
            await fixture.Store
                .CommitAsync(new GrainCommit([new GrainWrite.Wake(GrainId.Voicemail(id), fixture.Now)]), default);
        await fixture.RunDueAsync();
        Assert.Single(fixture.Smarthost.Taken);
        Assert.Equal(CloseReason.Delivered, (await fixture.ReadAsync(id)).ClosedAs);
    }

    [Fact]
    public async Task Silo_OvertakenBeforeItsDot_DoesNotSend()
    {
        var id = await ReceivePlainAsync();
        var overtaken = false;
        fixture.Smarthost.BeforeDot = async () =>
        {
            if (overtaken) return;
            overtaken = true;
            fixture.Clock.Advance(TimeSpan.FromMinutes(2)); // the lease is over
            await fixture.RunDueAsync();
        };
        await fixture.TakeTurnAsync(Assert.Single(await fixture.ClaimAsync()));
        Assert.Equal(2, fixture.Smarthost.Requests.Count);
        Assert.Single(fixture.Smarthost.Taken);
        Assert.Equal(CloseReason.Delivered, (await fixture.ReadAsync(id)).ClosedAs);
    }

    [Fact]
    public async Task Silo_OvertakenAfterItsDot_LeavesADoubtAndOneMoreCopyAtMost()
    {
        var id = await ReceivePlainAsync();
        fixture.Smarthost.AfterDot = async () =>
        {
            fixture.Smarthost.AfterDot = null;
            fixture.Clock.Advance(TimeSpan.FromMinutes(2));
            await fixture.RunDueAsync();
            Assert.Equal(DeliveryState.Uncertain, (await fixture.ReadAsync(id)).Deliveries[0].State);
        };
        await fixture.TakeTurnAsync(Assert.Single(await fixture.ClaimAsync()));
        var state = await fixture.ReadAsync(id);
        Assert.Equal((DeliveryState.Delivered, CloseReason.Delivered),
            (state.Deliveries[0].State, state.ClosedAs!.Value));
        await fixture.RunForAsync(TimeSpan.FromDays(1));
        Assert.Single(fixture.Smarthost.Taken);
    }

    [Fact]
    public async Task Crash_WithTheDotOnTheWire_IsUncertainAndTriedAgainAfterFiveMinutes()
    {
        var id = await ReceivePlainAsync();
        await DieAfterDotAsync();
        fixture.Clock.Advance(TimeSpan.FromMinutes(2));
        await fixture.RunDueAsync();
        var delivery = (await fixture.ReadAsync(id)).Deliveries[0];
        Assert.Equal((DeliveryState.Uncertain, 1), (delivery.State, delivery.UncertainAttempts));
        Assert.Contains("may arrive twice", (await fixture.ReadAsync(id)).History[^1].Detail, StringComparison.Ordinal);
        await fixture.RunForAsync(TimeSpan.FromMinutes(1));
        Assert.Single(fixture.Smarthost.Taken);
        await fixture.RunForAsync(TimeSpan.FromMinutes(3));
        Assert.Equal(2, fixture.Smarthost.Taken.Count);
        Assert.Equal(CloseReason.Delivered, (await fixture.ReadAsync(id)).ClosedAs);
    }

    [Fact]
    public async Task Smarthost_BreaksAfterTheDot_IsUncertainAtOnce()
    {
        var id = await ReceivePlainAsync();
        fixture.Smarthost.AfterDot = () => throw new IOException("nobody expected that");
        await fixture.RunDueAsync();
        var state = await fixture.ReadAsync(id);
        Assert.Equal((DeliveryState.Uncertain, 1), (state.Deliveries[0].State, state.Deliveries[0].UncertainAttempts));
        Assert.Null(state.InFlight);
    }

    [Fact]
    public async Task Crash_BetweenMarkAndCommit_IsDeliveredAndNotSentAgain()
    {
        var id = await ReceivePlainAsync();
        fixture.StoreOfGrains.BeforeCommit = commit => commit.Ends is not null && fixture.Smarthost.Taken.Count > 0
            ? throw new IOException("the silo died here")
            : ValueTask.CompletedTask;
        await Assert.ThrowsAsync<IOException>(async () =>
            await fixture.TakeTurnAsync(Assert.Single(await fixture.ClaimAsync())));
        fixture.StoreOfGrains.BeforeCommit = null;
        await fixture.RunForAsync(TimeSpan.FromDays(1));
        Assert.Single(fixture.Smarthost.Taken);
        Assert.Equal(CloseReason.Delivered, (await fixture.ReadAsync(id)).ClosedAs);
    }

    [Fact]
    public async Task Crash_InTheSecondTransaction_WhoWasServedInTheFirstIsNotServedAgain()
    {
        var id = await ReceivePlainAsync(Anna, Ben);
        fixture.Smarthost.TransactionMax = 1;
        var died = new TaskCompletionSource();
        fixture.Smarthost.AfterDot = () =>
        {
            if (fixture.Smarthost.Taken.Count < 2) return ValueTask.CompletedTask;
            died.SetResult();
            return new ValueTask(new TaskCompletionSource().Task);
        };
        _ = fixture.TakeTurnAsync(Assert.Single(await fixture.ClaimAsync())).AsTask();
        await died.Task;
        fixture.Smarthost.AfterDot = null;
        fixture.Clock.Advance(TimeSpan.FromMinutes(2));
        await fixture.RunDueAsync();
        Assert.Equal([DeliveryState.Delivered, DeliveryState.Uncertain],
            (await fixture.ReadAsync(id)).Deliveries.Select(delivery => delivery.State));
        await fixture.RunForAsync(TimeSpan.FromDays(1));
        Assert.Equal([Anna, Ben, Ben], fixture.Smarthost.Taken.Select(taken => taken.Recipient));
    }

    [Fact]
    public async Task Transactions_Several_MarkEachRecipientOnce()
    {
        var id = await ReceivePlainAsync(Anna, Ben);
        fixture.Smarthost.TransactionMax = 1;
        await fixture.RunDueAsync();
        var marks = await fixture.Spool.ReadMarksAsync(id, default);
        Assert.Equal([Anna, Ben], marks.Delivered.Select(mark => mark.Recipient));
    }

    [Fact]
    public async Task Mark_ThatFails_DoesNotHinderTheCommit()
    {
        var id = await ReceivePlainAsync();
        fixture.Spool.MarkFails = new IOException("disk full");
        await fixture.RunDueAsync();
        Assert.Equal(CloseReason.Delivered, (await fixture.ReadAsync(id)).ClosedAs);
    }

    [Fact]
    public async Task Store_DownAtTheDot_NothingIsSent()
    {
        var id = await ReceivePlainAsync();
        fixture.Smarthost.BeforeDot = () =>
        {
            fixture.StoreOfGrains.BeforeCommit = _ =>
            {
                fixture.StoreOfGrains.BeforeCommit = null;
                throw new IOException("no store");
            };
            return ValueTask.CompletedTask;
        };
        await fixture.TakeTurnAsync(Assert.Single(await fixture.ClaimAsync()));
        var state = await fixture.ReadAsync(id);
        Assert.Equal((DeliveryState.Deferred, 0), (state.Deliveries[0].State, state.Deliveries[0].UncertainAttempts));
        Assert.Empty(fixture.Smarthost.Taken);
        Assert.Null(state.InFlight);
    }

    [Fact]
    public async Task Turn_CancelledAsTheStoreNotesTheAttempt_IsNotUncertain()
    {
        var id = await ReceivePlainAsync();
        using var lost = new CancellationTokenSource();
        fixture.Smarthost.BeforeDot = () =>
        {
            fixture.StoreOfGrains.AfterCommit = _ =>
            {
                fixture.StoreOfGrains.AfterCommit = null;
                lost.Cancel();
                throw new OperationCanceledException(lost.Token);
            };
            return ValueTask.CompletedTask;
        };
        fixture.Smarthost.AfterDenial = () => lost.Token.ThrowIfCancellationRequested();
        await fixture.TakeTurnAsync(Assert.Single(await fixture.ClaimAsync()), lost.Token);

        var state = await fixture.ReadAsync(id);
        Assert.Equal((DeliveryState.Deferred, 0), (state.Deliveries[0].State, state.Deliveries[0].UncertainAttempts));
        Assert.Null(state.InFlight);
        Assert.Empty(fixture.Smarthost.Taken);
    }

    [Fact]
    public async Task Store_AwayAfterTheDot_OutcomeWaitsForIt()
    {
        var id = await ReceivePlainAsync();
        var away = fixture.Now + TimeSpan.FromSeconds(50);
        fixture.StoreOfGrains.BeforeCommit = commit => commit.Ends is not null && fixture.Now < away
            ? throw new GrainStoreUnavailableException("away")
            : ValueTask.CompletedTask;
        var turn = fixture.TakeTurnAsync(Assert.Single(await fixture.ClaimAsync())).AsTask();
        while (await Task.WhenAny(turn, fixture.Clock.WhenTimersSet()) != turn) fixture.Clock.AdvanceToNextTimer();
        await turn;
        Assert.Equal(CloseReason.Delivered, (await fixture.ReadAsync(id)).ClosedAs);
        Assert.True(fixture.Now >= away);
    }

    [Fact]
    public async Task Recipients_WithDifferentAnswers_GoTheirOwnWays()
    {
        var id = await ReceivePlainAsync(Anna, Ben);
        fixture.Smarthost.Answer = to =>
            to == Ben ? Says(to, DeliveryState.Deferred, 451) : Says(to, DeliveryState.Delivered, 250);
        await fixture.RunForAsync(TimeSpan.FromMinutes(10));
        Assert.Equal([Anna], fixture.Smarthost.Taken.Select(taken => taken.Recipient));
        Assert.All(fixture.Smarthost.Requests.Skip(1), request =>
            Assert.Equal(Ben, Assert.Single(request.Recipients).Address));
        Assert.Equal(3, fixture.Smarthost.Requests.Count); // now, after 1 minute, after 5 more
        fixture.Smarthost.Answer = to => Says(to, DeliveryState.Delivered, 250);
        await fixture.RunForAsync(TimeSpan.FromMinutes(20));
        Assert.Equal(CloseReason.Delivered, (await fixture.ReadAsync(id)).ClosedAs);
    }

    [Fact]
    public async Task Smarthost_ThatForgetsARecipient_LeavesItUncertain()
    {
        var id = await ReceivePlainAsync(Anna, Ben);
        fixture.Smarthost.Answer = to => Says(to == Ben ? "stranger@example.com" : to, DeliveryState.Delivered, 250);
        await fixture.RunDueAsync();
        var state = await fixture.ReadAsync(id);
        Assert.Equal([DeliveryState.Delivered, DeliveryState.Deferred], state.Deliveries
            .Select(delivery => delivery.State));
    }

    [Fact]
    public async Task Clock_BehindTheStores_DoesNotSpin()
    {
        await ReceivePlainAsync();
        fixture.Smarthost.Answer = to => Says(to, DeliveryState.Deferred, 451);
        await fixture.RunDueAsync();
        fixture.Clock.Advance(TimeSpan.FromMinutes(2));
        var behind = new ManualTimeProvider(fixture.Now - TimeSpan.FromMinutes(5));
        var grain = new VoicemailGrain(
            fixture.StoreOfGrains, fixture.Spool, fixture.Smarthost, fixture.Composer, fixture.Policies, behind,
            Microsoft.Extensions.Logging.Abstractions.NullLogger<VoicemailGrain>.Instance);
        await grain.TakeTurnAsync(Assert.Single(await fixture.ClaimAsync(GrainKinds.Voicemail)), default);
        Assert.Equal(2, fixture.Smarthost.Requests.Count);
    }

    private static RecipientOutcome Says(string to, DeliveryState state, int code) =>
        new(to, state, new DeliveryReply(code, null, "said so", "smarthost:25"));

    private Task<CorrelationId> ReceivePlainAsync(params string[] to) =>
        fixture.ReceiveAsync(to.Length == 0 ? [Anna] : to, kind: MessageKind.NoRecording, recordings: 0);

    private async Task DieAfterDotAsync()
    {
        await fixture.DieAfterDotAsync(Assert.Single(await fixture.ClaimAsync()));
    }
}
