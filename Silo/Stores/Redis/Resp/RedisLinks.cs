namespace VoicemailOrleans.Silo.Stores.Redis.Resp;

/// <summary>
/// The client's connections: several for calls, in turn, and one for subscriptions. Knows whether there is one, why
/// not, and lets callers wait for one.
///
/// When a connection finds the master elsewhere, those to the former master are closed too, so that no two callers
/// talk to different servers for longer than that takes.
/// </summary>
internal sealed class RedisLinks(
    RedisOptions options, TimeProvider clock, Random random, RedisMetrics metrics, ILogger logger) : IRedisLinkOwner
{
    private readonly Lock gate = new();
    private RedisLink[] calls = [];
    private RedisLink? subscriptions;
    private TaskCompletionSource news = NewNews();
    private string problem = "not connected yet";
    private int turn;
    private bool isStopped;

    /// <summary>A connection is ready, for whatever purpose.</summary>
    public event Action? Connected;

    /// <summary>Why there is no connection for calls; null when there is one.</summary>
    public string? Problem => IsConnected ? null : Volatile.Read(ref problem);

    /// <summary>Whether there is a connection for calls.</summary>
    public bool IsConnected => Volatile.Read(ref calls).Any(link => link.Connection is not null);

    /// <summary>Begins to connect; does nothing the second time.</summary>
    public void StartCalls(Func<CancellationToken, Task<RespConnection>> dial)
    {
        if (Volatile.Read(ref calls).Length > 0) return;
        lock (gate)
        {
            if (calls.Length > 0 || isStopped) return;
            var links = new RedisLink[options.Connections];
            for (var i = 0; i < links.Length; i++) links[i] = new RedisLink(dial, this, clock);
            Volatile.Write(ref calls, links);
        }
    }

    /// <summary>Begins to connect for subscriptions; does nothing the second time.</summary>
    /// <returns>The link; null when all has been stopped.</returns>
    public RedisLink? StartSubscriptions(Func<CancellationToken, Task<RespConnection>> dial)
    {
        lock (gate) return subscriptions ??= isStopped ? null : new RedisLink(dial, this, clock);
    }

    /// <summary>The next connection in turn; null when there is none.</summary>
    public RespConnection? Pick()
    {
        var links = Volatile.Read(ref calls);
        if (links.Length == 0) return null;
        var first = (uint)Interlocked.Increment(ref turn) % (uint)links.Length;
        for (var i = 0u; i < links.Length; i++)
            if (links[(first + i) % links.Length].Connection is { } connection)
                return connection;
        return null;
    }

    /// <summary>
    /// Ends when there may be a connection; fails when the last attempt showed that waiting is no use.
    /// </summary>
    public Task WhenNews()
    {
        lock (gate)
        {
            if (IsConnected) return Task.CompletedTask;
            if (news.Task.IsCompleted && !isStopped) news = NewNews();
            return news.Task;
        }
    }

    /// <summary>Closes all connections and makes no others.</summary>
    public async Task StopAsync()
    {
        lock (gate)
        {
            if (isStopped) return;
            isStopped = true;
            problem = "the client was closed";
            news.TrySetResult();
            news = NewNews();
            Fail(new RedisException(problem, mayHaveExecuted: false));
        }

        await Task.WhenAll(All().Select(link => link.StopAsync()));
    }

    /// <inheritdoc/>
    void IRedisLinkOwner.Connected(RespConnection connection)
    {
        metrics.Connected();
        RedisLog.Connected(logger, connection.Endpoint);
        foreach (var link in All())
            if (link.Connection is { } other && other.Endpoint != connection.Endpoint)
                other.Break($"the master is now {connection.Endpoint}");
        lock (gate) news.TrySetResult();
        Connected?.Invoke();
    }

    /// <inheritdoc/>
    void IRedisLinkOwner.Lost(RespConnection connection, string why)
    {
        Volatile.Write(ref problem, $"{connection.Endpoint}: {why}");
        RedisLog.Lost(logger, connection.Endpoint, why);
    }

    /// <inheritdoc/>
    void IRedisLinkOwner.NotConnected(RedisException error)
    {
        metrics.NotConnected();
        if (Interlocked.Exchange(ref problem, error.Message) != error.Message)
            RedisLog.NotConnected(logger, error.Message);
        if (error is not RedisSetupException) return;
        lock (gate) Fail(error);
    }

    /// <inheritdoc/>
    double IRedisLinkOwner.Draw()
    {
        lock (gate) return random.NextDouble();
    }

    private static TaskCompletionSource NewNews() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    private IEnumerable<RedisLink> All() =>
        Volatile.Read(ref subscriptions) is { } link ? Volatile.Read(ref calls).Append(link) : Volatile.Read(ref calls);

    private void Fail(Exception error)
    {
        news.TrySetException(error);
        _ = news.Task.Exception; // Seen, whether somebody waits or not.
    }
}
