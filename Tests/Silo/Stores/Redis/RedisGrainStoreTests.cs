using System.Text;
using VoicemailOrleans.Grains;
using VoicemailOrleans.Silo.Stores.Redis;
using VoicemailOrleans.Silo.Stores.Redis.Resp;
using VoicemailOrleans.Tests.Fakes;

namespace VoicemailOrleans.Tests.Silo.Stores.Redis;

/// <summary>What a network and a server of its own add to the contract of a store.</summary>
public sealed class RedisGrainStoreTests : IAsyncLifetime
{
    private static readonly TimeSpan Lease = TimeSpan.FromSeconds(30);

    private RedisServer server = null!;
    private RedisStoreRig rig = null!;

    private static CancellationToken None => CancellationToken.None;

    public async Task InitializeAsync()
    {
        server = await RedisServer.StartAsync();
        rig = await RedisStoreRig.StartAsync(server.Url);
    }

    public async Task DisposeAsync()
    {
        await rig.DisposeAsync();
        await server.DisposeAsync();
    }

    [Fact]
    public async Task Commit_SentAgain_IsRecognisedAsDone()
    {
        var commit = new GrainCommit([Put("a"), Put("b")]);
        Assert.Equal("", await EvalAsync(commit, "0123456789abcdef", again: false));
        Assert.Equal("voicemail/a", await EvalAsync(commit, "fedcba9876543210", again: true));
        Assert.Equal("", await EvalAsync(commit, "0123456789abcdef", again: true));
        await rig.Store.CommitAsync(new GrainCommit([new GrainWrite.Wake(Id("a"), DateTimeOffset.UnixEpoch)]), None);
        Assert.Equal("", await EvalAsync(commit, "0123456789abcdef", again: true)); // a wake since changes nothing about it
        Assert.Equal((2L, 1L), (await VersionAsync("a"), await VersionAsync("b")));
    }

    [Fact]
    public async Task Commit_ThatComesTooLate_IsCounted()
    {
        await WriteAsync(Put("a"));
        var conflicts = rig.Meters.Count("voicemail.grain.conflicts");
        Assert.False((await rig.Store.CommitAsync(new GrainCommit([Put("a")]), None)).Written);
        await WriteAsync(Put("b"));
        Assert.Equal(1, conflicts());
    }

    [Fact]
    public async Task Commit_OfDeletionsSentAgain_IsRecognisedAsDone()
    {
        await WriteAsync(Put("a"), Put("b"));
        var commit = new GrainCommit([new GrainWrite.Delete(Id("a"), 1), new GrainWrite.Delete(Id("b"), 1)]);
        Assert.Equal("", await EvalAsync(commit, "0123456789abcdef", again: false));
        Assert.Equal("", await EvalAsync(commit, "0123456789abcdef", again: true));
        await WriteAsync(Put("b"));
        Assert.Equal("voicemail/a", await EvalAsync(commit, "0123456789abcdef", again: true));
    }

    [Fact]
    public async Task Commit_OfWakesSentAgain_StillWakes()
    {
        await WriteAsync(Put("a"));
        var commit = new GrainCommit([new GrainWrite.Wake(Id("a"), DateTimeOffset.UnixEpoch)]);
        Assert.Equal("", await EvalAsync(commit, "0123456789abcdef", again: true));
        Assert.Equal(2, await VersionAsync("a"));
    }

    [Fact]
    public async Task Server_KilledAndRestartedUnderTraffic_LosesNothingThatWasAcknowledged()
    {
        const int Callers = 16;
        const int Each = 60;
        var acknowledged = 0;
        var killed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var callers = Enumerable.Range(0, Callers).Select(caller => Task.Run(async () =>
        {
            for (var i = 0; i < Each; i++)
            {
                // A commit that failed may be repeated by its maker; who finds its own grain there is done.
                while (true)
                {
                    try
                    {
                        await rig.Store.CommitAsync(new GrainCommit([Put($"{caller}-{i}")]), None);
                        break;
                    }
                    catch (GrainStoreUnavailableException)
                    {
                    }
                }

                if (Interlocked.Increment(ref acknowledged) == Callers * Each / 3) killed.SetResult();
            }
        })).ToList();

        await killed.Task;
        await server.KillAsync();
        await server.RestartAsync();
        await Task.WhenAll(callers);

        var voicemails = Assert.Single(await rig.Store.CountAsync(None));
        Assert.Equal((Callers * Each, Callers * Each), (voicemails.Total, voicemails.Due));
        Assert.Equal(Callers * Each, (await rig.Store.ReadChangesAsync(0, 10_000, None)).Count);
    }

    [Fact]
    public async Task Claim_WhoseAnswerWasLost_GivesItsGrainsBackWithoutAStrike()
    {
        await WriteAsync(Put("a"));
        var scripts = new GrainScripts();
        await rig.Client.EvalAsync(scripts.Claim, [], ["lost", 10, 60_000, 1, "voicemail", 10], None);
        Assert.Empty(await rig.Store.ClaimAsync("silo", 10, Lease));
        RespArg[] next = ["next", 10, 60_000, 1, "voicemail", 10, "lost"];
        var again = await rig.Client.EvalAsync(scripts.Claim, [], next, None);
        Assert.Equal(("voicemail/a", "next.1", 0L), (again.Items[2].Text, again.Items[3].Text, again.Items[5].Integer));
    }

    [Fact]
    public async Task Claim_CancelledOnItsWay_GivesItsGrainsBack()
    {
        await WriteAsync(Put("a"));
        server.Pause();
        using var cancellation = new CancellationTokenSource();
        var request = new ClaimRequest("silo", Lease, 10, [new KindShare(GrainKinds.Voicemail, 10)]);
        var claim = rig.Store.ClaimDueAsync(request, cancellation.Token).AsTask();
        await cancellation.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => claim);
        server.Resume();
        // It runs on the server all the same, before this one; or never, when it had not been sent.
        IReadOnlyList<ClaimedGrain> claims = [];
        for (var i = 0; i < 3 && claims.Count == 0; i++) claims = await rig.Store.ClaimAsync("silo", 10, Lease);
        Assert.Equal(0, Assert.Single(claims).Strikes);
    }

    [Fact]
    public async Task Release_OfALeaseThatACommitEnded_TakesNoCall()
    {
        await WriteAsync(Put("a"), Put("b"));
        var claims = await rig.Store.ClaimAsync("silo", 2, Lease);
        var (a, b) = (claims[0], claims[1]);
        var delete = new GrainWrite.Delete(a.Record.Id, a.Record.Version);
        await rig.Store.CommitAsync(new GrainCommit([delete]) { Ends = a.Lease }, None);
        var calls = await ScriptCallsAsync();
        await rig.Store.ReleaseAsync(a.Lease, null, None);
        Assert.Equal(calls, await ScriptCallsAsync());
        await rig.Store.ReleaseAsync(b.Lease, null, None);
        Assert.NotEqual(calls, await ScriptCallsAsync());
    }

    [Theory]
    [InlineData("{ '4102444800', '0' }", 2100)]
    [InlineData("{ '946684800', '0' }", 2000)]
    public async Task Clock_OfTheServer_IsTheOneThatGrainsLiveBy(string lua, int year)
    {
        await using var far = await RedisStoreRig.StartAsync(server.Url, clock: lua);
        await far.Store.CommitAsync(new GrainCommit([Put("first")]), None);
        Assert.Equal(year, far.Clock.GetUtcNow().Year);
        await far.Store.ClaimAsync("silo", 1, Lease);

        var put = new GrainWrite.Put(new GrainId(GrainKinds.Voicemail, "second"), 0, "{}"u8.ToArray(), far.Clock.GetUtcNow());
        await far.Store.CommitAsync(new GrainCommit([put]), None);
        var next = await far.Store.NextInAsync();
        Assert.True(next < Lease / 2, $"due now, and can be claimed in {next}");
    }

    [Fact]
    public async Task Bell_IsHeardByTheOthers()
    {
        await using var other = await RedisStoreRig.StartAsync(server.Url, "there");
        var heard = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        other.Store.Rang += () => heard.TrySetResult();
        while (!heard.Task.IsCompleted)
        {
            // The other one's subscription may still be on its way: the first ring it can hear is enough.
            await WriteAsync(Put($"{Guid()}"));
            await Task.WhenAny(heard.Task, Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System, None));
        }
    }

    [Fact]
    public async Task History_ServerRestartedOrEmptied_IsAnother()
    {
        var first = await rig.Store.ReadHistoryAsync(None);
        await using var other = await RedisStoreRig.StartAsync(server.Url, "there");
        Assert.Equal(first, await other.Store.ReadHistoryAsync(None));

        await rig.Client.SendAsync(["FLUSHALL"], None);
        var second = await rig.Store.ReadHistoryAsync(None);
        await server.KillAsync();
        await server.RestartAsync();
        var third = await rig.Store.ReadHistoryAsync(None);

        Assert.Equal(third, await other.Store.ReadHistoryAsync(None));
        Assert.Equal(3, new HashSet<string> { first, second, third }.Count);
    }

    [Fact]
    public async Task Server_Full_RefusesNewWorkAndLetsOldWorkEnd()
    {
        await WriteAsync(Put("a"));
        await server.CommandAsync("CONFIG", "SET", "maxmemory", "1");
        var refused = await Assert.ThrowsAsync<GrainStoreUnavailableException>(() => WriteAsync(Put("b")));
        Assert.Contains("OOM", refused.Message, StringComparison.Ordinal);

        var claim = Assert.Single(await rig.Store.ClaimAsync("silo", 10, Lease));
        Assert.True(await rig.Store.ExtendAsync(claim.Lease, Lease, None));
        // A step on the way ends no lease, and may bring other grains with it.
        var dot = new GrainWrite.Put(Id("a"), 1, Encoding.UTF8.GetBytes("dot pending"), DateTimeOffset.UnixEpoch);
        await WriteAsync(dot, Put("a-part"));
        var put = new GrainWrite.Put(Id("a"), 2, Encoding.UTF8.GetBytes("done"), DateTimeOffset.UnixEpoch);
        Assert.True((await rig.Store.CommitAsync(new GrainCommit([put]) { Ends = claim.Lease }, None)).Written);
        await WriteAsync(new GrainWrite.Delete(Id("a"), 3), new GrainWrite.Delete(Id("a-part"), 1));

        await server.CommandAsync("CONFIG", "SET", "maxmemory", "0");
        await WriteAsync(Put("b"));
        Assert.Equal("b", Assert.Single(await rig.Store.ClaimAsync("silo", 10, Lease)).Record.Id.Key);
    }

    [Fact]
    public async Task Lease_RunsOutByTheServersOwnClock()
    {
        await WriteAsync(Put("a"));
        var claim = Assert.Single(await rig.Store.ClaimAsync("silo", 10, TimeSpan.FromMilliseconds(200)));
        Assert.InRange(claim.Lease.Until - TimeProvider.System.GetUtcNow(), TimeSpan.FromSeconds(-2), TimeSpan.FromSeconds(2));
        IReadOnlyList<ClaimedGrain> next = [];
        while (next.Count == 0) next = await rig.Store.ClaimAsync("other", 10, Lease);
        Assert.Equal(1, next[0].Strikes);
        Assert.False(await rig.Store.ExtendAsync(claim.Lease, Lease, None));
    }

    private static GrainId Id(string key) => new(GrainKinds.Voicemail, key);

    private static GrainWrite Put(string key) =>
        new GrainWrite.Put(Id(key), 0, Encoding.UTF8.GetBytes("{}"), DateTimeOffset.UnixEpoch);

    private static string Guid() => Convert.ToHexString(System.Security.Cryptography.RandomNumberGenerator.GetBytes(8));

    private async Task WriteAsync(params GrainWrite[] writes) =>
        Assert.Null((await rig.Store.CommitAsync(new GrainCommit(writes), None)).Conflict);

    private async Task<long?> VersionAsync(string key) => (await rig.Store.ReadAsync(Id(key), None))?.Version;

    private async Task<string?> EvalAsync(GrainCommit commit, string turn, bool again)
    {
        var arguments = CommitCall.Arguments(commit, "test", turn);
        CommitCall.SetAgain(arguments, again);
        var answer = await rig.Client.EvalAsync(new GrainScripts().Commit, CommitCall.Keys(commit), arguments, None);
        return answer.Items[0].Text;
    }

    private async Task<string> ScriptCallsAsync()
    {
        var statistics = await rig.Client.SendAsync(["INFO", "commandstats"], None);
        return statistics.Text!.Split("\r\n").First(line => line.Contains("evalsha", StringComparison.Ordinal));
    }
}
