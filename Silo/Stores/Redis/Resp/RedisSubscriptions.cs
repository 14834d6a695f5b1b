namespace VoicemailOrleans.Silo.Stores.Redis.Resp;

/// <summary>
/// What is heard of published messages. One connection serves all channels; it is made at the first subscription, and
/// each new one is subscribed to everything before it counts as connected.
/// </summary>
internal sealed class RedisSubscriptions(
    RedisDialer dialer, RedisLinks links, RedisOptions options, AwakeClock awake, ILogger logger)
{
    private readonly Lock gate = new();
    private readonly Dictionary<string, List<Subscription>> channels = [];
    private RespConnection? current;

    /// <summary>Hears a channel from soon on, until the result is disposed.</summary>
    public IDisposable Add(string channel, Action<ReadOnlyMemory<byte>> heard)
    {
        var subscription = new Subscription(this, channel, heard);
        lock (gate)
        {
            if (!channels.TryGetValue(channel, out var hearers)) channels.Add(channel, hearers = []);
            hearers.Add(subscription);
            if (hearers.Count == 1) Tell("SUBSCRIBE", channel);
        }

        return subscription;
    }

    private void Remove(Subscription subscription)
    {
        lock (gate)
        {
            if (!channels.TryGetValue(subscription.Channel, out var hearers) || !hearers.Remove(subscription)) return;
            if (hearers.Count > 0) return;
            channels.Remove(subscription.Channel);
            Tell("UNSUBSCRIBE", subscription.Channel);
        }
    }

    /// <summary>
    /// Tells the connection there is. If there is none, or it breaks, the next is subscribed to what is wanted then.
    /// </summary>
    private void Tell(string command, string channel)
    {
        links.StartSubscriptions(DialAsync);
        if (current is { } connection) _ = SendAsync(connection, command, channel);
    }

    private async Task<RespConnection> DialAsync(CancellationToken cancellationToken)
    {
        var connection = await dialer.DialAsync(Hear, cancellationToken);
        await using var ending = cancellationToken.UnsafeRegister(
            static connection => ((RespConnection)connection!).Break("the client was closed"), connection);
        string[] wanted;
        lock (gate)
        {
            wanted = [.. channels.Keys];
            current = connection; // From here on, changes are told to it.
        }

        foreach (var channel in wanted) await SendAsync(connection, "SUBSCRIBE", channel);
        return connection.IsBroken
            ? throw new RedisException(await connection.Broken, mayHaveExecuted: false)
            : connection;
    }

    private async Task SendAsync(RespConnection connection, string command, string channel)
    {
        try
        {
            var call = new RespCall(awake.Now + options.CallTimeout);
            if (!connection.TrySend(new RespCommand([command, channel]), call)) return;
            var reply = await call.Task;
            if (reply.IsError) connection.Break($"the server answered {command}: {reply.Text}");
        }
        catch (RedisException error)
        {
            connection.Break(error.Message, error);
        }
    }

    private void Hear(RespValue push)
    {
        if (push.Items is not [{ Text: "message" }, { Text: { } channel }, var message]) return;
        Subscription[] hearers;
        lock (gate) hearers = channels.TryGetValue(channel, out var found) ? [.. found] : [];
        foreach (var hearer in hearers)
        {
            try
            {
                hearer.Heard(message.Bytes);
            }
            catch (Exception error)
            {
                RedisLog.HearerFailed(logger, error);
            }
        }
    }

    private sealed class Subscription(
        RedisSubscriptions owner, string channel, Action<ReadOnlyMemory<byte>> heard) : IDisposable
    {
        public string Channel { get; } = channel;

        public Action<ReadOnlyMemory<byte>> Heard { get; } = heard;

        public void Dispose() => owner.Remove(this);
    }
}
