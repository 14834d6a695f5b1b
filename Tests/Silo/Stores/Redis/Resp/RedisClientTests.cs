using System.Text;
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
        await using var rig = await RedisRig.ConnectAsync(RedisUrl.Parse(server.Url));
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
        await using var rig = await RedisRig.ConnectAsync(RedisUrl.Parse(server.Url));
        await rig.SendAsync("SET", "key", "word");
        var error = await Assert.ThrowsAsync<RedisServerException>(() => rig.SendAsync("HGETALL", "key"));
        Assert.Equal("WRONGTYPE", error.Code);
    }

    [Fact]
    public async Task Eval_AfterScriptFlush_SendsTheTextAndWorks()
    {
        await using var server = await RedisServer.StartAsync();
        await using var rig = await RedisRig.ConnectAsync(RedisUrl.Parse(server.Url), Join);
        Assert.Equal(1, (await EvalAsync(rig)).Items[2].Integer);
        await server.CommandAsync("SCRIPT", "FLUSH");
        Assert.Equal(2, (await EvalAsync(rig)).Items[2].Integer);
        Assert.Equal(1, (await server.CommandAsync("SCRIPT", "EXISTS", Join.Sha)).Items[0].Integer);
    }

    [Fact]
    public async Task Send_SixtyFourCallers_GetTheirOwnAnswers()
    {
        await using var server = await RedisServer.StartAsync("--appendfsync", "no");
        await using var rig = await RedisRig.ConnectAsync(RedisUrl.Parse(server.Url));
        await Task.WhenAll(Enumerable.Range(0, 64).Select(caller => Task.Run(async () =>
        {
            for (var i = 0; i < 200; i++)
            {
                var word = $"{caller}/{i}/{new string('x', i * 37 % 3000)}";
                Assert.Equal(word, (await rig.SendAsync("ECHO", word)).Text);
            }
        })));
    }

    [Fact]
    public async Task Kill9_WhileCallsWait_FailsThemAndWorksAfterTheRestart()
    {
        await using var server = await RedisServer.StartAsync();
        await using var rig = await RedisRig.ConnectAsync(RedisUrl.Parse(server.Url), Join);
        await rig.SendAsync("SET", "key", 41);
        server.Pause();
        var waiting = rig.SendAsync("INCR", "other");
        await server.KillAsync();
        Assert.True((await Assert.ThrowsAsync<RedisException>(() => waiting)).MayHaveExecuted);
        Assert.False((await Assert.ThrowsAsync<RedisException>(() => rig.SendAsync("INCR", "key"))).MayHaveExecuted);
        Assert.Contains($"127.0.0.1:{server.Port}", rig.Client.Problem, StringComparison.Ordinal);
        await server.RestartAsync();
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        await rig.Client.ConnectAsync(patience.Token);
        Assert.Equal(42, (await EvalAsync(rig)).Items[2].Integer);
    }

    [Fact]
    public async Task Subscribe_AcrossARestart_HearsAgain()
    {
        await using var server = await RedisServer.StartAsync();
        await using var rig = new RedisRig(RedisUrl.Parse(server.Url));
        var heard = new System.Collections.Concurrent.BlockingCollection<string>();
        using (rig.Client.Subscribe("bell", message => heard.Add(Encoding.UTF8.GetString(message.Span))))
        {
            await rig.ConnectedAsync();
            await server.CommandAsync("PUBLISH", "bell", "one");
            Assert.True(heard.TryTake(out var first, TimeSpan.FromSeconds(60)), "The first message was not heard.");
            Assert.Equal("one", first);
            await server.RestartAsync();
            await rig.ConnectedAsync();
            Assert.Equal(1, (await server.CommandAsync("PUBLISH", "bell", "two")).Integer);
            Assert.True(heard.TryTake(out var second, TimeSpan.FromSeconds(60)), "The second message was not heard.");
            Assert.Equal("two", second);
        }
    }

    private static async Task<RespValue> EvalAsync(RedisRig rig) => await rig.Client.EvalAsync(Join, ["key"], ["word"], CancellationToken.None);
}
