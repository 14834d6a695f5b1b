using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace VoicemailOrleans.Bench.Load;

/// <summary>Says yes to every mail and keeps nothing but a count.</summary>
internal sealed class NullSmarthost : IAsyncDisposable
{
    private readonly TcpListener listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource stop = new();
    private readonly Task accepting;
    private long lastTaken;

    public NullSmarthost()
    {
        listener.Start(512);
        Port = ((IPEndPoint)listener.LocalEndpoint).Port;
        accepting = AcceptAsync();
    }

    public int Port { get; }

    /// <summary>Completes when nothing has arrived for a while; returns the moment of the last arrival.</summary>
    public async Task<long> QuietAsync(TimeSpan quiet)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(100));
        var started = Stopwatch.GetTimestamp();
        while (await timer.WaitForNextTickAsync())
        {
            var since = Math.Max(started, Interlocked.Read(ref lastTaken));
            if (Stopwatch.GetElapsedTime(since) > quiet) return since;
        }

        return started;
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
        }
    }

    private async Task ServeAsync(TcpClient client)
    {
        using (client)
        {
            client.NoDelay = true;
            var stream = client.GetStream();
            using var reader = new StreamReader(stream, Encoding.Latin1, false, 65536);
            try
            {
                await stream.WriteAsync("220 null ESMTP\r\n"u8.ToArray(), stop.Token);
                while (await reader.ReadLineAsync(stop.Token) is { } line)
                    if (!await ReplyAsync(line, reader, stream)) return;
            }
            catch (Exception e) when (e is IOException or OperationCanceledException)
            {
            }
        }
    }

    private async Task<bool> ReplyAsync(string line, StreamReader reader, NetworkStream stream)
    {
        var reply = line.Split(' ', ':')[0].ToUpperInvariant() switch
        {
            "EHLO" => "250-null\r\n250-PIPELINING\r\n250-SIZE\r\n250-SMTPUTF8\r\n250 8BITMIME\r\n",
            "DATA" => "354 Go\r\n",
            "QUIT" => "221 Bye\r\n",
            _ => "250 Ok\r\n",
        };
        await stream.WriteAsync(Encoding.ASCII.GetBytes(reply), stop.Token);
        if (reply[0] == '3')
        {
            while (await reader.ReadLineAsync(stop.Token) is not (null or "."))
            {
            }

            Interlocked.Exchange(ref lastTaken, Stopwatch.GetTimestamp());
            await stream.WriteAsync("250 Taken\r\n"u8.ToArray(), stop.Token);
        }

        return reply[0] != '2' || reply[2] != '1';
    }
}
