using VoicemailOrleans.Grains;

namespace VoicemailOrleans.Tests.Grains.Stores;

public abstract partial class GrainStoreConformance
{
    [Fact]
    public async Task Read_Missing_IsNull() => Assert.Null(await ReadAsync("a"));

    [Fact]
    public async Task Put_New_StartsAtVersionOne()
    {
        var due = Later;
        await WriteAsync(Put("a", 0, due, """{"x":"é"}"""));

        var record = await ReadAsync("a");
        Assert.Equal((Id("a"), 1L, """{"x":"é"}"""), (record!.Id, record.Version, Text(record)));
        Assert.InRange(record.DueAt - due, TimeSpan.Zero, TimeSpan.FromMilliseconds(1));
    }

    [Fact]
    public async Task Put_Again_ReplacesStateAndDueTimeAndCountsUp()
    {
        await WriteAsync(Put("a", 0, Later, "1"));
        await WriteAsync(Put("a", 1, Now + 2 * Unit, "22"));

        var record = await ReadAsync("a");
        Assert.Equal((2L, "22"), (record!.Version, Text(record)));
        Assert.True(record.DueAt < Later);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(3)]
    public async Task Put_OtherVersion_ConflictsAndChangesNothing(long expected)
    {
        await WriteAsync(Put("a", 0, Later, "1"));
        await WriteAsync(Put("a", 1, Later, "2"));

        Assert.Equal(Id("a"), (await CommitAsync(Put("a", expected, Now, "3"))).Conflict);
        Assert.Equal("2", Text(await ReadAsync("a")));
    }

    [Fact]
    public async Task Put_ExpectingAMissingGrain_Conflicts()
    {
        Assert.Equal(Id("a"), (await CommitAsync(Put("a", 1, Later))).Conflict);
        Assert.Null(await ReadAsync("a"));
    }

    [Fact]
    public async Task Put_SameKeyOtherKind_IsAnotherGrain()
    {
        await WriteAsync(Put("a", 0, Later, "1"), Put("a", 0, Later, "2", GrainKinds.Intake));
        Assert.Equal("1", Text(await ReadAsync("a")));
    }

    [Fact]
    public async Task Put_DueTimeBetweenMilliseconds_IsNeverEarlier()
    {
        var due = DateTimeOffset.FromUnixTimeMilliseconds(Later.ToUnixTimeMilliseconds()).AddTicks(1);
        await WriteAsync(Put("a", 0, due));
        Assert.True((await ReadAsync("a"))!.DueAt >= due, "a turn would be taken before it is due");
    }

    [Fact]
    public async Task Put_FarthestDueTime_IsKept()
    {
        await WriteAsync(Put("a", 0, DateTimeOffset.MaxValue));
        Assert.Equal(9999, (await ReadAsync("a"))!.DueAt.Year);
    }

    [Fact]
    public async Task Put_OneMegabyte_ComesBackWhole()
    {
        var state = new byte[1 << 20];
        new Random(1).NextBytes(state);
        await WriteAsync(new GrainWrite.Put(Id("a"), 0, state.AsMemory(), Past));

        Assert.True((await ReadAsync("a"))!.State.Span.SequenceEqual(state));
        Assert.True((await ClaimOneAsync()).Record.State.Span.SequenceEqual(state));
    }

    [Fact]
    public async Task Put_PartOfABuffer_StoresThatPartAsItWas()
    {
        var buffer = Doc("[abc]").ToArray();
        await WriteAsync(new GrainWrite.Put(Id("a"), 0, buffer.AsMemory(1, 3), Later));
        Array.Clear(buffer);
        Assert.Equal("abc", Text(await ReadAsync("a")));
    }

    [Fact]
    public async Task Delete_Present_RemovesIt()
    {
        await WriteAsync(Put("a", 0, Past));
        await WriteAsync(Delete("a", 1));

        Assert.Null(await ReadAsync("a"));
        Assert.Empty(await ClaimAsync());
        Assert.Null(await NextDueAsync());
    }

    [Fact]
    public async Task Delete_OtherVersion_Conflicts()
    {
        await WriteAsync(Put("a", 0, Later));
        Assert.Equal(Id("a"), (await CommitAsync(Delete("a", 2))).Conflict);
        Assert.Equal(Id("b"), (await CommitAsync(Delete("b", 1))).Conflict);
        Assert.NotNull(await ReadAsync("a"));
    }

    [Fact]
    public async Task Put_AfterDelete_StartsAtVersionOne()
    {
        await WriteAsync(Put("a", 0, Later, "1"));
        await WriteAsync(Delete("a", 1));
        await WriteAsync(Put("a", 0, Later, "2"));
        Assert.Equal(1, (await ReadAsync("a"))!.Version);
    }

    [Fact]
    public async Task Commit_SeveralGrains_WritesAll()
    {
        await WriteAsync(Put("a", 0, Later), Put("b", 0, Later));
        await WriteAsync(Put("a", 1, Later, "new"), Delete("b", 1), Put("c", 0, Later));

        Assert.Equal("new", Text(await ReadAsync("a")));
        Assert.Null(await ReadAsync("b"));
        Assert.NotNull(await ReadAsync("c"));
    }

    [Fact]
    public async Task Commit_LastWriteConflicts_WritesNothing()
    {
        await WriteAsync(Put("a", 0, Later, "old"), Put("b", 0, Later), Put("w", 0, Later));

        var result = await CommitAsync(Put("a", 1, Past, "new"), Put("n", 0, Past), Wake("w", Past), Delete("b", 7));

        Assert.Equal(Id("b"), result.Conflict);
        Assert.False(result.Written);
        Assert.Equal("old", Text(await ReadAsync("a")));
        Assert.Null(await ReadAsync("n"));
        Assert.Equal(1, (await ReadAsync("w"))!.Version);
        Assert.Empty(await ClaimAsync());
        Assert.Equal(3, (await Store.ReadChangesAsync(0, 10, None)).Count);
    }

    [Fact]
    public async Task Commit_SameGrainTwice_IsRefused() =>
        await Assert.ThrowsAnyAsync<ArgumentException>(() => CommitAsync(Put("a", 0, Later), Wake("a", Now)));

    [Fact]
    public async Task Commit_Cancelled_Throws() =>
        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            async () => await Store.CommitAsync(new GrainCommit([Put("a", 0, Later)]), new CancellationToken(true)));

    [Fact]
    public async Task Wake_Missing_DoesNothing()
    {
        await WriteAsync(Wake("a", Now));
        Assert.Null(await ReadAsync("a"));
        Assert.Empty(await Store.ReadChangesAsync(0, 10, None));
    }

    [Fact]
    public async Task Wake_Sooner_MovesTheDueTimeAndKeepsTheState()
    {
        await WriteAsync(Put("a", 0, Later, "kept"));
        await WriteAsync(Wake("a", Past));

        var claim = await ClaimOneAsync();
        Assert.Equal((2L, "kept"), (claim.Record.Version, Text(claim.Record)));
    }

    [Fact]
    public async Task Wake_Later_KeepsTheDueTimeAndCountsUp()
    {
        await WriteAsync(Put("a", 0, Past));
        var due = (await ReadAsync("a"))!.DueAt;
        await WriteAsync(Wake("a", Later));

        var record = await ReadAsync("a");
        Assert.Equal((2L, due), (record!.Version, record.DueAt));
    }

    [Fact]
    public async Task Wake_DuringATurn_MakesItsCommitConflict()
    {
        await WriteAsync(Put("a", 0, Past));
        var claim = await ClaimOneAsync();
        await WriteAsync(Wake("a", Now));

        var turn = new GrainCommit([Put("a", claim.Record.Version, Later, "stale")]) { Ends = claim.Lease };
        Assert.Equal(Id("a"), (await Store.CommitAsync(turn, None)).Conflict);
    }
}
