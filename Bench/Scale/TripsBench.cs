using System.CommandLine;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace VoicemailOrleans.Bench.Scale;

/// <summary>
/// <c>trips</c>: what one voicemail asks of Redis, counted by Redis itself: round trips by kind, and octets of the
/// append-only file. Once with voicemails that come one by one, once with many at a time, which share their claims.
/// </summary>
internal static class TripsBench
{
    private static readonly string[] Scripts = ["commit", "GET", "extend", "release", "claim"];

    private static readonly Option<int> Count = new("--count")
    {
        Description = "Voicemails at a time in the second line; a tenth of them one by one in the first.",
        DefaultValueFactory = _ => 200,
    };

    public static Command Create()
    {
        var command = new Command("trips", "Redis round trips and octets of its append-only file per voicemail.")
        {
            Count,
        };
        command.SetAction(RunAsync);
        return command;
    }

    private static async Task RunAsync(ParseResult options)
    {
        await using var site = await Site.StartAsync("everysec");
        await site.StartSilosAsync(1);
        await RunAsync(site, 1, 8); // The first ones carry what happens once.
        var count = options.GetValue(Count);
        var names = string.Concat(Scripts.Select(name => $"{name,9}"));
        Console.WriteLine($"Voicemails    {names}   AOF octets");
        await PrintAsync("one by one", site, Math.Max(1, count / 10), 1);
        await PrintAsync("many at once", site, 1, count);
    }

    private static async Task PrintAsync(string what, Site site, int times, int atOnce)
    {
        var bytes = await AofBytesAsync(site.Redis.Port);
        await using var monitor = await RedisMonitor.StartAsync(site.Redis.Port);
        await RunAsync(site, times, atOnce);
        // The answer to the final dot still has to be committed.
        await Task.Delay(TimeSpan.FromSeconds(2), TimeProvider.System);
        bytes = await AofBytesAsync(site.Redis.Port) - bytes;
        Console.Write($"{what,-14}");
        foreach (var name in Scripts)
            Console.Write($"{(double)monitor.Counts.GetValueOrDefault(name) / (times * atOnce),9:0.0}");
        Console.WriteLine($"{bytes / (times * atOnce),13:0}");
    }

    private static async Task RunAsync(Site site, int times, int atOnce)
    {
        for (var i = 0; i < times; i++)
        {
            await site.AcceptAsync(atOnce);
            await site.Smarthost.TakenAsync(site.Accepted);
        }
    }

    private static async Task<long> AofBytesAsync(int port)
    {
        using var client = new TcpClient();
        await client.ConnectAsync(IPAddress.Loopback, port);
        await client.GetStream().WriteAsync("INFO persistence\r\nQUIT\r\n"u8.ToArray());
        using var reader = new StreamReader(client.GetStream(), Encoding.ASCII);
        var answer = await reader.ReadToEndAsync();
        const string Field = "\naof_current_size:";
        var start = answer.IndexOf(Field, StringComparison.Ordinal) + Field.Length;
        return long.Parse(answer.AsSpan(start, answer.IndexOf('\r', start) - start), CultureInfo.InvariantCulture);
    }
}
