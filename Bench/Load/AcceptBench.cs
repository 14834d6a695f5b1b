using System.CommandLine;
using System.Diagnostics;
using System.Globalization;

namespace VoicemailOrleans.Bench.Load;

/// <summary>
/// <c>accept</c>: how fast a gateway accepts mail durably, how long the PBX waits for its reply, and how fast the whole
/// journey goes on behind it (read, rewritten, relayed, every step committed; speech off).
/// </summary>
internal static class AcceptBench
{
    private static readonly Option<string?> To = new("--to")
    {
        Description = "host:port of a running gateway; by default one is started for the run.",
    };

    private static readonly Option<int[]> Sessions = new("--sessions")
    {
        Description = "Senders at once; several for one line each.",
        DefaultValueFactory = _ => [1, 10, 50, 200],
        AllowMultipleArgumentsPerToken = true,
    };

    private static readonly Option<int> Count = new("--count")
    {
        Description = "Messages for each line.",
        DefaultValueFactory = _ => 2000,
    };

    private static readonly Option<int> Size = new("--size")
    {
        Description = "Octets of each recording, before base64.",
        DefaultValueFactory = _ => 100_000,
    };

    private static readonly Option<bool> Reuse = new("--reuse")
    {
        Description = "Keep connections; a PBX opens one per message.",
    };

    public static Command Create()
    {
        var command = new Command("accept", "Accepted messages per second, and the time from final dot to reply.")
        {
            To, Sessions, Count, Size, Reuse,
        };
        command.SetAction(RunAsync);
        return command;
    }

    private static async Task RunAsync(ParseResult options)
    {
        await using var service = options.GetValue(To) is null ? await BenchService.StartAsync() : null;
        var (host, port) = service is null ? Split(options.GetValue(To)!) : ("127.0.0.1", service.SmtpPort);
        var warmUp = await LoadGenerator.RunAsync(LoadPlan.WarmUp(host, port));
        var accepted = warmUp.Accepted;
        if (service is not null) await service.RelayedAsync(accepted);
        Console.WriteLine("sessions  accepted/s  p50 ms  p99 ms  max ms  refused  journeys/s  CPU ms/journey  RSS MB");
        var recording = Recordings.Noise(options.GetValue(Size));
        foreach (var senders in options.GetValue(Sessions)!)
        {
            var plan = new LoadPlan(
                host, port, senders, options.GetValue(Count), recording, options.GetValue(Reuse));
            var cpu = service?.CpuTime;
            var started = Stopwatch.GetTimestamp();
            var result = await LoadGenerator.RunAsync(plan);
            accepted += result.Accepted;
            Console.Write($"{senders,8}  {result.PerSecond,10:0}  {result.Percentile(0.5),6:0.0}  ");
            Console.Write($"{result.Percentile(0.99),6:0.0}  {result.Percentile(1),6:0.0}  {result.Refused,7}  ");
            if (service is not null)
            {
                var elapsed = Stopwatch.GetElapsedTime(started, await service.RelayedAsync(accepted));
                var cpuEach = (service.CpuTime - cpu!.Value).TotalMilliseconds / result.Accepted;
                Console.Write($"{result.Accepted / elapsed.TotalSeconds,10:0}  {cpuEach,14:0.0}  ");
                Console.Write($"{service.ResidentBytes >> 20,6}");
            }

            Console.WriteLine();
        }
    }

    private static (string Host, int Port) Split(string text)
    {
        var colon = text.LastIndexOf(':');
        return (text[..colon], int.Parse(text[(colon + 1)..], CultureInfo.InvariantCulture));
    }
}
