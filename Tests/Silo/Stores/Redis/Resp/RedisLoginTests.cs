using VoicemailOrleans.Silo.Stores.Redis.Resp;
using VoicemailOrleans.Tests.Fakes;

namespace VoicemailOrleans.Tests.Silo.Stores.Redis.Resp;

/// <summary>Passwords and rights.</summary>
public sealed class RedisLoginTests
{
    private static readonly RespScript Count = new("count", "return redis.call('INCR', KEYS[1])");

    [Fact]
    public async Task Password_OfTheDefaultUser_IsTaken()
    {
        await using var server = await RedisServer.StartAsync("--requirepass", "pa/ss");
        await using var rig = await RedisRig.ConnectAsync(RedisRig.Patient($"redis://:pa%2Fss@127.0.0.1:{server.Port}"));
        Assert.Equal("default", (await rig.SendAsync("ACL", "WHOAMI")).Text);
    }

    [Theory]
    [InlineData("redis://:secret@127.0.0.1", "WRONGPASS")]
    [InlineData("redis://nobody:secret@127.0.0.1", "WRONGPASS")]
    [InlineData("redis://127.0.0.1", "NOAUTH")]
    public async Task Password_WrongOrNone_IsNamedAtOnceAndNotQuoted(string url, string code)
    {
        await using var server = await RedisServer.StartAsync("--requirepass", "right");
        await using var rig = new RedisRig(RedisRig.Patient($"{url}:{server.Port}"));
        var error = await Assert.ThrowsAsync<RedisSetupException>(() => rig.Client.ConnectAsync(CancellationToken.None).AsTask().WaitAsync(TimeSpan.FromSeconds(60)));
        Assert.Contains(code, error.Message, StringComparison.Ordinal);
        Assert.Contains(code, rig.Client.Problem, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", error.ToString(), StringComparison.Ordinal);
        var call = await Assert.ThrowsAnyAsync<RedisException>(() => rig.SendAsync("PING"));
        Assert.False(call.MayHaveExecuted);
    }

    [Fact]
    public async Task User_WithTheLeastRights_DoesItsWork()
    {
        await using var server = await RedisServer.StartAsync(
            [.. "--user voicemail on >pass ~{v}:* &{v}:* -@all +ping +script|load +evalsha +eval +incr +subscribe +unsubscribe --user default off".Split(' ')]);
        await using var rig = await RedisRig.ConnectAsync(RedisRig.Patient($"redis://voicemail:pass@127.0.0.1:{server.Port}"), Count);
        Assert.Equal(1, (await rig.Client.EvalAsync(Count, ["{v}:key"], [], CancellationToken.None)).Integer);
        var error = await Assert.ThrowsAsync<RedisServerException>(() => rig.SendAsync("FLUSHALL"));
        Assert.Equal("NOPERM", error.Code);
        using var bell = rig.Client.Subscribe("{v}:bell", _ => { });
        for (var i = 0; i < 5; i++) await rig.ConnectedAsync(); // Four for calls, one that is subscribed.
    }

    [Fact]
    public async Task User_WithoutTheRightToLoadScripts_IsToldSo()
    {
        await using var server = await RedisServer.StartAsync("--user", "voicemail", "on", ">pass", "~*", "-@all", "+ping");
        var error = await Assert.ThrowsAsync<RedisSetupException>(
            () => RedisRig.ConnectAsync(RedisRig.Patient($"redis://voicemail:pass@127.0.0.1:{server.Port}"), Count));
        Assert.Contains("NOPERM", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Database_Chosen_IsUsed()
    {
        await using var server = await RedisServer.StartAsync();
        await using var rig = await RedisRig.ConnectAsync(RedisRig.Patient($"{server.Url}/5"));
        await rig.SendAsync("SET", "key", "word");
        Assert.Contains("db5:keys=1", (await server.CommandAsync("INFO", "keyspace")).Text, StringComparison.Ordinal);
    }
}
