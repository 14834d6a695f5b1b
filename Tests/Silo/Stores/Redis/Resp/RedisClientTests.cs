using VoicemailOrleans.Silo.Stores.Redis.Resp;
using VoicemailOrleans.Tests.Fakes;

namespace VoicemailOrleans.Tests.Silo.Stores.Redis.Resp;

/// <summary>The client against a real server that is well.</summary>
public sealed class RedisClientTests
{
    private static readonly RespScript Join = new("join", "return {KEYS[1], ARGV[1], redis.call('INCR', KEYS[1])}");

    [Fact]
    public async Task Send_EveryKindOfArgument_ComesBackAsItWas()
    {
        await using var server = await RedisServer.StartAsync();
        await using var rig = await RedisRig.ConnectAsync(RedisRig.Patient(server.Url));
        Assert.Equal("OK", (await rig.SendAsync("SET", "key", "Grüße")).Text);
        Assert.Equal("Grüße", (await rig.SendAsync("GET", "key")).Text);
        await rig.SendAsync("SET", "key", long.MinValue);
        Assert.Equal(long.MinValue, (await rig.SendAsync("GET", "key")).Integer);
        byte[] bytes = [0, 13, 10, 255];
        await rig.SendAsync("SET", "key", bytes);
        Assert.Equal(bytes, (await rig.SendAsync("GET", "key")).Bytes.ToArray());
        Assert.True((await rig.SendAsync("GET", "none")).IsNull);
    }

    [Fact]
    public async Task Send_ErrorReply_ThrowsItsCode()
    {
        await using var server = await RedisServer.StartAsync();
        await using var rig = await RedisRig.ConnectAsync(RedisRig.Patient(server.Url));
        await rig.SendAsync("SET", "key", "word");
        var error = await Assert.ThrowsAsync<RedisServerException>(() => rig.SendAsync("HGETALL", "key"));
        Assert.Equal("WRONGTYPE", error.Code);
    }

    [Fact]
    public async Task Metrics_CallsAndFailures_AreCounted()
    {
        await using var server = await RedisServer.StartAsync();
        await using var rig = await RedisRig.ConnectAsync(RedisRig.Patient(server.Url) with { Connections = 1 });
        await rig.SendAsync("PING");
        await Assert.ThrowsAsync<RedisServerException>(() => rig.SendAsync("INCR"));
        await server.KillAsync();
        await rig.DownAsync();
        Assert.True(rig.Measured["voicemail.redis.calls"] >= 3);
        Assert.True(rig.Measured["voicemail.redis.call.duration"] > 0);
        Assert.Equal(1, rig.Measured["voicemail.redis.connects connected"]);
        Assert.Equal(1, rig.Measured["voicemail.redis.failures ERR"]);
        Assert.Equal(1, rig.Measured["voicemail.redis.failures not-sent"]);
    }

    [Fact]
    public async Task Eval_AfterScriptFlush_SendsTheTextAndWorks()
    {
        await using var server = await RedisServer.StartAsync();
        await using var rig = await RedisRig.ConnectAsync(RedisRig.Patient(server.Url), Join);
        Assert.Equal(1, (await EvalAsync(rig)).Items[2].Integer);
        await server.CommandAsync("SCRIPT", "FLUSH");
        Assert.Equal(2, (await EvalAsync(rig)).Items[2].Integer);
        Assert.Equal(1, (await server.CommandAsync("SCRIPT", "EXISTS", Join.Sha)).Items[0].Integer);
    }

    [Fact]
    public async Task Send_SixtyFourCallers_GetTheirOwnAnswers()
    {
        await using var server = await RedisServer.StartAsync("--appendfsync", "no");
        await using var rig = await RedisRig.ConnectAsync(RedisRig.Patient(server.Url));
        await Task.WhenAll(Enumerable.Range(0, 64).Select(caller => Task.Run(async () =>
        {
            for (var i = 0; i < 200; i++)
            {
                var word = $"{caller}/{i}/{new string('x', i * 37 % 3000)}";
                Assert.Equal(word, (await rig.SendAsync("ECHO", word)).Text);
            }
        })));
    }

    private static async Task<RespValue> EvalAsync(RedisRig rig) => await rig.Client.EvalAsync(Join, ["key"], ["word"], CancellationToken.None);
}
