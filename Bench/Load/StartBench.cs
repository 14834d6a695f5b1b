using System.CommandLine;
using System.Diagnostics;
using VoicemailOrleans.Bench.Processes;
using VoicemailOrleans.Bench.Scale;

namespace VoicemailOrleans.Bench.Load;

/// <summary><c>start</c>: how long the process takes until it is ready, and what it holds when it idles.</summary>
internal static class StartBench
{
    private static readonly TimeSpan Idling = TimeSpan.FromSeconds(10);

    private static readonly Option<int> Times = new("--times")
    {
        Description = "Starts; the figures are medians.",
        DefaultValueFactory = _ => 5,
    };

    public static Command Create()
    {
        var command = new Command("start", "Time until the service is ready, and its memory when it idles.") { Times };
        command.SetAction(RunAsync);
        return command;
    }

    private static async Task RunAsync(ParseResult options)
    {
        List<double> seconds = [], resident = [], proportional = [];
        for (var i = 0; i < options.GetValue(Times); i++)
        {
            var started = Stopwatch.GetTimestamp();
            await using var service = await BenchService.StartAsync();
            seconds.Add(Stopwatch.GetElapsedTime(started).TotalSeconds);
            await Task.Delay(Idling, TimeProvider.System);
            resident.Add(service.ResidentBytes / 1e6);
            proportional.Add(ProcessTree.ProportionalBytes(service.Id) / 1e6);
        }

        Console.WriteLine("All roles in one process");
        Console.WriteLine($"ready after {Figures.Median(seconds):0.00} s");
        Console.WriteLine($"10 s later RSS {Figures.Median(resident):0} MB, PSS {Figures.Median(proportional):0} MB");
    }
}
