using VoicemailOrleans.Grains;

namespace VoicemailOrleans.Tests.Grains.Stores;

public abstract partial class GrainStoreConformance
{
    [Fact]
    public async Task Feed_Empty_IsEmpty() => Assert.Empty(await FeedAsync(0));

    [Fact]
    public async Task Feed_Changes_OldestFirstEachGrainOnce()
    {
        await WriteAsync(Put("a", 0, Later));
        await WriteAsync(Put("b", 0, Later));
        await WriteAsync(Put("c", 0, Later));
        await WriteAsync(Put("a", 1, Later));
        await WriteAsync(Wake("b", Later));

        var feed = await FeedAsync(0);
        Assert.Equal(["c", "a", "b"], feed.Select(change => change.Id.Key));
        Assert.All(feed, change => Assert.False(change.Deleted));
        Assert.True(feed.Zip(feed.Skip(1)).All(pair => pair.First.Position < pair.Second.Position));
    }

    [Fact]
    public async Task Feed_FromAPosition_GoesOnThere()
    {
        await WriteAsync(Put("a", 0, Later), Put("b", 0, Later), Put("c", 0, Later));
        var first = await FeedAsync(0, 2);
        Assert.Equal(2, first.Count);
        var rest = await FeedAsync(first[^1].Position);
        Assert.Equal("c", Assert.Single(rest).Id.Key);
        Assert.Empty(await FeedAsync(rest[^1].Position));
    }

    [Fact]
    public async Task Feed_Deletion_IsTold()
    {
        await WriteAsync(Put("a", 0, Later));
        var seen = (await FeedAsync(0))[^1].Position;
        await WriteAsync(Delete("a", 1));

        var change = Assert.Single(await FeedAsync(seen));
        Assert.Equal((Id("a"), true), (change.Id, change.Deleted));

        await WriteAsync(Put("a", 0, Later));
        Assert.False(Assert.Single(await FeedAsync(change.Position)).Deleted);
        Assert.Single(await FeedAsync(0));
    }

    [Fact]
    public async Task Feed_ClaimExtendRelease_AreNoChanges()
    {
        await WriteAsync(Put("a", 0, Past));
        var seen = (await FeedAsync(0))[^1].Position;
        var claim = await ClaimOneAsync();
        await Store.ExtendAsync(claim.Lease, Unit, None);
        await Store.ReleaseAsync(claim.Lease, Later, None);
        Assert.Empty(await FeedAsync(seen));
    }

    [Fact]
    public async Task Feed_FollowedDuringConcurrentCommits_SkipsNothing()
    {
        const int writers = 8, grains = 40;
        var following = Task.Run(async () =>
        {
            HashSet<GrainId> seen = [];
            var position = 0L;
            using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(30));
            while (seen.Count < writers * grains && !patience.IsCancellationRequested)
            {
                var changes = await FeedAsync(position, 7);
                foreach (var change in changes)
                {
                    Assert.True(change.Position > position, "positions went backwards");
                    position = change.Position;
                    seen.Add(change.Id);
                }

                if (changes.Count == 0) await Task.Yield();
            }

            return seen.Count;
        });
        await Task.WhenAll(Enumerable.Range(0, writers).Select(writer => Task.Run(async () =>
        {
            for (var i = 0; i < grains; i++) await WriteAsync(Put($"w{writer}-{i}", 0, Later));
        })));
        Assert.Equal(writers * grains, await following);
    }

    [Fact]
    public async Task Count_PerKind_TellsTotalAndDue()
    {
        Assert.Empty(await Store.CountAsync(None));
        await WriteAsync(
            Put("a", 0, Now - 3 * Unit),
            Put("b", 0, Past),
            Put("c", 0, Later),
            Put("d", 0, Later, kind: GrainKinds.Intake));
        await WriteAsync(Put("e", 0, Later));
        await WriteAsync(Delete("e", 1));

        var counts = await Store.CountAsync(None);
        var oldest = (await ReadAsync("a"))!.DueAt;
        Assert.Equal([new GrainCount(GrainKinds.Intake, 1, 0, null), new GrainCount(Kind, 3, 2, oldest)], counts);

        await ClaimAsync();
        Assert.Equal(3, Assert.Single(await Store.CountAsync(None), count => count.Kind == Kind).Total);
    }

    private async Task<IReadOnlyList<GrainChange>> FeedAsync(long after, int max = 1000) =>
        await Store.ReadChangesAsync(after, max, None);
}
