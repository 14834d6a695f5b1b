using System.CommandLine;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace VoicemailOrleans.Bench.Load;

/// <summary>
/// <c>idle</c>: what a connection costs the gateway that was greeted, said EHLO and then nothing. Resident memory of
/// the real process; the connections come from many loopback addresses, because one has neither the ports nor the
/// permission for all of them.
/// </summary>
internal static class IdleBench
{
    private const int PerAddress = 900;

    private static readonly TimeSpan Settling = TimeSpan.FromSeconds(3);

    private static readonly Option<int[]> Counts = new("--count")
    {
        Description = "Connections held at once; several for one line each, rising.",
        DefaultValueFactory = _ => [1000, 5000, 10_000],
        AllowMultipleArgumentsPerToken = true,
    };

    public static Command Create()
    {
        var command = new Command("idle", "Memory of the gateway for each idle connection.") { Counts };
        command.SetAction(RunAsync);
        return command;
    }

    private static async Task RunAsync(ParseResult options)
    {
        var counts = options.GetValue(Counts)!;
        var wanted = counts[^1] + PerAddress;
        await using var service = await BenchService.StartAsync(
            ("SMTP_MAX_CONNECTIONS", wanted.ToString(CultureInfo.InvariantCulture)));
        // What the first connections cost is code that is being compiled.
        Close(await OpenAsync(service.SmtpPort, 0, PerAddress));
        var before = await SettledAsync(service);
        Console.WriteLine("connections  RSS MB  KB each");
        Console.WriteLine($"{0,11}  {before / 1e6,6:0.0}");
        List<Socket> open = [];
        foreach (var count in counts)
        {
            open.AddRange(await OpenAsync(service.SmtpPort, open.Count, count));
            var now = await SettledAsync(service);
            Console.WriteLine($"{open.Count,11}  {now / 1e6,6:0.0}  {(now - before) / 1e3 / open.Count,7:0.0}");
        }

        Close(open);
    }

    private static async Task<List<Socket>> OpenAsync(int port, int from, int to)
    {
        List<Socket> opened = [];
        var buffer = new byte[1024];
        for (var number = from; number < to; number++)
        {
            var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
            socket.Bind(new IPEndPoint(new IPAddress([127, 0, 1, (byte)(1 + number / PerAddress)]), 0));
            await socket.ConnectAsync(IPAddress.Loopback, port);
            await ExpectAsync(socket, buffer, "220 ");
            await socket.SendAsync("EHLO idle.example\r\n"u8.ToArray());
            await ExpectAsync(socket, buffer, "250");
            opened.Add(socket);
        }

        return opened;
    }

    /// <exception cref="InvalidOperationException">It was turned away.</exception>
    private static async Task ExpectAsync(Socket socket, byte[] buffer, string start)
    {
        var count = await socket.ReceiveAsync(buffer);
        var reply = Encoding.ASCII.GetString(buffer, 0, count);
        if (!reply.StartsWith(start, StringComparison.Ordinal))
            throw new InvalidOperationException($"'{reply.Trim()}' (more open files may be needed: ulimit -n)");
    }

    private static async Task<long> SettledAsync(BenchService service)
    {
        await Task.Delay(Settling, TimeProvider.System);
        return service.ResidentBytes;
    }

    private static void Close(List<Socket> sockets)
    {
        foreach (var socket in sockets) socket.Dispose();
    }
}
