using VoicemailOrleans.Grains;

namespace VoicemailOrleans.Tests.Grains.Stores;

public abstract partial class GrainStoreConformance
{
    [Fact]
    public async Task Claim_NothingDue_IsEmpty()
    {
        await WriteAsync(Put("a", 0, Now + 2 * Unit));
        Assert.Empty(await ClaimAsync());
        await PassAsync(2 * Unit);
        Assert.Single(await ClaimAsync());
    }

    [Fact]
    public async Task Claim_Several_LongestDueFirstUpToTheLimit()
    {
        await WriteAsync(
            Put("b", 0, Now - 2 * Unit), Put("c", 0, Now - Unit), Put("a", 0, Now - 3 * Unit), Put("x", 0, Later));
        Assert.Equal(["a", "b"], Keys(await ClaimAsync(max: 2)));
        Assert.Equal(["c"], Keys(await ClaimAsync(max: 2)));
    }

    [Fact]
    public async Task Claim_SeveralKinds_InTheOrderAskedForUpToTheLimitOfEach()
    {
        await WriteAsync(
            Put("a", 0, Now - 3 * Unit), Put("b", 0, Now - 2 * Unit), Put("c", 0, Past),
            Put("i", 0, Past, kind: GrainKinds.Intake), Put("t", 0, Now - 4 * Unit, kind: GrainKinds.Transcription));
        KindShare[] kinds = [new(GrainKinds.Intake, 2), new(GrainKinds.Voicemail, 2)];
        Assert.Equal(["i", "a", "b"], Keys((await ClaimKindsAsync(4, kinds)).Claims));
        Assert.Equal(["c"], Keys((await ClaimKindsAsync(4, kinds)).Claims));

        await WriteAsync(Put("d", 0, Past), Put("j", 0, Past, kind: GrainKinds.Intake));
        Assert.Equal(["j"], Keys((await ClaimKindsAsync(1, kinds)).Claims));
        Assert.True((await ClaimKindsAsync(0, kinds)).NextIn <= TimeSpan.Zero, "d is due");
        Assert.Equal(["d"], Keys((await ClaimKindsAsync(4, kinds)).Claims));

        var next = (await ClaimKindsAsync(4, kinds)).NextIn;
        Assert.True(next > TimeSpan.Zero, "t is due, but of no kind that was asked for");
    }

    [Fact]
    public async Task Claim_OneKind_LeavesOthers()
    {
        await WriteAsync(Put("a", 0, Now - 2 * Unit), Put("b", 0, Past, kind: GrainKinds.Transcription));
        Assert.Equal(["b"], Keys(await ClaimAsync(kind: GrainKinds.Transcription)));
        Assert.Empty(await ClaimAsync(kind: GrainKinds.Transcription));
        Assert.Equal(["a"], Keys(await ClaimAsync()));
    }

    [Fact]
    public async Task Claim_ReturnsRecordAndLease()
    {
        await WriteAsync(Put("a", 0, Past, "state"), Put("b", 0, Past));
        var before = Now;
        var claims = await ClaimAsync();

        var a = Assert.Single(claims, claim => claim.Record.Id == Id("a"));
        Assert.Equal((1L, "state", Id("a")), (a.Record.Version, Text(a.Record), a.Lease.Id));
        Assert.InRange(a.Lease.Until, before + 9 * Unit, Now + 10 * Unit);
        Assert.Equal(2, claims.DistinctBy(claim => claim.Lease.Token).Count());
    }

    [Fact]
    public async Task Claim_Leased_OnlyAfterItRanOut()
    {
        await WriteAsync(Put("a", 0, Past));
        var first = await ClaimOneAsync(units: 3);
        await PassAsync(Unit);
        Assert.Empty(await ClaimAsync());
        await PassAsync(2 * Unit);

        var second = await ClaimOneAsync();
        Assert.NotEqual(first.Lease.Token, second.Lease.Token);
    }

    [Fact]
    public async Task Claim_RanOut_KeepsItsPlaceInTheQueue()
    {
        await WriteAsync(Put("a", 0, Now - 2 * Unit));
        await ClaimOneAsync(units: 1);
        await WriteAsync(Put("b", 0, Past));
        await PassAsync(2 * Unit);
        Assert.Equal(["a"], Keys(await ClaimAsync(max: 1)));
    }

    [Fact]
    public async Task Claim_ManyAtOnce_EachGrainOnce()
    {
        await WriteAsync([.. Enumerable.Range(0, 200).Select(i => Put($"g{i}", 0, Past))]);

        var claims = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => Task.Run(() => ClaimAsync(max: 15))));

        var keys = claims.SelectMany(Keys).ToList();
        Assert.Equal(200, keys.Count);
        Assert.Equal(200, keys.Distinct().Count());
    }

    [Fact]
    public async Task Extend_Held_ProlongsFromNow()
    {
        await WriteAsync(Put("a", 0, Past));
        var claim = await ClaimOneAsync(units: 3);
        await PassAsync(2 * Unit);
        Assert.True(await Store.ExtendAsync(claim.Lease, 3 * Unit, None));
        await PassAsync(2 * Unit);
        Assert.Empty(await ClaimAsync());
        await PassAsync(2 * Unit);
        Assert.Single(await ClaimAsync());
    }

    [Fact]
    public async Task Extend_RanOutButNotClaimed_Succeeds()
    {
        await WriteAsync(Put("a", 0, Past));
        var claim = await ClaimOneAsync(units: 1);
        await PassAsync(2 * Unit);
        Assert.True(await Store.ExtendAsync(claim.Lease, 5 * Unit, None));
        Assert.Empty(await ClaimAsync());
    }

    [Fact]
    public async Task Extend_ClaimedByAnother_Fails()
    {
        await WriteAsync(Put("a", 0, Past));
        var first = await ClaimOneAsync(units: 1);
        await PassAsync(2 * Unit);
        await ClaimOneAsync();
        Assert.False(await Store.ExtendAsync(first.Lease, 5 * Unit, None));
    }

    [Fact]
    public async Task Extend_Deleted_Fails()
    {
        await WriteAsync(Put("a", 0, Past));
        var claim = await ClaimOneAsync();
        await WriteAsync(Delete("a", 1));
        Assert.False(await Store.ExtendAsync(claim.Lease, Unit, None));
        await WriteAsync(Put("a", 0, Past));
        Assert.False(await Store.ExtendAsync(claim.Lease, Unit, None));
        await ClaimOneAsync();
    }

    [Fact]
    public async Task Release_WithoutDueTime_CanBeClaimedAtOnce()
    {
        await WriteAsync(Put("a", 0, Past));
        await Store.ReleaseAsync((await ClaimOneAsync()).Lease, null, None);
        Assert.Equal(1, (await ClaimOneAsync()).Record.Version);
    }

    [Fact]
    public async Task Release_WithDueTime_IsDueThen()
    {
        await WriteAsync(Put("a", 0, Past));
        await Store.ReleaseAsync((await ClaimOneAsync()).Lease, Now + 2 * Unit, None);
        Assert.Empty(await ClaimAsync());
        await PassAsync(3 * Unit);
        await ClaimOneAsync();
    }

    [Fact]
    public async Task Release_AfterAChange_KeepsTheNewDueTime()
    {
        await WriteAsync(Put("a", 0, Past));
        var claim = await ClaimOneAsync();
        await WriteAsync(Wake("a", Now));
        await Store.ReleaseAsync(claim.Lease, Later, None);
        Assert.Equal(2, (await ClaimOneAsync()).Record.Version);
    }

    [Fact]
    public async Task Release_ByAFormerHolder_LeavesTheLeaseAlone()
    {
        await WriteAsync(Put("a", 0, Past));
        var former = await ClaimOneAsync(units: 1);
        await PassAsync(2 * Unit);
        var holder = await ClaimOneAsync();

        await Store.ReleaseAsync(former.Lease, Later, None);

        Assert.Empty(await ClaimAsync());
        Assert.True(await Store.ExtendAsync(holder.Lease, Unit, None));
        Assert.True((await ReadAsync("a"))!.DueAt < Now);
    }

    [Fact]
    public async Task Commit_EndingItsLease_FreesTheGrain()
    {
        await WriteAsync(Put("a", 0, Past));
        var claim = await ClaimOneAsync();
        var turn = new GrainCommit([Put("a", 1, Past, "next")]) { Ends = claim.Lease };
        Assert.True((await Store.CommitAsync(turn, None)).Written);

        Assert.Equal("next", Text((await ClaimOneAsync()).Record));
        Assert.False(await Store.ExtendAsync(claim.Lease, Unit, None));
    }

    [Fact]
    public async Task Commit_NotEndingTheLease_KeepsIt()
    {
        await WriteAsync(Put("a", 0, Past));
        var claim = await ClaimOneAsync();
        await WriteAsync(Put("a", 1, Past, "step"));
        Assert.Empty(await ClaimAsync());
        Assert.True(await Store.ExtendAsync(claim.Lease, Unit, None));
    }

    [Fact]
    public async Task Commit_ThatConflicts_KeepsTheLease()
    {
        await WriteAsync(Put("a", 0, Past));
        var claim = await ClaimOneAsync();
        var stale = new GrainCommit([Put("a", 7, Past)]) { Ends = claim.Lease };
        Assert.False((await Store.CommitAsync(stale, None)).Written);
        Assert.Empty(await ClaimAsync());
    }

    [Fact]
    public async Task Commit_ByAFormerHolder_LeavesTheSuccessorsLease()
    {
        await WriteAsync(Put("a", 0, Past));
        var former = await ClaimOneAsync(units: 1);
        await PassAsync(2 * Unit);
        var successor = await ClaimOneAsync();

        var late = new GrainCommit([Put("a", former.Record.Version, Past, "late")]) { Ends = former.Lease };
        Assert.True((await Store.CommitAsync(late, None)).Written);

        Assert.Empty(await ClaimAsync());
        Assert.True(await Store.ExtendAsync(successor.Lease, Unit, None));
        var stale = new GrainCommit([Put("a", successor.Record.Version, Past)]) { Ends = successor.Lease };
        Assert.False((await Store.CommitAsync(stale, None)).Written);
    }

    [Fact]
    public async Task NextDue_SaysWhenAGrainCanBeClaimed()
    {
        Assert.Null(await NextDueAsync());
        await WriteAsync(Put("far", 0, Later), Put("near", 0, Past));
        Assert.Equal((await ReadAsync("near"))!.DueAt, await NextDueAsync());

        var claim = await ClaimOneAsync(units: 10);
        Assert.Equal(claim.Lease.Until, await NextDueAsync());

        await WriteAsync(Put("near", 1, Now + 500 * Unit));
        Assert.Equal((await ReadAsync("near"))!.DueAt, await NextDueAsync());

        await WriteAsync(Delete("near", 2));
        Assert.Equal((await ReadAsync("far"))!.DueAt, await NextDueAsync());
    }

    [Fact]
    public async Task Bell_DueNowOrSooner_Rings()
    {
        using var rung = new SemaphoreSlim(0);
        await WriteAsync(Put("a", 0, Later));
        await NextDueAsync();
        Store.Rang += () => rung.Release();

        await WriteAsync(Put("b", 0, Now + 10 * Unit));
        Assert.True(await rung.WaitAsync(TimeSpan.FromSeconds(10)), "no bell for a grain due sooner than any other");
        await WriteAsync(Wake("a", Now));
        Assert.True(await rung.WaitAsync(TimeSpan.FromSeconds(10)), "no bell for a grain woken");
    }
}
