using VoicemailOrleans.Bench.Processes;
using VoicemailOrleans.Silo.Stores.Redis.Resp;
using VoicemailOrleans.Tests.Fakes;

namespace VoicemailOrleans.Tests.Silo.Stores.Redis.Resp;

/// <summary>The master as a real Sentinel names it.</summary>
public sealed class RedisSentinelTests
{
    [Fact]
    public async Task Failover_MasterKilled_IsFollowed()
    {
        await using var master = await RedisServer.StartAsync();
        await using var replica = await RedisServer.StartAsync("--replicaof", "127.0.0.1", $"{master.Port}");
        await using var sentinel = await RedisSentinel.StartAsync(master.Port);
        await sentinel.SaidAsync("+slave ");
        var url = $"redis+sentinel://127.0.0.1:{FreePort.Take()},127.0.0.1:{sentinel.Port}/the-master";
        await using var rig = await RedisRig.ConnectAsync(RedisRig.Patient(url) with { Connections = 1 });
        await rig.SendAsync("SET", "key", "word");
        Assert.Equal(1, (await rig.SendAsync("WAIT", 1, 0)).Integer);
        await master.KillAsync();
        await sentinel.SaidAsync("+switch-master ");
        Assert.Equal("word", (await RedisRig.AnswerAsync(() => rig.SendAsync("GET", "key"))).Text);
        Assert.Equal("master", (await replica.CommandAsync("ROLE")).Items[0].Text);
    }

    [Fact]
    public async Task Master_NameNobodyKnows_IsSaid()
    {
        await using var master = await RedisServer.StartAsync();
        await using var sentinel = await RedisSentinel.StartAsync(master.Port);
        var error = await Assert.ThrowsAsync<RedisSetupException>(() => RedisRig.ConnectAsync(RedisRig.Patient($"redis+sentinel://127.0.0.1:{sentinel.Port}/another")));
        Assert.Contains("no master named another", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Sentinel_WithAPassword_IsToldIt()
    {
        await using var master = await RedisServer.StartAsync();
        await using var sentinel = await RedisSentinel.StartAsync(master.Port, "requirepass watch");
        var url = $"redis+sentinel://127.0.0.1:{sentinel.Port}/the-master";
        var error = await Assert.ThrowsAsync<RedisSetupException>(() => RedisRig.ConnectAsync(RedisRig.Patient(url)));
        Assert.Contains("NOAUTH", error.Message, StringComparison.Ordinal);
        await using var rig = await RedisRig.ConnectAsync(RedisRig.Patient(url + "?sentinel_password=watch"));
        Assert.Equal("PONG", (await rig.SendAsync("PING")).Text);
    }
}
