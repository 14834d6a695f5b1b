using VoicemailOrleans.Grains;

namespace VoicemailOrleans.Tests.Silo.Hosting;

public sealed partial class GrainHostTests
{
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
        Assert.Empty(await store.ClaimDueAsync("other", 1, options.Lease, None));
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

    [Fact]
    public void DeadSilo_ItsGrainIsTakenWithinTenSeconds() => Run(async () =>
    {
        var grain = Finishing();
        await PutAsync("a", clock.GetUtcNow());
        var died = clock.GetUtcNow();
        Assert.Single(await store.ClaimDueAsync("dead", 1, options.Lease, None));

        await StartAsync(grain);
        await grain.EndedAsync();
        Assert.InRange(ClaimedAt(Assert.Single(grain.Turns)) - died, options.Lease, TimeSpan.FromSeconds(10));
    });
}
