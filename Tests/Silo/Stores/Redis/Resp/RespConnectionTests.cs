using System.Net;
using System.Net.Sockets;
using System.Text;
using VoicemailOrleans.Silo.Stores.Redis.Resp;
using VoicemailOrleans.Tests.Fakes;

namespace VoicemailOrleans.Tests.Silo.Stores.Redis.Resp;

/// <summary>One connection and its clock, both in the test's hand; the peer is a bare socket.</summary>
public sealed class RespConnectionTests
{
    private static readonly RedisOptions Options = new() { Endpoints = [new("peer", 1)], CallTimeout = TimeSpan.FromSeconds(3) };

    [Fact]
    public async Task Deadline_Passed_FailsTheCallAndKeepsTheConnection()
    {
        await using var pair = await Pair.OpenAsync(new ManualTimeProvider());
        var call = pair.Send("ONE");
        pair.Manual.Advance(TimeSpan.FromSeconds(2.8));
        Assert.False(call.Task.IsCompleted);
        pair.Manual.Advance(TimeSpan.FromSeconds(0.4));
        Assert.True((await Assert.ThrowsAsync<RedisException>(() => call.Task)).MayHaveExecuted);
        Assert.False(pair.Connection.IsBroken);
        var next = pair.Send("TWO");
        await pair.Peer.SendAsync("+one\r\n+two\r\n"u8.ToArray());
        Assert.Equal("two", (await next.Task).Text);
    }

    [Fact]
    public async Task Silence_BeyondTheStallLimit_BreaksTheConnection()
    {
        await using var pair = await Pair.OpenAsync(new ManualTimeProvider());
        pair.Send("ONE");
        pair.Manual.Advance(TimeSpan.FromSeconds(2));
        var later = pair.Send("TWO");
        await pair.ReceivedAsync("TWO");
        pair.Manual.Advance(TimeSpan.FromSeconds(2.4));
        Assert.False(pair.Connection.IsBroken);
        pair.Manual.Advance(TimeSpan.FromSeconds(0.4));
        Assert.True(pair.Connection.IsBroken);
        Assert.True((await Assert.ThrowsAsync<RedisException>(() => later.Task)).MayHaveExecuted);
        Assert.False(pair.Connection.TrySend(new RespCommand(["THREE"]), new RespCall(default)));
    }

    [Fact]
    public async Task Silence_WhileNothingIsOwed_IsNoStall()
    {
        await using var pair = await Pair.OpenAsync(new ManualTimeProvider());
        pair.Manual.Advance(TimeSpan.FromHours(1));
        var call = pair.Send("ONE");
        pair.Manual.Advance(TimeSpan.FromSeconds(1));
        await pair.Peer.SendAsync("+one\r\n"u8.ToArray());
        Assert.Equal("one", (await call.Task).Text);
    }

    [Fact]
    public async Task Standstill_OfThisProcess_FailsNothing()
    {
        var clock = new HandClock();
        await using var pair = await Pair.OpenAsync(clock);
        var call = pair.Send("ONE");
        clock.Pass(TimeSpan.FromMinutes(1)); // One late tick, as after SIGCONT; the answer lies in the socket.
        Assert.False(call.Task.IsCompleted);
        Assert.False(pair.Connection.IsBroken);
        await pair.Peer.SendAsync("+one\r\n"u8.ToArray());
        Assert.Equal("one", (await call.Task).Text);
        var late = pair.Send("TWO");
        for (var i = 0; i < 40; i++) clock.Pass(TimeSpan.FromMilliseconds(100));
        await Assert.ThrowsAsync<RedisException>(() => late.Task);
    }

    [Fact]
    public async Task Peer_ThatReadsNothing_FailsWhatWasNotSentAsNotDone()
    {
        await using var pair = await Pair.OpenAsync(new ManualTimeProvider());
        var large = pair.Send("SET", new byte[12 << 20]);
        var small = pair.Send("ONE");
        pair.Send("SET", new byte[12 << 20]);
        var error = Assert.Throws<RedisException>(() => pair.Send("TOO MUCH"));
        Assert.False(error.MayHaveExecuted);
        Assert.Contains("too many bytes", error.Message, StringComparison.Ordinal);
        pair.Manual.Advance(TimeSpan.FromSeconds(3.3));
        Assert.True(pair.Connection.IsBroken);
        Assert.True((await Assert.ThrowsAsync<RedisException>(() => large.Task)).MayHaveExecuted);
        Assert.False((await Assert.ThrowsAsync<RedisException>(() => small.Task)).MayHaveExecuted);
    }

    /// <summary>The connection and the socket at its other end.</summary>
    private sealed class Pair : IAsyncDisposable
    {
        private readonly TimeProvider clock;
        private readonly AwakeClock awake;

        private Pair(TimeProvider clock, Socket own, Socket peer)
        {
            (this.clock, Peer, awake) = (clock, peer, new AwakeClock(clock));
            Connection = new RespConnection(new NetworkStream(own, ownsSocket: true), Options.Endpoints[0], Options, awake, _ => { });
        }

        public RespConnection Connection { get; }

        public Socket Peer { get; }

        public ManualTimeProvider Manual => (ManualTimeProvider)clock;

        public static async Task<Pair> OpenAsync(TimeProvider clock)
        {
            using var listener = new TcpListener(IPAddress.Loopback, 0);
            listener.Start();
            var own = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
            await own.ConnectAsync(listener.LocalEndpoint);
            return new Pair(clock, own, await listener.AcceptSocketAsync());
        }

        public RespCall Send(params RespArg[] command)
        {
            var call = new RespCall(awake.Now + Options.CallTimeout);
            Assert.True(Connection.TrySend(new RespCommand(command), call));
            return call;
        }

        /// <summary>Waits until a word came at the other end.</summary>
        public async Task ReceivedAsync(string word)
        {
            var text = "";
            var buffer = new byte[100];
            while (!text.Contains(word, StringComparison.Ordinal))
                text += Encoding.ASCII.GetString(buffer, 0, await Peer.ReceiveAsync(buffer).WaitAsync(TimeSpan.FromSeconds(60)));
        }

        public async ValueTask DisposeAsync()
        {
            await Connection.DisposeAsync();
            awake.Dispose();
            Peer.Dispose();
        }
    }

    /// <summary>A clock with one timer, which fires once however much time has passed.</summary>
    private sealed class HandClock : TimeProvider
    {
        private Action fire = () => { };
        private long now;

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public override long GetTimestamp() => now;

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
        {
            fire = () => callback(state);
            return new ManualTimeProvider().CreateTimer(_ => { }, null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        }

        public void Pass(TimeSpan time)
        {
            now += time.Ticks;
            fire();
        }
    }
}
