using System.Diagnostics.Metrics;
using System.Runtime.CompilerServices;

namespace VoicemailOrleans.Silo.Stores.Redis.Resp;

/// <summary>
/// Redis for many callers at once: calls go in turn over several connections, each of which mends itself. Every call
/// ends within <see cref="RedisOptions.CallTimeout"/>: with the answer, with <see cref="RedisServerException"/> when
/// the answer is an error, or with <see cref="RedisException"/>, which says whether the server may have done it.
/// Nothing is ever sent twice: whether that is safe only the caller knows. A call that is cancelled once it was queued
/// may still be done.
///
/// Calls on different connections may be done in any order; who needs an order awaits the first before the second.
/// A server that answers that it is no master (any more), or has not loaded its data, is left at once, and the master
/// is looked for anew.
/// </summary>
internal sealed class RedisClient : IAsyncDisposable
{
    /// <summary>Answers of a server that must be left. None of them means that the call was done.</summary>
    private static readonly string[] Farewells = ["READONLY", "MASTERDOWN", "LOADING"];

    private readonly RedisOptions options;
    private readonly TimeProvider clock;
    private readonly RedisMetrics metrics;
    private readonly AwakeClock awake;
    private readonly RedisDialer dialer;
    private readonly RedisLinks links;
    private readonly RedisSubscriptions subscriptions;
    private int waiting;

    /// <summary>Connects at the first use. The scripts are loaded on each new connection before it is used.</summary>
    public RedisClient(
        RedisOptions options, IReadOnlyList<RespScript> scripts, TimeProvider clock, Random random,
        IMeterFactory meters, ILogger<RedisClient> logger)
    {
        (this.options, this.clock) = (options, clock);
        metrics = new RedisMetrics(meters);
        awake = new AwakeClock(clock);
        links = new RedisLinks(options, clock, random, metrics, logger);
        dialer = new RedisDialer(options, scripts, awake, clock);
        var bare = new RedisDialer(options, [], awake, clock);
        subscriptions = new RedisSubscriptions(bare, links, options, awake, logger);
    }

    /// <summary>
    /// A connection was made, the first included: perhaps to another server, or to one that fell back, and messages
    /// published before may have been missed. Raised for each connection, on any thread; must be quick and not throw.
    /// </summary>
    public event Action? Reconnected
    {
        add => links.Connected += value;
        remove => links.Connected -= value;
    }

    /// <summary>Whether calls can be sent now.</summary>
    public bool IsConnected => links.IsConnected;

    /// <summary>Why not, for health checks, without secrets; null when connected.</summary>
    public string? Problem => links.Problem;

    /// <summary>
    /// Waits for the first connection: for ever when the server is only not there (yet), it may come. Attempts go on
    /// whether this ends well or not.
    /// </summary>
    /// <exception cref="RedisException">What someone must change: password, rights, certificate, name.</exception>
    public async ValueTask ConnectAsync(CancellationToken ct)
    {
        links.StartCalls(DialAsync);
        while (!IsConnected) await links.WhenNews().WaitAsync(ct);
    }

    /// <summary>Sends a command and returns its answer.</summary>
    /// <exception cref="RedisServerException">The answer is an error.</exception>
    /// <exception cref="RedisException">There is no answer.</exception>
    public ValueTask<RespValue> SendAsync(RespArg[] command, CancellationToken ct) =>
        MeasureAsync(new RespCommand(command), null, ct);

    /// <summary>Calls a script. A server that has lost it (SCRIPT FLUSH) is sent its text.</summary>
    /// <exception cref="RedisServerException">The answer is an error.</exception>
    /// <exception cref="RedisException">There is no answer.</exception>
    public ValueTask<RespValue> EvalAsync(RespScript script, RespArg[] keys, RespArg[] args, CancellationToken ct) =>
        MeasureAsync(new RespCommand(["EVALSHA", script.Sha, keys.Length], keys, args), script, ct);

    /// <summary>
    /// Hears what is published on a channel, on a connection of its own that mends itself; what is published while
    /// there is none is missed (<see cref="Reconnected"/> says when to look). <paramref name="heard"/> runs on the
    /// reading thread and must be quick. Ends when disposed.
    /// </summary>
    public IDisposable Subscribe(string channel, Action<ReadOnlyMemory<byte>> heard) =>
        subscriptions.Add(channel, heard);

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await links.StopAsync();
        awake.Dispose();
    }

    private Task<RespConnection> DialAsync(CancellationToken ct) => dialer.DialAsync(static _ => { }, ct);

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<RespValue> MeasureAsync(RespCommand command, RespScript? script, CancellationToken ct)
    {
        var began = clock.GetTimestamp();
        try
        {
            var reply = await CallAsync(command, script, awake.Now + options.CallTimeout, ct);
            if (reply.IsError) throw RedisServerException.From(reply);
            metrics.Answered(clock.GetElapsedTime(began));
            return reply;
        }
        catch (Exception error)
        {
            metrics.Failed(error switch
            {
                RedisServerException refusal => refusal.Code,
                RedisException { MayHaveExecuted: true } => "unknown",
                RedisException => "not-sent",
                _ => "canceled",
            });
            throw;
        }
    }

    /// <summary>NOSCRIPT is the proof that nothing was done, so the second call cannot be one too many.</summary>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<RespValue> CallAsync(
        RespCommand command, RespScript? script, TimeSpan deadline, CancellationToken ct)
    {
        var reply = await OnceAsync(command, deadline, ct);
        if (script is null || CodeOf(reply) != "NOSCRIPT") return reply;
        RespArg[] head = ["EVAL", script.Body, command.Keys.Length];
        return await OnceAsync(command with { Head = head }, deadline, ct);
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<RespValue> OnceAsync(RespCommand command, TimeSpan deadline, CancellationToken ct)
    {
        ct.ThrowIfCancellationRequested();
        var call = new RespCall(deadline);
        var connection = links.Pick();
        if (connection is null || !connection.TrySend(command, call))
            connection = await WaitAndSendAsync(command, call, ct);
        using var registration = ct.UnsafeRegister(
            static (call, token) => ((RespCall)call!).TrySetCanceled(token), call);
        var reply = await call.Task;
        if (CodeOf(reply) is { } code && Farewells.Contains(code)) connection.Break($"the server answered {code}");
        return reply;
    }

    private async Task<RespConnection> WaitAndSendAsync(RespCommand command, RespCall call, CancellationToken ct)
    {
        links.StartCalls(DialAsync);
        if (Interlocked.Increment(ref waiting) > options.CallsMax)
        {
            Interlocked.Decrement(ref waiting);
            throw new RedisException($"too many calls wait for a connection to Redis: {Problem}", false);
        }

        var wait = TimeSpan.FromTicks(Math.Clamp((call.Deadline - awake.Now).Ticks, 0, options.ConnectionWait.Ticks));
        using var patience = new CancellationTokenSource(wait, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, ct);
        try
        {
            while (true)
            {
                await links.WhenNews().WaitAsync(either.Token);
                if (links.Pick() is { } connection && connection.TrySend(command, call)) return connection;
            }
        }
        catch (OperationCanceledException) when (!ct.IsCancellationRequested)
        {
            throw new RedisException($"no connection to Redis: {Problem}", mayHaveExecuted: false);
        }
        finally
        {
            Interlocked.Decrement(ref waiting);
        }
    }

    private static string? CodeOf(in RespValue reply) =>
        reply.IsError ? RedisServerException.CodeOf(reply.Text!) : null;
}
