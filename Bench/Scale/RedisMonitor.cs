using System.Net;
using System.Net.Sockets;
using System.Text;
using VoicemailOrleans.Silo.Stores.Redis;

namespace VoicemailOrleans.Bench.Scale;

/// <summary>
/// Counts the commands that clients send to a Redis, by what they are, as its MONITOR tells them; commands inside of
/// scripts are no round trips and do not count. The server's own statistics mix the two.
/// </summary>
internal sealed class RedisMonitor : IAsyncDisposable
{
    private readonly Dictionary<string, string> scripts =
        new GrainScripts().All.ToDictionary(script => script.Sha, script => script.Name);

    private readonly Lock gate = new();
    private readonly Dictionary<string, int> counts = [];
    private readonly TcpClient client = new();
    private readonly StreamReader reader;
    private readonly Task counting;

    private RedisMonitor(TcpClient client)
    {
        this.client = client;
        reader = new StreamReader(client.GetStream(), Encoding.Latin1);
        counting = CountAsync();
    }

    /// <summary>Counts so far, by script or command.</summary>
    public IReadOnlyDictionary<string, int> Counts
    {
        get
        {
            lock (gate) return new Dictionary<string, int>(counts);
        }
    }

    /// <summary>Begins to count what comes to a port of 127.0.0.1.</summary>
    public static async Task<RedisMonitor> StartAsync(int port)
    {
        var client = new TcpClient();
        await client.ConnectAsync(IPAddress.Loopback, port);
        await client.GetStream().WriteAsync("MONITOR\r\n"u8.ToArray());
        return new RedisMonitor(client);
    }

    public async ValueTask DisposeAsync()
    {
        client.Dispose();
        await counting;
        reader.Dispose();
    }

    private async Task CountAsync()
    {
        try
        {
            while (await reader.ReadLineAsync() is { } line) Count(line);
        }
        catch (Exception e) when (e is IOException or ObjectDisposedException)
        {
            // Stopped.
        }
    }

    /// <summary>Such as <c>+1700000000.123456 [0 127.0.0.1:5000] "EVALSHA" "da39..." "0"</c>.</summary>
    private void Count(string line)
    {
        if (line.Contains("[0 lua]", StringComparison.Ordinal)) return;
        var words = line.Split('"', 5);
        if (words.Length < 3) return;
        var isScript = words.Length > 3 && scripts.ContainsKey(words[3]);
        var name = isScript ? scripts[words[3]] : words[1].ToUpperInvariant();
        lock (gate) counts[name] = counts.GetValueOrDefault(name) + 1;
    }
}
