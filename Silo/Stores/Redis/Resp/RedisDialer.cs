using System.Net.Sockets;

namespace VoicemailOrleans.Silo.Stores.Redis.Resp;

/// <summary>
/// Makes connections that are ready for use: it finds the master (the first endpoint that is one, or the one the
/// Sentinels name), introduces itself with HELLO 3 and the credentials, makes sure the server is a master and has its
/// data loaded, chooses the database and loads the scripts. Any step that fails ends the attempt.
///
/// Rights an ACL user needs: <c>+ping +script|load +eval +evalsha +subscribe +unsubscribe</c>, <c>+select</c> for a
/// database other than 0, and what the scripts call.
/// </summary>
internal sealed class RedisDialer(
    RedisOptions options, IReadOnlyList<RespScript> scripts, AwakeClock awake, TimeProvider clock)
{
    /// <summary>Codes of refusals that stay until somebody changes a setting.</summary>
    private static readonly string[] Refusals = ["WRONGPASS", "NOAUTH", "NOPERM", "DENIED"];

    private volatile object? lastSentinel; // a boxed RedisEndpoint, so that it changes in one piece

    /// <summary>Connects to the master. What it publishes goes to <paramref name="pushed"/>.</summary>
    /// <exception cref="RedisException">Why there is no connection, with each server's reason.</exception>
    public async Task<RespConnection> DialAsync(Action<RespValue> pushed, CancellationToken cancellationToken)
    {
        IReadOnlyList<RedisEndpoint> candidates = options.SentinelMaster is null
            ? options.Endpoints
            : [await FirstAsync(Sentinels(), AskSentinelAsync, cancellationToken)];
        return await FirstAsync(candidates, (endpoint, ct) => OpenAsync(endpoint, pushed, ct), cancellationToken);
    }

    private async Task<T> FirstAsync<T>(
        IReadOnlyList<RedisEndpoint> endpoints, Func<RedisEndpoint, CancellationToken, Task<T>> attempt,
        CancellationToken cancellationToken)
    {
        var problems = new List<string>();
        RedisException? last = null;
        foreach (var endpoint in endpoints)
        {
            using var patience = new CancellationTokenSource(options.ConnectTimeout, clock);
            using var both = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, cancellationToken);
            try
            {
                return await attempt(endpoint, both.Token);
            }
            catch (Exception error) when (!cancellationToken.IsCancellationRequested)
            {
                last = Explain(error, last);
                problems.Add($"{endpoint}: {TextOf(error)}");
            }
        }

        cancellationToken.ThrowIfCancellationRequested();
        var text = string.Join("; ", problems);
        throw last is RedisSetupException ? new RedisSetupException(text, last) : new RedisException(text, false, last);
    }

    /// <summary>The one that answered last comes first: another's host may be gone, together with the master.</summary>
    private IReadOnlyList<RedisEndpoint> Sentinels() =>
        [.. options.Endpoints.OrderByDescending(endpoint => endpoint.Equals(lastSentinel))];

    private async Task<RedisEndpoint> AskSentinelAsync(RedisEndpoint sentinel, CancellationToken cancellationToken)
    {
        await using var connection = await ConnectAsync(sentinel, static _ => { }, cancellationToken);
        if (options.SentinelPassword is { } password)
            await CallAsync(connection, ["AUTH", options.SentinelUser ?? "default", password], cancellationToken);
        var reply = await CallAsync(
            connection, ["SENTINEL", "GET-MASTER-ADDR-BY-NAME", options.SentinelMaster!], cancellationToken);
        if (reply.Items is not [{ Text: { } host }, var port])
            throw new RedisSetupException($"the Sentinel knows no master named {options.SentinelMaster}");
        lastSentinel = sentinel;
        return new RedisEndpoint(host, (int)port.Integer);
    }

    private async Task<RespConnection> OpenAsync(
        RedisEndpoint endpoint, Action<RespValue> pushed, CancellationToken cancellationToken)
    {
        var connection = await ConnectAsync(endpoint, pushed, cancellationToken);
        try
        {
            await PrepareAsync(connection, cancellationToken);
            return connection;
        }
        catch (RedisException lost)
            when (connection.IsBroken && options is { UseTls: true, ClientCertificateFile: null })
        {
            // In TLS 1.3 a server refuses a client without a certificate only after the handshake, by hanging up.
            await connection.DisposeAsync();
            throw new RedisException($"{lost.Message} (does the server ask for a client certificate?)", false, lost);
        }
        catch
        {
            await connection.DisposeAsync();
            throw;
        }
    }

    private async Task PrepareAsync(RespConnection connection, CancellationToken cancellationToken)
    {
        RespArg[] credentials = options.Password is null ? [] : ["AUTH", options.User ?? "default", options.Password];
        var hello = await CallAsync(
            connection, ["HELLO", 3, .. credentials, "SETNAME", "voicemail"], cancellationToken);
        var role = ValueOf(hello, "role") ?? ValueOf(hello, "mode"); // A Sentinel has no role.
        if (role != "master") throw new RedisException($"the server is no master but a {role}", false);
        await EnsureLoadedAsync(connection, cancellationToken);
        if (options.Database != 0) await CallAsync(connection, ["SELECT", options.Database], cancellationToken);
        foreach (var script in scripts)
            await CallAsync(connection, ["SCRIPT", "LOAD", script.Body], cancellationToken);
    }

    /// <summary>
    /// While a server reads its data, HELLO is answered and PING is not. Rights are looked at before that.
    /// </summary>
    private async Task EnsureLoadedAsync(RespConnection connection, CancellationToken cancellationToken)
    {
        try
        {
            await CallAsync(connection, ["PING"], cancellationToken);
        }
        catch (RedisServerException refusal) when (refusal.Code == "NOPERM")
        {
            // A user without the right to PING learns it at the first call.
        }
    }

    private async Task<RespConnection> ConnectAsync(
        RedisEndpoint endpoint, Action<RespValue> pushed, CancellationToken cancellationToken)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        Stream? stream = null;
        try
        {
            KeepAlive(socket);
            await socket.ConnectAsync(endpoint.Host, endpoint.Port, cancellationToken);
            stream = new NetworkStream(socket, ownsSocket: true);
            if (options.UseTls) stream = await RedisTls.EncryptAsync(stream, endpoint.Host, options, cancellationToken);
            return new RespConnection(stream, endpoint, options, awake, pushed);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    /// <summary>A peer that vanished is noticed after 30 s even when nothing is to be sent (subscriptions).</summary>
    private static void KeepAlive(Socket socket)
    {
        socket.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.KeepAlive, true);
        socket.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveTime, 15);
        socket.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveInterval, 5);
        socket.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveRetryCount, 3);
    }

    private async Task<RespValue> CallAsync(
        RespConnection connection, RespArg[] command, CancellationToken cancellationToken)
    {
        var call = new RespCall(awake.Now + options.ConnectTimeout);
        if (!connection.TrySend(new RespCommand(command), call))
            throw new RedisException(await connection.Broken, mayHaveExecuted: false);
        var reply = await call.Task.WaitAsync(cancellationToken);
        return reply.IsError ? throw RedisServerException.From(reply) : reply;
    }

    private static string? ValueOf(RespValue map, string key)
    {
        for (var i = 0; i + 1 < map.Items.Count; i += 2)
            if (map.Items[i].Text == key)
                return map.Items[i + 1].Text;
        return null;
    }

    /// <summary>A reason somebody must act upon outweighs one that may pass.</summary>
    private static RedisException Explain(Exception error, RedisException? before) => error switch
    {
        _ when before is RedisSetupException => before,
        RedisException explained => explained,
        RedisServerException { Code: var code } when Refusals.Contains(code) || IsTooOld(error) =>
            new RedisSetupException(TextOf(error), error),
        _ => new RedisException(TextOf(error), false, error),
    };

    private static string TextOf(Exception error) => error switch
    {
        OperationCanceledException => "no answer in time",
        _ when IsTooOld(error) => "the server is older than Redis 6: it does not know HELLO",
        RedisException or RedisServerException => error.Message,
        _ => error.GetBaseException().Message,
    };

    private static bool IsTooOld(Exception error) =>
        error is RedisServerException { Code: "ERR" }
        && error.Message.StartsWith("ERR unknown command", StringComparison.OrdinalIgnoreCase)
        && error.Message.Contains("hello", StringComparison.OrdinalIgnoreCase);
}
