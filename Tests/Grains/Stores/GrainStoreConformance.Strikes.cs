using VoicemailOrleans.Grains;

namespace VoicemailOrleans.Tests.Grains.Stores;

public abstract partial class GrainStoreConformance
{
    [Fact]
    public async Task Claim_AfterLeasesRanOut_CountsStrikes()
    {
        await WriteAsync(Put("a", 0, Past), Put("b", 0, Later));
        for (var strikes = 0; strikes < 4; strikes++)
        {
            Assert.Equal(strikes, (await ClaimOneAsync(units: 1)).Strikes);
            await PassAsync(2 * Unit);
        }
    }

    [Fact]
    public async Task Strikes_EndWithACommitOfTheHolder()
    {
        await WriteAsync(Put("a", 0, Past));
        await ClaimOneAsync(units: 1);
        await PassAsync(2 * Unit);
        var claim = await ClaimOneAsync();
        Assert.Equal(1, claim.Strikes);
        await Store.CommitAsync(new GrainCommit([Put("a", 1, Past)]) { Ends = claim.Lease }, None);
        Assert.Equal(0, (await ClaimOneAsync()).Strikes);
    }

    [Fact]
    public async Task Strikes_OutliveReleasesAndCommitsOfOthers()
    {
        await WriteAsync(Put("a", 0, Past));
        var former = await ClaimOneAsync(units: 1);
        await PassAsync(2 * Unit);
        await Store.ReleaseAsync((await ClaimOneAsync()).Lease, null, None);
        await Store.CommitAsync(new GrainCommit([Put("a", 1, Past)]) { Ends = former.Lease }, None);
        Assert.Equal(1, (await ClaimOneAsync()).Strikes);
    }

    [Fact]
    public async Task Strikes_WhoLostTheLeaseSpeaksUp_AreTakenBack()
    {
        await WriteAsync(Put("a", 0, Past));
        var former = await ClaimOneAsync(units: 1);
        await PassAsync(2 * Unit);
        var holder = await ClaimOneAsync();
        await Store.ReleaseAsync(former.Lease, Later, None);
        Assert.True(await Store.ExtendAsync(holder.Lease, Unit, None));
        await Store.ReleaseAsync(holder.Lease, null, None);
        Assert.Equal(0, (await ClaimOneAsync()).Strikes);
    }

    [Fact]
    public async Task Strikes_EndWithTheGrain()
    {
        await WriteAsync(Put("a", 0, Past));
        await ClaimOneAsync(units: 1);
        await PassAsync(2 * Unit);
        Assert.Equal(1, (await ClaimOneAsync(units: 1)).Strikes);
        await WriteAsync(Delete("a", 1));
        await WriteAsync(Put("a", 0, Past));
        Assert.Equal(0, (await ClaimOneAsync()).Strikes);
    }

    [Fact]
    public async Task Strikes_ExtendedInTime_AreNone()
    {
        await WriteAsync(Put("a", 0, Past));
        var claim = await ClaimOneAsync(units: 1);
        await PassAsync(2 * Unit);
        Assert.True(await Store.ExtendAsync(claim.Lease, Unit, None));
        await Store.ReleaseAsync(claim.Lease, null, None);
        Assert.Equal(0, (await ClaimOneAsync()).Strikes);
    }
}
