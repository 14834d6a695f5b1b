using VoicemailOrleans.Grains;
using VoicemailOrleans.Tests.Fakes;

namespace VoicemailOrleans.Tests.Silo.Hosting;

public sealed partial class GrainHostTests
{
    [Fact]
    public void Suspects_AreTakenOneAtATime_OthersMeanwhile() => Run(async () =>
    {
        int suspects = 0, mostSuspects = 0;
        var grain = new ScriptedGrain(GrainKinds.Voicemail, async (claim, token) =>
        {
            var isSuspect = claim.Strikes == 2;
            if (isSuspect) mostSuspects = Math.Max(mostSuspects, ++suspects);
            await Task.Delay(TimeSpan.FromSeconds(3), clock, token);
            if (isSuspect) suspects--;
            await FinishAsync(claim, token);
        });
        for (var i = 0; i < 4; i++) await PutAsync($"suspect{i}", clock.GetUtcNow());
        await StrikeAsync(2);
        for (var i = 0; i < 4; i++) await PutAsync($"other{i}", clock.GetUtcNow());
        var started = clock.GetUtcNow();
        await StartAsync(grain);

        await grain.EndedAsync(8);
        Assert.Equal(1, mostSuspects);
        Assert.Equal(4, grain.Turns.Count(claim => claim.Strikes == 2));
        Assert.Equal(4, grain.Turns.Count(claim => claim.Strikes == 0 && ClaimedAt(claim) == started));
        Assert.Empty(grain.Quarantined);
    });

    [Fact]
    public void StruckOut_IsQuarantinedAndHasNoOrdinaryTurn() => Run(async () =>
    {
        var grain = Finishing();
        grain.Quarantine = FinishAsync;
        await PutAsync("a", clock.GetUtcNow());
        await StrikeAsync(3);
        await StartAsync(grain);
        await grain.QuarantinedAsync();
        Assert.Equal(3, Assert.Single(grain.Quarantined).Strikes);
        Assert.Empty(grain.Turns);
        Assert.Null(await store.ReadAsync(Id("a"), None));
    });

    /// <summary>The silo dies each time it touches the poison, with twenty turns under way, and comes back.</summary>
    [Fact]
    public void Poison_KillsItsSiloAgainAndAgain_IsQuarantinedAndTheInnocentAreNot() => Run(async () =>
    {
        const int Innocent = 20;
        var deaths = 0;
        HashSet<string> finished = [];
        List<ClaimedGrain> quarantined = [];
        var allFinished = new TaskCompletionSource();
        await PutAsync("poison", clock.GetUtcNow());
        for (var i = 0; i < Innocent; i++) await PutAsync($"innocent{i}", clock.GetUtcNow());
        while (quarantined.Count == 0)
        {
            await PutAsync($"late{deaths}", clock.GetUtcNow());
            var mortal = new MortalStore(store);
            var over = new TaskCompletionSource();
            await StartAsync(mortal, $"silo-{deaths}", new ScriptedGrain(GrainKinds.Voicemail, async (claim, token) =>
            {
                if (claim.Record.Id.Key == "poison")
                {
                    deaths++;
                    mortal.Die();
                    over.TrySetResult();
                }

                await Task.Delay(TimeSpan.FromSeconds(2), clock, token);
                var delete = new GrainWrite.Delete(claim.Record.Id, claim.Record.Version);
                await mortal.CommitAsync(new([delete]) { Ends = claim.Lease }, token);
                finished.Add(claim.Record.Id.Key);
                if (finished.Count == Innocent + 4) allFinished.TrySetResult();
            })
            {
                Quarantine = async (claim, token) =>
                {
                    quarantined.Add(claim);
                    await FinishAsync(claim, token);
                    over.TrySetResult();
                },
            });
            await over.Task;
            Assert.True(deaths < 4, "the poison killed its silo a fourth time");
        }

        await allFinished.Task;
        Assert.Equal(3, deaths);
        Assert.Equal("poison", Assert.Single(quarantined).Record.Id.Key);
        Assert.Null(await store.NextInAsync());
    });

    [Fact]
    public void Turn_BeyondItsLimit_IsCancelledAndCountsAsAStrike() => Run(async () =>
    {
        options.TurnLimit = TimeSpan.FromMinutes(3);
        var grain = Blocking();
        grain.Quarantine = FinishAsync;
        await StartAsync(grain);
        await PutAsync("a", clock.GetUtcNow());
        await grain.QuarantinedAsync();
        Assert.Equal([0, 1, 2], grain.Turns.Select(claim => claim.Strikes));
        var times = grain.Turns.Concat(grain.Quarantined).Select(ClaimedAt).ToList();
        var takeover = options.Lease + options.PollInterval;
        Assert.All(times.Zip(times.Skip(1)), pair =>
            Assert.InRange(pair.Second - pair.First, options.TurnLimit, options.TurnLimit + takeover));
    });

    [Fact]
    public void Turn_ThatCannotBeCancelled_LosesItsSlotAndStrikesOut() => Run(async () =>
    {
        options.Concurrency = 1;
        var forEver = new TaskCompletionSource();
        var grain = new ScriptedGrain(GrainKinds.Voicemail, async (claim, token) =>
        {
            if (claim.Record.Id.Key == "hangs") await forEver.Task;
            else await FinishAsync(claim, token);
        }) { Quarantine = FinishAsync };
        await PutAsync("hangs", clock.GetUtcNow());
        var started = clock.GetUtcNow();
        await StartAsync(grain);
        await grain.BegunAsync();
        await PutAsync("other", clock.GetUtcNow());

        await grain.EndedAsync();
        var each = options.TurnLimit + options.Lease;
        Assert.InRange(clock.GetUtcNow() - started, 3 * each, 3 * (each + options.PollInterval));
        Assert.Equal(["hangs", "hangs", "hangs", "other"], grain.Turns.Select(claim => claim.Record.Id.Key));
        Assert.Equal("hangs", Assert.Single(grain.Quarantined).Record.Id.Key);
    });

    [Fact]
    public void Stop_WhileAClaimIsUnderWay_HandsItsGrainsBackUnstruck() => Run(async () =>
    {
        var (asked, answer) = (new TaskCompletionSource(), new TaskCompletionSource());
        store.BeforeClaim = async _ =>
        {
            asked.TrySetResult();
            await answer.Task;
        };
        await PutAsync("a", clock.GetUtcNow());
        var grain = Finishing();
        var silo = await StartAsync(grain);
        await asked.Task;
        var stopped = silo.StopAsync(None);
        answer.SetResult();
        await stopped;
        store.BeforeClaim = null;
        Assert.Empty(grain.Turns);
        Assert.Equal(0, Assert.Single(await store.ClaimAsync("other", 1, options.Lease)).Strikes);
    });

    /// <summary>As if silos had died over every grain there is.</summary>
    private async Task StrikeAsync(int times)
    {
        for (var i = 0; i < times; i++)
        {
            await store.ClaimAsync("dead", 100, TimeSpan.FromMilliseconds(1));
            clock.Advance(TimeSpan.FromMilliseconds(1));
        }
    }
}
