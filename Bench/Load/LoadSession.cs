using System.Diagnostics;
using System.Net.Sockets;
using System.Text;

namespace VoicemailOrleans.Bench.Load;

/// <summary>One connection of the load generator.</summary>
internal sealed class LoadSession : IDisposable
{
    private static readonly byte[] Envelope =
        Encoding.ASCII.GetBytes("MAIL FROM:<voicemail@pbx.example>\r\nRCPT TO:<user@example.org>\r\nDATA\r\n");

    private readonly TcpClient client;
    private readonly NetworkStream stream;
    private readonly StreamReader reader;

    private LoadSession(TcpClient client)
    {
        this.client = client;
        stream = client.GetStream();
        reader = new StreamReader(stream, Encoding.ASCII);
    }

    public static async Task<LoadSession> OpenAsync(string host, int port)
    {
        var client = new TcpClient { NoDelay = true };
        await client.ConnectAsync(host, port);
        var session = new LoadSession(client);
        await session.ReplyAsync();
        await session.stream.WriteAsync("EHLO pbx.example\r\n"u8.ToArray());
        await session.ReplyAsync();
        return session;
    }

    /// <summary>
    /// Sends a mail, in two parts, that ends with its final dot; returns the milliseconds from there to a 250, or null.
    /// </summary>
    public async Task<double?> SendAsync(byte[] head, byte[] tail)
    {
        await stream.WriteAsync(Envelope);
        for (var i = 0; i < 3; i++)
            if ((await ReplyAsync())[0] is not ('2' or '3')) return null;
        await stream.WriteAsync(head);
        await stream.WriteAsync(tail);
        var dot = Stopwatch.GetTimestamp();
        var reply = await ReplyAsync();
        return reply[0] == '2' ? Stopwatch.GetElapsedTime(dot).TotalMilliseconds : null;
    }

    public void Dispose()
    {
        reader.Dispose();
        client.Dispose();
    }

    private async Task<string> ReplyAsync()
    {
        while (true)
        {
            var line = await reader.ReadLineAsync() ?? throw new IOException("The gateway closed the connection.");
            if (line.Length < 4 || line[3] != '-') return line;
        }
    }
}
