using VoicemailOrleans.Grains;
using VoicemailOrleans.Tests.Fakes;

namespace VoicemailOrleans.Tests.Silo.Hosting;

public sealed partial class GrainHostTests
{
    private static readonly TimeSpan Punctual = TimeSpan.FromMilliseconds(100);

    [Fact]
    public void LongTurn_KeepsItsLease() => Run(async () =>
    {
        var release = new TaskCompletionSource();
        var grain = new ScriptedGrain(GrainKinds.Voicemail, async (claim, token) =>
        {
            await release.Task;
            await FinishAsync(claim, token);
        });
        await StartAsync(grain);
        await PutAsync("a", clock.GetUtcNow());
        await grain.BegunAsync();

        var extended = 0;
        var enough = new TaskCompletionSource();
        store.BeforeExtend = _ =>
        {
            if (++extended == 30) enough.TrySetResult();
            return Task.FromResult<bool?>(null);
        };
        await enough.Task;
        Assert.Empty(await store.ClaimAsync("other", 1, options.Lease));
        release.SetResult();
        await grain.EndedAsync();
        Assert.Single(grain.Turns);
    });

    [Fact]
    public void LeaseLost_CancelsTheTurn() => Run(async () =>
    {
        var grain = Blocking();
        await StartAsync(grain);
        store.BeforeExtend = _ => Task.FromResult<bool?>(false);
        await PutAsync("a", clock.GetUtcNow());
        await grain.BegunAsync();
        await grain.EndedAsync();
    });

    [Fact]
    public void LeaseNotExtendable_CancelsTheTurnWhenItRunsOut() => Run(async () =>
    {
        var started = clock.GetUtcNow();
        DateTimeOffset cancelled = default;
        var grain = new ScriptedGrain(GrainKinds.Voicemail, async (_, token) =>
        {
            await using var registration = token.Register(() => cancelled = clock.GetUtcNow());
            await Task.Delay(Timeout.InfiniteTimeSpan, clock, token);
        });
        store.BeforeExtend = _ => throw new IOException("planted");
        await StartAsync(grain);
        await PutAsync("a", clock.GetUtcNow());
        await grain.BegunAsync();
        await grain.EndedAsync();
        Assert.True(cancelled - started >= options.Lease, "cancelled while the lease still held");
    });

    [Theory]
    [InlineData(8, 10)]
    [InlineData(4, 5)]
    public void DeadSilo_ItsGrainIsTakenInTime(int lease, int within) => Run(async () =>
    {
        options.Lease = TimeSpan.FromSeconds(lease);
        var grain = Finishing();
        await PutAsync("a", clock.GetUtcNow());
        var died = clock.GetUtcNow();
        Assert.Single(await store.ClaimAsync("dead", 1, options.Lease));
        // So that it looks just before the lease runs out, and then not before the next poll.
        await Task.Delay(options.PollInterval * 0.99, clock);
        await StartAsync(grain);
        await grain.EndedAsync();
        Assert.InRange(ClaimedAt(Assert.Single(grain.Turns)) - died, options.Lease, TimeSpan.FromSeconds(within));
    });

    [Fact]
    public void Silo_JustStarted_TakesWhatIsDueAtOnce() => Run(async () =>
    {
        var grain = Finishing();
        await PutAsync("a", clock.GetUtcNow() - TimeSpan.FromMinutes(1));
        var started = clock.GetUtcNow();
        await StartAsync(store, "a restarted silo with a new address", grain);
        await grain.EndedAsync();
        Assert.InRange(ClaimedAt(Assert.Single(grain.Turns)) - started, TimeSpan.Zero, Punctual);
    });

    /// <summary>Of what another process does, a silo knows only what it hears of it: the bell, or nothing.</summary>
    [Theory]
    [InlineData(true, 0)]
    [InlineData(true, 400)]
    [InlineData(true, 7_300)]
    [InlineData(false, 7_300)]
    public void DueTime_SetByAnotherProcess_IsMet(bool isHeard, int milliseconds) => Run(async () =>
    {
        var grain = Finishing();
        store.IsDeaf = !isHeard;
        await StartAsync(grain);
        await Task.Delay(TimeSpan.FromSeconds(3.33), clock);
        var due = clock.GetUtcNow().AddMilliseconds(milliseconds);
        await PutAsync("a", due);
        await grain.EndedAsync();
        Assert.InRange(ClaimedAt(Assert.Single(grain.Turns)) - due, TimeSpan.Zero, Punctual);
    });

    [Fact]
    public void DueNow_ByAnotherProcessThatIsNotHeard_IsFoundByTheNextPoll() => Run(async () =>
    {
        var grain = Finishing();
        store.IsDeaf = true;
        await StartAsync(grain);
        await Task.Delay(TimeSpan.FromSeconds(3.33), clock);
        var due = clock.GetUtcNow();
        await PutAsync("a", due);
        await grain.EndedAsync();
        Assert.InRange(ClaimedAt(Assert.Single(grain.Turns)) - due, TimeSpan.Zero, options.PollInterval);
    });
}
