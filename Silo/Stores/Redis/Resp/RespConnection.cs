using System.Buffers;

namespace VoicemailOrleans.Silo.Stores.Redis.Resp;

/// <summary>
/// One connection: calls of many threads go out in the order they came in, and replies, which come in that order, are
/// handed back. Once broken it stays broken; <see cref="RedisLink"/> makes the next one.
///
/// Writing. A call is encoded into <c>output</c> under the lock and takes its place in the queue there, so the order of
/// both is the same. At most one write is under way: whoever finds none starts it, and when it is over everything that
/// was encoded meanwhile goes in the next one. A caller who is alone (nothing awaits a reply) writes on its own
/// thread; others leave the write to the thread pool, and those who come before it starts share it.
///
/// Truth. A call is "sent" once the write that holds it has begun. A call that misses its deadline unsent means that a
/// write has hung for as long: the connection is broken, and only then is the caller told that it did not go out.
/// </summary>
internal sealed class RespConnection : IAsyncDisposable
{
    private const int BufferKept = 1 << 20;

    private readonly Lock gate = new();
    private readonly Queue<RespCall> waiting = new();
    private readonly Stream stream;
    private readonly RedisOptions options;
    private readonly AwakeClock clock;
    private readonly Action<RespValue> pushed;
    private readonly TaskCompletionSource<string> broken = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Task reading;
    private ArrayBufferWriter<byte> output = new();
    private ArrayBufferWriter<byte> inFlight = new();
    private bool isWriting;
    private long queued;
    private long sent;
    private long heardTicks;

    /// <summary>
    /// Takes a connected stream over. What nobody asked for goes to <paramref name="pushed"/>, on the reading thread.
    /// </summary>
    public RespConnection(
        Stream stream, RedisEndpoint endpoint, RedisOptions options, AwakeClock clock, Action<RespValue> pushed)
    {
        (this.stream, this.options, this.clock, this.pushed) = (stream, options, clock, pushed);
        Endpoint = endpoint;
        clock.Ticked += Judge;
        reading = Task.Run(ReadAsync);
    }

    /// <summary>Whom it leads to.</summary>
    public RedisEndpoint Endpoint { get; }

    /// <summary>Ends with the reason when the connection does.</summary>
    public Task<string> Broken => broken.Task;

    /// <summary>Whether it can be used no more.</summary>
    public bool IsBroken => broken.Task.IsCompleted;

    /// <summary>Queues a call; false when the connection is broken.</summary>
    /// <exception cref="RedisException">Too much waits already.</exception>
    public bool TrySend(in RespCommand command, RespCall call)
    {
        bool mustWrite, isAlone;
        lock (gate)
        {
            if (IsBroken) return false;
            if (waiting.Count >= options.CallsMax) throw new RedisException("too many calls wait for Redis", false);
            if (output.WrittenCount + inFlight.WrittenCount >= options.BytesMax)
                throw new RedisException("too many bytes wait to be sent to Redis", false);
            RespWriter.Write(output, command);
            isAlone = waiting.Count == 0;
            if (isAlone) heardTicks = clock.Now.Ticks; // The stall clock runs only while something is owed.
            call.Number = ++queued;
            waiting.Enqueue(call);
            mustWrite = !isWriting;
            isWriting = true;
        }

        if (mustWrite && isAlone) _ = WriteAsync(onCallersThread: true);
        else if (mustWrite) ThreadPool.UnsafeQueueUserWorkItem(static self => _ = self.WriteAsync(), this, false);
        return true;
    }

    /// <summary>Ends the connection; every call on it fails.</summary>
    public void Break(string why, Exception? error = null)
    {
        RespCall[] left;
        lock (gate)
        {
            if (!broken.TrySetResult(why)) return;
            left = [.. waiting];
            waiting.Clear();
        }

        clock.Ticked -= Judge;
        stream.Dispose();
        foreach (var call in left) call.TrySetException(new RedisException(why, IsSent(call), error));
    }

    public async ValueTask DisposeAsync()
    {
        Break("the connection was closed");
        await reading;
    }

    private bool IsSent(RespCall call) => call.Number <= Volatile.Read(ref sent);

    private async Task WriteAsync(bool onCallersThread = false)
    {
        try
        {
            while (TakeOutput())
            {
                await stream.WriteAsync(inFlight.WrittenMemory);
                if (onCallersThread) await Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
                onCallersThread = false;
            }
        }
        catch (Exception error)
        {
            Break("the connection to Redis was lost: " + error.GetBaseException().Message, error);
        }
    }

    /// <summary>
    /// Makes everything encoded so far the next write; false, and no write under way, when there is nothing.
    /// </summary>
    private bool TakeOutput()
    {
        lock (gate)
        {
            if (inFlight.Capacity > BufferKept) inFlight = new ArrayBufferWriter<byte>();
            else inFlight.ResetWrittenCount();
            isWriting = output.WrittenCount > 0 && !IsBroken;
            if (!isWriting) return false;
            (inFlight, output) = (output, inFlight);
            sent = queued;
            return true;
        }
    }

    private async Task ReadAsync()
    {
        try
        {
            await RespStream.ReadAllAsync(stream, Hear, Take);
            Break("Redis closed the connection");
        }
        catch (Exception error)
        {
            Break("the connection to Redis was lost: " + error.GetBaseException().Message, error);
        }
    }

    private void Hear() => Volatile.Write(ref heardTicks, clock.Now.Ticks);

    /// <summary>
    /// A reply belongs to the call that waits longest. In RESP3 a subscription is confirmed by a push; other pushes
    /// belong to nobody.
    /// </summary>
    private void Take(RespValue reply)
    {
        if (reply.Kind == RespKind.Push && reply.Items is not [{ Text: "subscribe" or "unsubscribe" }, ..])
        {
            pushed(reply);
            return;
        }

        RespCall? call;
        lock (gate)
        {
            if (!waiting.TryDequeue(out call) && !IsBroken)
                throw new RespProtocolException("a reply came that nobody waits for");
        }

        call?.TrySetResult(reply);
    }

    /// <summary>Every tick: calls whose deadline has passed fail; a connection that stalls is broken.</summary>
    private void Judge()
    {
        var now = clock.Now - AwakeClock.Tick;
        RespCall[] late;
        bool isStalled;
        lock (gate)
        {
            if (IsBroken || waiting.Count == 0) return;
            late = [.. waiting.Where(call => call.Deadline <= now && !call.Task.IsCompleted)];
            isStalled = now.Ticks - Volatile.Read(ref heardTicks) > options.StallTimeout.Ticks
                || late.Any(call => !IsSent(call));
        }

        if (isStalled) Break("Redis has not answered for too long; the connection was given up");
        foreach (var call in late)
            call.TrySetException(new RedisException("Redis did not answer in time", mayHaveExecuted: true));
    }
}
