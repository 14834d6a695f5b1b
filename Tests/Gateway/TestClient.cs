using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Text;

namespace VoicemailOrleans.Tests.Gateway;

/// <summary>An SMTP client of sockets and patience that sends what it is told, sensible or not.</summary>
internal sealed class TestClient : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    private readonly Socket socket;
    private readonly byte[] buffer = new byte[16 * 1024];
    private Stream stream;
    private string unread = "";

    private TestClient(Socket socket)
    {
        this.socket = socket;
        stream = new NetworkStream(socket, ownsSocket: true);
    }

    public static async Task<TestClient> ConnectAsync(IPEndPoint endpoint)
    {
        var socket = new Socket(endpoint.AddressFamily, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        await socket.ConnectAsync(endpoint);
        return new TestClient(socket);
    }

    public async Task SendAsync(string octets)
    {
        await stream.WriteAsync(Encoding.Latin1.GetBytes(octets));
        await stream.FlushAsync();
    }

    /// <summary>Reads one reply, all its lines, and returns the last.</summary>
    public async Task<string> ReplyAsync() => (await ReplyLinesAsync())[^1];

    /// <summary>Reads one reply, all its lines.</summary>
    public async Task<IReadOnlyList<string>> ReplyLinesAsync()
    {
        List<string> lines = [];
        do lines.Add(await LineAsync() ?? throw new EndOfStreamException("The server closed instead of replying."));
        while (lines[^1] is [_, _, _, '-', ..]);
        return lines;
    }

    public async Task ExpectAsync(params string[] starts)
    {
        foreach (var start in starts)
        {
            var reply = await ReplyAsync();
            Assert.True(reply.StartsWith(start, StringComparison.Ordinal), $"expected {start}, got {reply}");
        }
    }

    /// <summary>Sends a command and expects how its reply begins.</summary>
    public async Task SayAsync(string command, string start)
    {
        await SendAsync(command + "\r\n");
        var reply = await ReplyAsync();
        Assert.True(reply.StartsWith(start, StringComparison.Ordinal), $"{command}: expected {start}, got {reply}");
    }

    /// <summary>The next octet, whatever it is.</summary>
    public async Task<string> OctetAsync()
    {
        using var timeout = new CancellationTokenSource(Patience);
        if (unread.Length > 0) throw new InvalidOperationException($"Unread: {unread}");
        return await stream.ReadAsync(buffer.AsMemory(0, 1), timeout.Token) == 0 ? "" : ((char)buffer[0]).ToString();
    }

    /// <summary>Up to the 354 of a message with one recipient.</summary>
    public async Task BeginDataAsync()
    {
        await ExpectAsync("220");
        await SendAsync("EHLO pbx.test\r\nMAIL FROM:<jane@pbx.test>\r\nRCPT TO:<bob@mail.test>\r\nDATA\r\n");
        await ExpectAsync("250", "250 2.1.0", "250 2.1.5", "354");
    }

    public async Task ExpectEndAsync()
    {
        try
        {
            var line = await LineAsync();
            Assert.True(line is null, $"expected the end of the connection, got {line}");
        }
        catch (IOException)
        {
            // A reset ends it too.
        }
    }

    public void ShutdownSend() => socket.Shutdown(SocketShutdown.Send);

    public void Reset()
    {
        socket.LingerState = new LingerOption(true, 0);
        socket.Close();
    }

    public async Task<SslProtocols> StartTlsAsync(SslProtocols protocols = SslProtocols.None)
    {
        var tls = new SslStream(stream);
        using var timeout = new CancellationTokenSource(Patience);
        await tls.AuthenticateAsClientAsync(
            new SslClientAuthenticationOptions
            {
                TargetHost = "mx.test",
                EnabledSslProtocols = protocols,
                RemoteCertificateValidationCallback = (_, certificate, _, _) =>
                {
                    CertificateSubject = certificate?.Subject;
                    return true;
                },
            },
            timeout.Token);
        stream = tls;
        return tls.SslProtocol;
    }

    public string? CertificateSubject { get; private set; }

    public ValueTask DisposeAsync() => stream.DisposeAsync();

    private async Task<string?> LineAsync()
    {
        using var timeout = new CancellationTokenSource(Patience);
        while (true)
        {
            var end = unread.IndexOf("\r\n", StringComparison.Ordinal);
            if (end >= 0)
            {
                var line = unread[..end];
                unread = unread[(end + 2)..];
                return line;
            }

            int count;
            try
            {
                count = await stream.ReadAsync(buffer, timeout.Token);
            }
            catch (OperationCanceledException)
            {
                throw new TimeoutException($"No line from the server within {Patience.TotalSeconds} s: '{unread}'");
            }

            if (count == 0) return null;
            unread += Encoding.Latin1.GetString(buffer, 0, count);
        }
    }
}
