using System.Net;
using System.Net.Sockets;

namespace VoicemailOrleans.Tests.Fakes;

/// <summary>A smarthost on a real socket that behaves as badly as its script says, and keeps a ledger.</summary>
internal sealed class ScriptedSmarthost : IAsyncDisposable
{
    private readonly TcpListener listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource stopping = new();
    private readonly SmarthostScript script;
    private readonly List<Task> sessions = [];
    private readonly List<Socket> sockets = [];
    private readonly Dictionary<string, int> tries = [];
    private readonly Task accepting;

    /// <summary>Starts one.</summary>
    /// <param name="script">How it behaves; well when there is none.</param>
    /// <param name="byteByByte">Every reply goes out in single octets.</param>
    public ScriptedSmarthost(SmarthostScript? script = null, bool byteByByte = false)
    {
        IsByteByByte = byteByByte;
        this.script = script ?? new SmarthostScript();
        listener.Start();
        accepting = AcceptAsync();
    }

    public SmarthostLedger Ledger { get; } = new();

    public bool IsByteByByte { get; }

    public int Port => ((IPEndPoint)listener.LocalEndpoint).Port;

    /// <summary>Closes every connection, politely (FIN), as a server does that finds them idle.</summary>
    public void CloseConnections()
    {
        lock (sockets)
        {
            foreach (var socket in sockets) socket.Close();
            sockets.Clear();
        }
    }

    /// <summary>How often a recipient was tried in a phase, this time included.</summary>
    public int CountTry(string phase, string recipient)
    {
        lock (tries) return tries[phase + recipient] = tries.GetValueOrDefault(phase + recipient) + 1;
    }

    public async ValueTask DisposeAsync()
    {
        await stopping.CancelAsync();
        listener.Dispose();
        await accepting;
        CloseConnections();
        await Task.WhenAll(sessions);
        stopping.Dispose();
    }

    private async Task AcceptAsync()
    {
        try
        {
            for (var number = 1; ; number++)
            {
                var socket = await listener.AcceptSocketAsync(stopping.Token);
                socket.NoDelay = true;
                Ledger.Add(number, "connected");
                lock (sockets) sockets.Add(socket);
                sessions.Add(ServeAsync(new ScriptedSession(this, script, socket, number)));
            }
        }
        catch (Exception error) when (error is OperationCanceledException or SocketException or InvalidOperationException)
        {
            // Stopped.
        }
    }

    private async Task ServeAsync(ScriptedSession session)
    {
        try
        {
            await session.RunAsync(stopping.Token);
        }
        catch (Exception error) when (error is not Xunit.Sdk.XunitException)
        {
            Ledger.Add(session.Number, "ended " + error.GetType().Name);
        }
        finally
        {
            session.Dispose();
        }
    }
}
