using System.Net;
using System.Net.Sockets;
using VoicemailOrleans.Silo.Smarthost;
using VoicemailOrleans.Tests.Fakes;

namespace VoicemailOrleans.Tests.Silo.Smarthost;

/// <summary>Rows about waiting: each phase has its limit, and the clock is moved by hand.</summary>
public sealed class SmarthostTimeTests
{
    private readonly ManualTimeProvider clock = new();

    [Theory]
    [EitherCut("O04 no greeting", "GREETING", 5, "Deferred")]
    [EitherCut("no reply to EHLO", "EHLO", 5, "Deferred")]
    [EitherCut("no reply to MAIL", "MAIL", 5, "Deferred")]
    [EitherCut("no reply to RCPT", "RCPT", 5, "Deferred")]
    [EitherCut("no reply to DATA", "DATA", 2, "Deferred")]
    [EitherCut("O16 no reply to the dot", "DOT", 10, "Uncertain")]
    public async Task Relay_WhenThePeerHangs_EndsAtItsLimitAndNotBefore(string row, string phase, int minutes, string expected, bool byteByByte)
    {
        await using var host = new ScriptedSmarthost(Script with { On = new() { [phase] = "hang" } }, byteByByte);
        await using var relaying = new Relaying(To(host), clock);

        var relay = relaying.RelayAsync("a");
        await host.Ledger.SeenAsync("hangs at " + phase);
        await TimersSetAsync();
        clock.Advance(TimeSpan.FromMinutes(minutes) - TimeSpan.FromSeconds(1));
        Assert.False(relay.IsCompleted, row);
        clock.Advance(TimeSpan.FromSeconds(1));

        Assert.Equal($"a {expected} 0 4.4.2", await relay);
        Assert.Equal(expected == "Uncertain", host.Ledger.Mails.Length == 1);
    }

    /// <summary>A listener that accepts nobody, its queue full: the next connection gets no answer at all.</summary>
    [Fact]
    public async Task C01_NoAnswerToTheConnection_DefersAfterHalfAMinute()
    {
        using var listener = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        listener.Listen(0);
        using var first = new TcpClient();
        await first.ConnectAsync((IPEndPoint)listener.LocalEndPoint!);
        await using var relaying = new Relaying(Relaying.To(((IPEndPoint)listener.LocalEndPoint!).Port), clock);

        var relay = relaying.RelayAsync("a");
        await TimersSetAsync();
        clock.Advance(TimeSpan.FromSeconds(29));
        Assert.False(relay.IsCompleted);
        clock.Advance(TimeSpan.FromSeconds(1));

        Assert.Equal("a Deferred 0 4.4.1", await relay);
    }

    [Theory, EitherCut]
    public async Task C02_GreetingAfter290Seconds_IsWaitedFor(bool byteByByte)
    {
        var greet = new TaskCompletionSource();
        await using var host = new ScriptedSmarthost(Script with { GreetAfter = greet.Task }, byteByByte);
        await using var relaying = new Relaying(To(host), clock);

        var relay = relaying.RelayAsync("a");
        await TimersSetAsync();
        clock.Advance(TimeSpan.FromSeconds(290));
        greet.SetResult();

        Assert.Equal("a Delivered 250 2.0.0", await relay);
    }

    [Theory, EitherCut]
    public async Task C24_ReplyWithoutAnEnd_EndsAtTheLimitOfTheReply(bool byteByByte)
    {
        await using var host = new ScriptedSmarthost(Script with { On = new() { ["MAIL"] = "250-one\r\n250-two|hang" } }, byteByByte);
        await using var relaying = new Relaying(To(host), clock);

        var relay = relaying.RelayAsync("a");
        await host.Ledger.SeenAsync("hangs at MAIL");
        await TimersSetAsync();
        clock.Advance(TimeSpan.FromMinutes(5));

        Assert.Equal("a Deferred 0 4.4.2", await relay);
    }

    /// <summary>
    /// On the real clock with a short limit: when the buffers between the two are full, and the block that is stuck the
    /// last one, only the system knows.
    /// </summary>
    [Theory, EitherCut]
    public async Task C28_PeerTakesNoContent_EndsAtTheBlockLimitWhileOthersGoOn(bool byteByByte)
    {
        var unread = new TaskCompletionSource();
        await using var host = new ScriptedSmarthost(Script with
        {
            BeforeContent = recipient => recipient == "slow@example.test" ? unread.Task : Task.CompletedTask,
        }, byteByByte);
        await using var relaying = new Relaying(To(host, block: TimeSpan.FromSeconds(0.5)));
        var large = new byte[32 * 1024 * 1024];
        Array.Fill(large, (byte)'x');

        var slow = relaying.Client.RelayAsync(
            Relaying.Request("slow") with { Content = [large] }, Relaying.Allow, CancellationToken.None).AsTask();
        await host.Ledger.SeenAsync("waits before the content");
        Assert.Equal("a Delivered 250 2.0.0", await relaying.RelayAsync("a"));

        Assert.Equal("slow Deferred 0 4.4.2", Relaying.Describe(await slow.WaitAsync(TimeSpan.FromSeconds(20))));
        Assert.DoesNotContain(host.Ledger.Mails, mail => mail.Recipients.Contains("slow@example.test"));
        unread.SetResult();
    }

    [Theory, EitherCut]
    public async Task Total_IsOver_DefersHoweverDiligentThePeer(bool byteByByte)
    {
        await using var host = new ScriptedSmarthost(Script with { On = new() { ["RCPT"] = "hang" } }, byteByByte);
        await using var relaying = new Relaying(To(host, TimeSpan.FromMinutes(1)), clock);

        var relay = relaying.RelayAsync("a");
        await host.Ledger.SeenAsync("hangs at RCPT");
        await TimersSetAsync();
        clock.Advance(TimeSpan.FromMinutes(1));

        Assert.Equal("a Deferred 0 4.4.2", await relay);
    }

    [Theory, EitherCut]
    public async Task Pool_IdleForAMinute_SaysQuit(bool byteByByte)
    {
        await using var host = new ScriptedSmarthost(Script, byteByByte);
        await using var relaying = new Relaying(To(host), clock);
        await relaying.RelayAsync("a");

        clock.Advance(TimeSpan.FromSeconds(59));
        Assert.Equal(0, host.Ledger.Count("QUIT"));
        clock.Advance(TimeSpan.FromSeconds(1));
        await host.Ledger.SeenAsync("QUIT");

        Assert.Equal("b Delivered 250 2.0.0", await relaying.RelayAsync("b"));
        Assert.Equal(2, host.Ledger.Connections);
    }

    [Theory, EitherCut]
    public async Task C26_PooledConnectionHangs_IsReplacedAfterTheResetLimit(bool byteByByte)
    {
        await using var host = new ScriptedSmarthost(Script with { On = new() { ["RSET"] = "hang" } }, byteByByte);
        await using var relaying = new Relaying(To(host), clock);
        await relaying.RelayAsync("a");

        var relay = relaying.RelayAsync("b");
        await host.Ledger.SeenAsync("hangs at RSET");
        await TimersSetAsync();
        clock.Advance(TimeSpan.FromSeconds(20));

        Assert.Equal("b Delivered 250 2.0.0", await relay);
    }

    [Theory, EitherCut]
    public async Task Shutdown_WithADotUnanswered_WaitsTheGraceThenIsUncertain(bool byteByByte)
    {
        await using var host = new ScriptedSmarthost(Script with { On = new() { ["DOT"] = "hang" } }, byteByByte);
        await using var relaying = new Relaying(To(host), clock);

        var relay = relaying.RelayAsync("a");
        await host.Ledger.SeenAsync("hangs at DOT");
        relaying.Client.BeginShutdown();
        clock.Advance(TimeSpan.FromSeconds(19));
        Assert.False(relay.IsCompleted);
        clock.Advance(TimeSpan.FromSeconds(1));

        Assert.Equal("a Uncertain 0 4.4.2", await relay);
    }

    [Theory, EitherCut]
    public async Task Shutdown_WithADotAnsweredInTime_IsDelivered(bool byteByByte)
    {
        var reply = new TaskCompletionSource();
        await using var host = new ScriptedSmarthost(Script with { BeforeDotReply = reply.Task }, byteByByte);
        await using var relaying = new Relaying(To(host), clock);

        var relay = relaying.RelayAsync("a");
        await host.Ledger.SeenAsync("DOT");
        relaying.Client.BeginShutdown();
        clock.Advance(TimeSpan.FromSeconds(19));
        reply.SetResult();

        Assert.Equal("a Delivered 250 2.0.0", await relay);
    }

    /// <summary>
    /// Until the client waits under the clock. With neither pipelining nor a limit on connecting there is one timer at
    /// a time, so the one seen is the one that the test is about.
    /// </summary>
    private Task TimersSetAsync(int count = 1) => clock.WhenTimersSet(count).WaitAsync(TimeSpan.FromSeconds(10));

    private static SmarthostScript Script => new() { Extensions = [] };

    private static SmarthostOptions To(ScriptedSmarthost host, TimeSpan? total = null, TimeSpan? block = null) => new()
    {
        Host = "127.0.0.1", Port = host.Port, ClientName = "client.test",
        Timeouts = new()
        {
            Connect = Timeout.InfiniteTimeSpan,
            Total = total ?? TimeSpan.FromMinutes(30),
            Block = block ?? TimeSpan.FromMinutes(3),
        },
    };
}
