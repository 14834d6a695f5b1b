using System.Buffers;
using System.Net;
using System.Net.Sockets;
using VoicemailOrleans.Core.Mail.Smtp.Client;
using VoicemailOrleans.Silo.Smarthost;
using VoicemailOrleans.Tests.Fakes;

namespace VoicemailOrleans.Tests.Silo.Smarthost;

/// <summary>Writes that nobody waits for any more, and the memory that they read.</summary>
public sealed class SmarthostWireTests : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private readonly TestCertificates certificates = new();

    public void Dispose() => certificates.Dispose();

    [Fact]
    public async Task EndWriting_WhileAWriteReadsItsMemory_WaitsForIt()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        await socket.ConnectAsync(listener.LocalEndpoint);
        using var peer = await listener.AcceptTcpClientAsync();
        using var wire = new SmarthostWire(socket, TimeProvider.System);
        using var memory = new WatchedMemory(32 << 20);
        using var patience = new CancellationTokenSource();
        var write = wire.WriteAsync(memory.Memory, Patience, patience.Token).AsTask();
        Assert.False(write.IsCompleted); // the buffers between the two are full
        memory.HoldReaders();
        var taken = new byte[8 << 20];
        var reading = peer.GetStream().ReadAtLeastAsync(taken, taken.Length, throwOnEndOfStream: false).AsTask();
        await memory.Entered.WaitAsync(Patience); // the system takes more, and is just about to read it

        await patience.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => write);
        var end = Task.Run(async () => await wire.EndWritingAsync());
        await Task.WhenAny(end, reading); // the connection is closed
        Assert.False(end.IsCompleted);
        memory.LetGo();
        await end.WaitAsync(Patience);
    }

    /// <summary>On the real clock with a short limit, as only the system knows when it takes no more.</summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Send_PeerTakesNothing_LeavesNoWriteBehind(bool isEncrypted)
    {
        var unread = new TaskCompletionSource();
        await using var host = new ScriptedSmarthost(new()
        {
            Extensions = [], BeforeContent = _ => unread.Task, // no SIZE: it may be as large as it is
            Tls = isEncrypted ? ScriptedTls.Offered : ScriptedTls.NotOffered, Certificate = certificates.Make("good"),
        });
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        await socket.ConnectAsync(IPAddress.Loopback, host.Port);
        using var wire = new SmarthostWire(socket, TimeProvider.System);
        var session = new SmtpClientSession(new ClientSettings("client.test", isEncrypted ? TlsPolicy.StartTls : TlsPolicy.None));
        using var connection = new SmarthostConnection(
            new SmarthostAddress("localhost", host.Port), wire, session, new SmarthostTimeouts { Block = TimeSpan.FromSeconds(0.5) },
            new SmarthostTls("localhost", [], acceptAny: true), TimeProvider.System);
        await connection.OpenAsync(CancellationToken.None);
        Assert.Equal(isEncrypted, connection.IsEncrypted);
        var large = new byte[32 << 20];
        Array.Fill(large, (byte)'x');
        ReadOnlyMemory<byte>[] content = [large];
        var message = new ClientMessage("a@example.test", [new ClientRecipient("b@example.test", null, null)], ContentFacts.Of(content));
        await connection.SendAsync(
            new RelayJob(message, content, (_, _) => new(true), _ => default, CancellationToken.None), CancellationToken.None).AsTask().WaitAsync(Patience);
        Assert.Equal(ResultKind.Deferred, Assert.Single(session.Results)!.Kind);
        Assert.False(wire.IsWriting);
        unread.SetResult();
    }

    /// <summary>Memory that sees who reads it.</summary>
    private sealed class WatchedMemory(int length) : MemoryManager<byte>
    {
        private readonly byte[] octets = new byte[length];
        private readonly TaskCompletionSource entered = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly ManualResetEventSlim gate = new(initialState: true);
        private volatile bool isHeld;

        public Task Entered => entered.Task;

        public void HoldReaders()
        {
            gate.Reset();
            isHeld = true;
        }

        public void LetGo() => gate.Set();

        public override Span<byte> GetSpan()
        {
            if (isHeld) entered.TrySetResult();
            gate.Wait(Patience);
            return octets;
        }

        public override MemoryHandle Pin(int elementIndex = 0) => octets.AsMemory(elementIndex).Pin();

        public override void Unpin()
        {
        }

        protected override void Dispose(bool disposing) => gate.Dispose();
    }
}
