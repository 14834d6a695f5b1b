using System.Net;
using System.Net.Sockets;
using System.Threading.Channels;

namespace VoicemailOrleans.Silo.Smarthost.Capture;

/// <summary>
/// A stand-in for the company's mail server in demonstrations: a small ESMTP receiver that writes each mail into a
/// folder (see <see cref="CapturedMail"/>) and delivers nothing. No TLS, no authentication; not the gateway, and not
/// for production.
/// </summary>
/// <param name="directory">The folder; made when absent.</param>
/// <param name="endPoint">Where to listen; port 0 for any free one.</param>
public sealed class CaptureSmarthost(string directory, IPEndPoint endPoint) : IAsyncDisposable
{
    private readonly CancellationTokenSource stopping = new();
    private readonly Channel<CapturedMail> mails = Channel.CreateBounded<CapturedMail>(
        new BoundedChannelOptions(1024) { FullMode = BoundedChannelFullMode.DropOldest });

    private readonly CaptureFolder folder = new(directory);
    private readonly TcpListener listener = new(endPoint);
    private readonly Lock gate = new();
    private readonly HashSet<Task> running = [];

    /// <summary>Raised for each mail before the client has its 250, on the connection's thread.</summary>
    public event Action<CapturedMail>? Captured;

    /// <summary>The mails as they come; the oldest are forgotten when more than 1,024 wait.</summary>
    public ChannelReader<CapturedMail> Mails => mails.Reader;

    /// <summary>Where it listens; valid once started.</summary>
    public int Port => ((IPEndPoint)listener.LocalEndpoint).Port;

    /// <summary>Starts to listen. Throws <see cref="SocketException"/> when the port is taken.</summary>
    public Task StartAsync(CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        listener.Start();
        Track(AcceptAsync());
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await stopping.CancelAsync();
        listener.Dispose();
        Task[] tasks;
        lock (gate) tasks = [.. running];
        await Task.WhenAll(tasks);
        mails.Writer.TryComplete();
        stopping.Dispose();
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true) Track(ServeAsync(await listener.AcceptTcpClientAsync(stopping.Token)));
        }
        catch (Exception error)
            when (error is OperationCanceledException or SocketException or InvalidOperationException)
        {
            // Stopped.
        }
    }

    private async Task ServeAsync(TcpClient client)
    {
        using (client)
        {
            try
            {
                client.NoDelay = true;
                var stream = client.GetStream();
                await new CaptureSession(new CaptureReader(stream), stream, Keep).RunAsync(stopping.Token);
            }
            catch (Exception error) when (error is IOException or SocketException or OperationCanceledException)
            {
                // The client has gone, the disk is full, or we stop: without its 250 the client keeps the mail.
            }
        }
    }

    private CapturedMail Keep(string reversePath, IReadOnlyList<string> recipients, ReadOnlyMemory<byte> content)
    {
        var mail = folder.Keep(reversePath, recipients, content);
        Captured?.Invoke(mail);
        mails.Writer.TryWrite(mail);
        return mail;
    }

    private void Track(Task task)
    {
        lock (gate)
        {
            running.RemoveWhere(done => done.IsCompleted);
            running.Add(task);
        }
    }
}
