using VoicemailOrleans.Silo.Stores.Redis.Resp;

namespace VoicemailOrleans.Tests.Silo.Stores.Redis.Resp;

/// <summary>The client against a peer whose every byte the test decides.</summary>
public sealed class RedisConversationTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(int.MaxValue)]
    public async Task Conversation_InPiecesOfAnySize_IsTheSame(int piece)
    {
        await using var peer = new ScriptedPeer(words => words[0] == "ASK" ? $"*2\r\n${words[1].Length}\r\n{words[1]}\r\n:{words[1].Length}\r\n" : null, piece).Start();
        await using var rig = await RedisRig.ConnectAsync(peer.Options);
        var answers = await Task.WhenAll(Enumerable.Range(0, 40).Select(i => rig.SendAsync("ASK", new string('x', i))));
        Assert.All(answers.Index(), answer => Assert.Equal($"Array(Bulk:{new string('x', answer.Index)} Integer:{answer.Index})", RespCuts.Describe(answer.Item)));
    }

    [Fact]
    public async Task Connect_WithCredentialsAndDatabase_SaysThemInThisOrder()
    {
        await using var peer = new ScriptedPeer(words => words[0] is "SELECT" or "SCRIPT" ? "+OK\r\n" : null).Start();
        var script = new RespScript("one", "return 1");
        await using var rig = await RedisRig.ConnectAsync(peer.Options with { User = "u", Password = "p", Database = 3 }, script);
        Assert.Equal(
            ["HELLO 3 AUTH u p SETNAME voicemail", "PING", "SELECT 3", "SCRIPT LOAD return 1"],
            Enumerable.Range(0, 4).Select(_ => peer.Received.Take()));
    }

    [Fact]
    public async Task Connect_ServerThatDoesNotKnowHello_IsNamedTooOldAndThePasswordIsNotQuoted()
    {
        await using var peer = new ScriptedPeer(_ => "-ERR unknown command `HELLO`, with args beginning with: `3`, `AUTH`, `default`, `secret`, \r\n").Start();
        var error = await Assert.ThrowsAsync<RedisSetupException>(() => RedisRig.ConnectAsync(peer.Options with { Password = "secret" }));
        Assert.Contains("older than Redis 6", error.Message, StringComparison.Ordinal);
        for (Exception? each = error; each is not null; each = each.InnerException) Assert.DoesNotContain("secret", each.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("-LOADING Redis is loading the dataset in memory\r\n", "LOADING")]
    [InlineData("-MASTERDOWN Link with MASTER is down\r\n", "MASTERDOWN")]
    public async Task Connect_ServerThatIsNotReady_IsWaitedFor(string refusal, string code)
    {
        var pings = 0;
        RedisRig? rig = null;
        string? problem = null;
        await using var peer = new ScriptedPeer(words =>
        {
            if (words[0] != "PING" || ++pings > 2) return null;
            if (pings == 2) problem = rig!.Client.Problem;
            return refusal;
        }).Start();
        await using var made = rig = new RedisRig(peer.Options);
        await rig.Client.ConnectAsync(CancellationToken.None).AsTask().WaitAsync(TimeSpan.FromSeconds(60));
        Assert.Contains(code, problem, StringComparison.Ordinal);
        Assert.Null(rig.Client.Problem);
    }

    [Theory]
    [InlineData("READONLY You can't write against a read only replica.")]
    [InlineData("MASTERDOWN Link with MASTER is down")]
    [InlineData("LOADING Redis is loading the dataset in memory")]
    public async Task Send_ServerThatIsNoMasterAnyMore_IsLeft(string refusal)
    {
        var writes = 0;
        await using var peer = new ScriptedPeer(words => words[0] != "SET" ? null : ++writes == 1 ? $"-{refusal}\r\n" : "+OK\r\n").Start();
        await using var rig = await RedisRig.ConnectAsync(peer.Options);
        await rig.ConnectedAsync();
        var error = await Assert.ThrowsAsync<RedisServerException>(() => rig.SendAsync("SET", "a", "b"));
        Assert.Equal(refusal.Split(' ')[0], error.Code);
        await rig.ConnectedAsync();
        Assert.Equal("OK", (await rig.SendAsync("SET", "a", "b")).Text);
    }

    [Fact]
    public async Task Cancel_AfterTheCallWasSent_EndsItAndKeepsTheOrder()
    {
        await using var peer = new ScriptedPeer(words => words[0] switch { "SLOW" => null, "NEXT" => "+slow\r\n+next\r\n", _ => null }).Start();
        await using var rig = await RedisRig.ConnectAsync(peer.Options);
        using var cancel = new CancellationTokenSource();
        var slow = rig.Client.SendAsync(["SLOW"], cancel.Token).AsTask();
        Assert.Equal("SLOW", peer.Next());
        await cancel.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => slow);
        Assert.Equal("next", (await rig.SendAsync("NEXT")).Text);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await rig.Client.SendAsync(["NEVER"], cancel.Token));
    }

    [Fact]
    public async Task Answer_NobodyAskedFor_EndsTheConnection()
    {
        await using var peer = new ScriptedPeer(words => words[0] == "ONE" ? "+one\r\n+two\r\n" : null).Start();
        await using var rig = await RedisRig.ConnectAsync(peer.Options);
        await rig.ConnectedAsync();
        await rig.SendAsync("ONE");
        await rig.ConnectedAsync();
    }

    [Fact]
    public async Task Garbage_InsteadOfAnAnswer_FailsTheCallAsPerhapsDone()
    {
        await using var peer = new ScriptedPeer(words => words[0] == "ONE" ? "HTTP/1.1 400 Bad Request\r\n\r\n" : null).Start();
        await using var rig = await RedisRig.ConnectAsync(peer.Options);
        var error = await Assert.ThrowsAsync<RedisException>(() => rig.SendAsync("ONE"));
        Assert.True(error.MayHaveExecuted);
        Assert.Contains("0x48", error.Message, StringComparison.Ordinal);
    }

    /// <summary>Servers before version 7 put the code of what a script ran into behind words of their own.</summary>
    [Theory]
    [InlineData("READONLY You can't write against a read only replica.", "READONLY")]
    [InlineData("ERR Error running script (call to f_0a1b): @user_script:9: -READONLY You can't write against a read only replica.", "READONLY")]
    [InlineData("ERR Error running script (call to f_0a1b): @user_script:71: @user_script: 71: -OOM command not allowed when used memory > 'maxmemory'.", "OOM")]
    [InlineData("ERR Error running script (call to f_0a1b): @user_script:1: user_script:1: Script attempted to access a non local key", "ERR")]
    [InlineData("NOSCRIPT No matching script.", "NOSCRIPT")]
    public void Code_OfAnErrorReply_IsFound(string reply, string code) =>
        Assert.Equal(code, RedisServerException.CodeOf(reply));

    [Fact]
    public async Task Bounds_CallsAndBytes_AreKept()
    {
        using var heard = new SemaphoreSlim(0);
        await using var peer = new ScriptedPeer(words =>
        {
            if (words[0] == "SILENCE") heard.Release();
            return null;
        }).Start();
        await using var rig = await RedisRig.ConnectAsync(peer.Options with { CallsMax = 3 });
        var calls = Enumerable.Range(0, 3).Select(_ => rig.SendAsync("SILENCE")).ToList();
        var error = await Assert.ThrowsAsync<RedisException>(() => rig.SendAsync("SILENCE"));
        Assert.False(error.MayHaveExecuted);
        Assert.Contains("too many calls", error.Message, StringComparison.Ordinal);
        for (var i = 0; i < 3; i++) await heard.WaitAsync(); // one that was not sent yet would say so
        await rig.Client.DisposeAsync();
        foreach (var call in calls) Assert.True((await Assert.ThrowsAsync<RedisException>(() => call)).MayHaveExecuted);
        Assert.False((await Assert.ThrowsAsync<RedisException>(() => rig.SendAsync("PING"))).MayHaveExecuted);
    }
}
