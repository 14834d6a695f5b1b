using System.CommandLine;
using VoicemailOrleans.Silo.Hosting;

namespace VoicemailOrleans.Bench.Scale;

/// <summary>
/// <c>scale</c>: what more silos bring. Voicemails per second through the whole journey with one, two and four silo
/// processes on one Redis, while speech server and smarthost take the time they take.
/// </summary>
internal static class ScaleBench
{
    private static readonly Option<string[]> Fsync = new("--fsync")
    {
        Description = "When Redis flushes: everysec, always, or both.",
        DefaultValueFactory = _ => ["everysec", "always"],
        AllowMultipleArgumentsPerToken = true,
    };

    private static readonly Option<int[]> Silos = new("--silos")
    {
        Description = "Silo processes; several for one line each. The first line is what the others compare with.",
        DefaultValueFactory = _ => [1, 2, 4],
        AllowMultipleArgumentsPerToken = true,
    };

    private static readonly Option<int> Seconds = new("--seconds")
    {
        Description = "Length of each measurement; the backlog is made for it.",
        DefaultValueFactory = _ => 20,
    };

    private static readonly Option<int> Slots = new("--slots")
    {
        Description = "SILO_CONCURRENCY of each silo. Fewer slots ask less of the CPU that all of them share here.",
        DefaultValueFactory = _ => new SiloOptions().Concurrency,
    };

    public static Command Create()
    {
        Fsync.AcceptOnlyFromAmong("everysec", "always");
        var command = new Command("scale", "Voicemails per second by the number of silos, bound by the world outside.")
        {
            Fsync, Silos, Slots, Seconds,
        };
        command.SetAction(RunAsync);
        return command;
    }

    private static async Task RunAsync(ParseResult options)
    {
        Console.WriteLine("fsync     silos  voicemails/s   ratio   turns/s  silo CPU, cores  CPU ms/voicemail");
        foreach (var fsync in options.GetValue(Fsync)!)
        {
            double? first = null;
            foreach (var silos in options.GetValue(Silos)!)
            {
                var run = new ScaleRun(fsync, silos, options.GetValue(Slots), options.GetValue(Seconds));
                var result = await run.MeasureAsync();
                first ??= result.PerSecond;
                Console.Write($"{fsync,-8}  {silos,5}  {result.PerSecond,12:0.0}  {result.PerSecond / first,6:0.00}  ");
                Console.Write($"{result.TurnsPerSecond,8:0}  {result.Cores,15:0.00}  ");
                Console.WriteLine($"{1000 * result.Cores / result.PerSecond,16:0.0}");
            }
        }
    }
}
