using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text;
using VoicemailOrleans.Silo.Stores.Redis.Resp;

namespace VoicemailOrleans.Tests.Silo.Stores.Redis.Resp;

/// <summary>
/// A peer on a real socket that answers each command as its script says, in pieces of a size. The beginning of a
/// connection (HELLO, PING) it answers by itself, as a master does, unless the script does.
/// </summary>
/// <param name="answer">The raw reply to a command; null for silence.</param>
/// <param name="piece">Bytes per write.</param>
internal sealed class ScriptedPeer(Func<string[], string?> answer, int piece = int.MaxValue) : IAsyncDisposable
{
    private const string Master = "%2\r\n$6\r\nserver\r\n$5\r\nredis\r\n$4\r\nrole\r\n$6\r\nmaster\r\n";

    private readonly TcpListener listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource stopping = new();
    private readonly ConcurrentBag<Task> sessions = [];
    private Task accepting = Task.CompletedTask;

    /// <summary>Every command received, its words joined by blanks.</summary>
    public BlockingCollection<string> Received { get; } = [];

    public RedisOptions Options { get; private set; } = null!;

    public ScriptedPeer Start()
    {
        listener.Start();
        Options = new RedisOptions { Endpoints = [new("127.0.0.1", ((IPEndPoint)listener.LocalEndpoint).Port)], Connections = 1 };
        accepting = AcceptAsync();
        return this;
    }

    /// <summary>Waits until a command came that is not part of a connection's beginning.</summary>
    public string Next()
    {
        while (Received.TryTake(out var command, TimeSpan.FromSeconds(60)))
            if (!command.StartsWith("HELLO", StringComparison.Ordinal) && command != "PING")
                return command;
        throw new TimeoutException("No further command came.");
    }

    public async ValueTask DisposeAsync()
    {
        await stopping.CancelAsync();
        listener.Dispose();
        await accepting;
        await Task.WhenAll(sessions);
        stopping.Dispose();
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true) sessions.Add(ServeAsync(await listener.AcceptSocketAsync(stopping.Token)));
        }
        catch (Exception error) when (error is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            // Stopped.
        }
    }

    private async Task ServeAsync(Socket socket)
    {
        using var _ = socket;
        socket.NoDelay = true;
        await using var stream = new NetworkStream(socket);
        using var ending = stopping.Token.Register(socket.Dispose);
        try
        {
            await RespStream.ReadAllAsync(stream, () => { }, command => Answer(stream, command));
        }
        catch (Exception error) when (error is IOException or ObjectDisposedException or SocketException)
        {
            // The client closed, or the test ended.
        }
    }

    private void Answer(NetworkStream stream, RespValue command)
    {
        string[] words = [.. command.Items.Select(word => word.Text!)];
        Received.Add(string.Join(' ', words));
        var reply = answer(words) ?? words[0] switch { "HELLO" => Master, "PING" => "+PONG\r\n", _ => null };
        if (reply is null) return;
        var bytes = Encoding.Latin1.GetBytes(reply);
        for (var at = 0; at < bytes.Length; at += Math.Min(piece, bytes.Length - at))
            stream.Write(bytes.AsSpan(at, Math.Min(piece, bytes.Length - at)));
    }
}
