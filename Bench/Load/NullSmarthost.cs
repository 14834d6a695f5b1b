using System.Buffers;
using System.Diagnostics;
using System.IO.Pipelines;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace VoicemailOrleans.Bench.Load;

/// <summary>Says yes to every mail and keeps nothing but the moment.</summary>
internal sealed class NullSmarthost : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    private readonly Lock gate = new();
    private readonly List<long> takenAt = [];
    private readonly TimeSpan latency;
    private readonly TcpListener listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource stop = new();
    private readonly Task accepting;

    /// <summary>Listens on a free port of 127.0.0.1.</summary>
    /// <param name="latency">From the final dot to its reply.</param>
    public NullSmarthost(TimeSpan latency)
    {
        this.latency = latency;
        listener.Start(512);
        Port = ((IPEndPoint)listener.LocalEndpoint).Port;
        accepting = AcceptAsync();
    }

    public int Port { get; }

    /// <summary>The settings of a service that relays here.</summary>
    public IReadOnlyList<(string Name, string Value)> Settings =>
    [
        ("OUTBOUND_SMTP_HOST", "127.0.0.1"), ("OUTBOUND_SMTP_PORT", $"{Port}"), ("OUTBOUND_SMTP_TLS", "none"),
    ];

    /// <summary>Mails taken so far.</summary>
    public int Taken
    {
        get
        {
            lock (gate) return takenAt.Count;
        }
    }

    /// <summary>
    /// Completes when so many mails, one at least, have been taken; returns the moment of the last of them.
    /// </summary>
    /// <exception cref="TimeoutException">Nothing came for a minute: it is not what was meant.</exception>
    public async Task<long> TakenAsync(int expected)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(20));
        var last = Stopwatch.GetTimestamp();
        while (true)
        {
            lock (gate)
            {
                if (takenAt.Count >= expected) return takenAt[expected - 1];
                if (takenAt.Count > 0) last = Math.Max(last, takenAt[^1]);
            }

            if (Stopwatch.GetElapsedTime(last) > Patience)
                throw new TimeoutException($"Only {Taken} of {expected} mails were relayed.");
            await timer.WaitForNextTickAsync();
        }
    }

    public async ValueTask DisposeAsync()
    {
        await stop.CancelAsync();
        listener.Stop();
        await accepting;
        stop.Dispose();
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true) _ = ServeAsync(await listener.AcceptTcpClientAsync(stop.Token));
        }
        catch (Exception e) when (e is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            // Stopped.
        }
    }

    private async Task ServeAsync(TcpClient client)
    {
        using (client)
        {
            client.NoDelay = true;
            var stream = client.GetStream();
            var reader = PipeReader.Create(stream, new StreamPipeReaderOptions(bufferSize: 64 * 1024));
            try
            {
                await stream.WriteAsync("220 null ESMTP\r\n"u8.ToArray(), stop.Token);
                while (await ReadToAsync(reader, "\r\n"u8.ToArray()) is { } line)
                    if (!await ReplyAsync(line, reader, stream)) return;
            }
            catch (Exception e) when (e is IOException or OperationCanceledException)
            {
                // The service has closed the connection, or we stop.
            }
        }
    }

    private async Task<bool> ReplyAsync(string line, PipeReader reader, NetworkStream stream)
    {
        var reply = line.Split(' ', ':')[0].ToUpperInvariant() switch
        {
            "EHLO" => "250-null\r\n250-PIPELINING\r\n250-SIZE\r\n250-SMTPUTF8\r\n250 8BITMIME\r\n",
            "DATA" => "354 Go\r\n",
            "QUIT" => "221 Bye\r\n",
            _ => "250 Ok\r\n",
        };
        await stream.WriteAsync(Encoding.ASCII.GetBytes(reply), stop.Token);
        if (reply[0] == '3') await TakeAsync(reader, stream);
        return !reply.StartsWith("221", StringComparison.Ordinal);
    }

    private async Task TakeAsync(PipeReader reader, NetworkStream stream)
    {
        if (await ReadToAsync(reader, "\r\n.\r\n"u8.ToArray()) is null) return;
        if (latency > TimeSpan.Zero) await Task.Delay(latency, TimeProvider.System, stop.Token);
        lock (gate) takenAt.Add(Stopwatch.GetTimestamp());
        await stream.WriteAsync("250 Taken\r\n"u8.ToArray(), stop.Token);
    }

    /// <summary>
    /// Reads up to an end, and keeps only what the last read brought of what is before: a command comes in one. Null
    /// when the peer closed.
    /// </summary>
    private async Task<string?> ReadToAsync(PipeReader reader, byte[] end)
    {
        while (true)
        {
            var result = await reader.ReadAsync(stop.Token);
            var sequence = new SequenceReader<byte>(result.Buffer);
            if (sequence.TryReadTo(out ReadOnlySequence<byte> before, end))
            {
                var text = Encoding.Latin1.GetString(before.Slice(Math.Max(0, before.Length - 512)));
                reader.AdvanceTo(sequence.Position);
                return text;
            }

            var kept = Math.Min(result.Buffer.Length, end.Length == 2 ? result.Buffer.Length : end.Length - 1);
            reader.AdvanceTo(result.Buffer.GetPosition(result.Buffer.Length - kept), result.Buffer.End);
            if (result.IsCompleted) return null;
        }
    }
}
