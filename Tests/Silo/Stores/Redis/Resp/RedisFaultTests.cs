using System.Collections.Concurrent;
using System.Text;
using VoicemailOrleans.Bench.Processes;
using VoicemailOrleans.Silo.Stores.Redis.Resp;
using VoicemailOrleans.Tests.Fakes;

namespace VoicemailOrleans.Tests.Silo.Stores.Redis.Resp;

/// <summary>The client against a real server that is killed, stopped, demoted.</summary>
public sealed class RedisFaultTests
{
    private static readonly RespScript Count = new("count", "return redis.call('INCR', KEYS[1])");

    [Fact]
    public async Task Kill9_WhileCallsWait_FailsThemAndWorksAfterTheRestart()
    {
        await using var server = await RedisServer.StartAsync();
        await using var rig = await RedisRig.ConnectAsync(RedisRig.Patient(server.Url), Count);
        await rig.SendAsync("SET", "key", 41);
        server.Pause();
        var waiting = rig.SendAsync("INCR", "other");
        await server.KillAsync();
        Assert.True((await Assert.ThrowsAsync<RedisException>(() => waiting)).MayHaveExecuted);
        var error = await Assert.ThrowsAsync<RedisException>(() => rig.SendAsync("INCR", "key"));
        Assert.False(error.MayHaveExecuted);
        Assert.Contains("no connection", error.Message, StringComparison.Ordinal);
        Assert.Contains($"127.0.0.1:{server.Port}", rig.Client.Problem, StringComparison.Ordinal);
        await server.RestartAsync();
        await rig.UpAsync();
        Assert.Equal(42, await CountAsync(rig));
    }

    [Fact]
    public async Task Start_WithinTheWait_CostsTheCallNoError()
    {
        await using var server = await RedisServer.StartAsync();
        await server.KillAsync();
        await using var rig = new RedisRig(RedisRig.Patient(server.Url) with { ConnectionWait = TimeSpan.FromSeconds(60) }, Count);
        var waiting = CountAsync(rig);
        await server.RestartAsync();
        Assert.Equal(1, await waiting);
    }

    [Fact]
    public async Task Sigstop_LongerThanTheDeadline_FailsCallsAsPerhapsDoneAndMendsItself()
    {
        await using var server = await RedisServer.StartAsync();
        await using var rig = await RedisRig.ConnectAsync(RedisRig.Patient(server.Url) with { CallTimeout = TimeSpan.FromSeconds(1) }, Count);
        server.Pause();
        var calls = Enumerable.Range(0, 20).Select(_ => CountAsync(rig)).ToList();
        foreach (var call in calls) Assert.True((await Assert.ThrowsAsync<RedisException>(() => call)).MayHaveExecuted);
        while (rig.Client.IsConnected) await Assert.ThrowsAsync<RedisException>(() => CountAsync(rig));
        Assert.False((await Assert.ThrowsAsync<RedisException>(() => CountAsync(rig))).MayHaveExecuted);
        server.Resume();
        await rig.UpAsync();
        Assert.InRange(await RedisRig.AnswerAsync(() => CountAsync(rig)), 21, 1000); // What "failed" had been done once the server woke up.
    }

    [Fact]
    public async Task Master_DemotedAndPromotedAgain_IsLeftAndTakenBack()
    {
        await using var other = await RedisServer.StartAsync();
        await using var server = await RedisServer.StartAsync();
        await using var rig = await RedisRig.ConnectAsync(RedisRig.Patient(server.Url) with { Connections = 1 }, Count);
        await server.CommandAsync("REPLICAOF", "127.0.0.1", $"{other.Port}");
        var refusal = await Assert.ThrowsAsync<RedisServerException>(() => CountAsync(rig));
        Assert.Equal("READONLY", refusal.Code);
        rig.Logged("no master but a replica");
        var error = await Assert.ThrowsAsync<RedisException>(() => CountAsync(rig));
        Assert.False(error.MayHaveExecuted);
        Assert.Contains("no master but a replica", error.Message, StringComparison.Ordinal);
        await server.CommandAsync("REPLICAOF", "NO", "ONE");
        await rig.UpAsync();
        Assert.Equal(1, await CountAsync(rig));
    }

    [Fact]
    public async Task Endpoints_Several_TheFirstMasterIsTaken()
    {
        await using var master = await RedisServer.StartAsync();
        await using var replica = await RedisServer.StartAsync("--replicaof", "127.0.0.1", $"{master.Port}");
        var url = $"redis://127.0.0.1:{FreePort.Take()},127.0.0.1:{replica.Port},127.0.0.1:{master.Port}";
        await using var rig = await RedisRig.ConnectAsync(RedisRig.Patient(url) with { Connections = 1 }, Count);
        await CountAsync(rig);
        Assert.Equal(1, (await rig.SendAsync("WAIT", 1, 0)).Integer);
        Assert.Equal("1", (await master.CommandAsync("GET", "key")).Text);
        await master.KillAsync();
        await rig.DownAsync();
        await replica.CommandAsync("REPLICAOF", "NO", "ONE");
        await rig.UpAsync();
        Assert.Equal(2, await CountAsync(rig));
    }

    [Fact]
    public async Task Subscribe_AcrossARestart_HearsAgain()
    {
        await using var server = await RedisServer.StartAsync();
        await using var rig = new RedisRig(RedisRig.Patient(server.Url));
        using var heard = new BlockingCollection<string>();
        var subscription = rig.Client.Subscribe("bell", message => heard.Add(Encoding.UTF8.GetString(message.Span)));
        await rig.ConnectedAsync();
        await server.CommandAsync("PUBLISH", "bell", "one");
        Assert.True(heard.TryTake(out var first, TimeSpan.FromSeconds(60)), "The first message was not heard.");
        Assert.Equal("one", first);
        await server.RestartAsync();
        await rig.ConnectedAsync();
        Assert.Equal(1, (await server.CommandAsync("PUBLISH", "bell", "two")).Integer);
        Assert.True(heard.TryTake(out var second, TimeSpan.FromSeconds(60)), "The second message was not heard.");
        Assert.Equal("two", second);
        subscription.Dispose();
        Assert.Empty(heard);
    }

    private static async Task<long> CountAsync(RedisRig rig) => (await rig.Client.EvalAsync(Count, ["key"], [], CancellationToken.None)).Integer;
}
