using System.CommandLine;
using VoicemailOrleans.Bench.Processes;

namespace VoicemailOrleans.Bench.Scale;

/// <summary>
/// <c>claims</c>: what a claim costs while many grains wait for a day to come, and whether it matters how many.
/// </summary>
internal static class ClaimsBench
{
    private static readonly Option<int[]> Waiting = new("--waiting")
    {
        Description = "Grains that wait; several for one line each. The first line is what the others compare with.",
        DefaultValueFactory = _ => [10_000, 100_000, 1_000_000],
        AllowMultipleArgumentsPerToken = true,
    };

    private static readonly Option<int> Rounds = new("--rounds")
    {
        Description = "Claims of each kind, on all servers in turn; the medians are printed.",
        DefaultValueFactory = _ => 500,
    };

    public static Command Create()
    {
        var command = new Command("claims", "Time of a claim by the number of grains that wait.") { Waiting, Rounds };
        command.SetAction(RunAsync);
        return command;
    }

    private static async Task RunAsync(ParseResult options)
    {
        List<ClaimsRun> runs = [];
        try
        {
            foreach (var waiting in options.GetValue(Waiting)!)
                runs.Add(await ClaimsRun.StartAsync(await RedisProcess.StartAsync("everysec"), waiting));
            var random = new Random(1);
            for (var round = 0; round < options.GetValue(Rounds); round++)
            {
                var order = runs.ToArray();
                random.Shuffle(order);
                foreach (var run in order) await run.MeasureAsync();
            }

            Console.WriteLine("waiting   ten grains ms  ratio  one grain ms  nothing due ms  Redis MB");
            foreach (var run in runs)
            {
                Console.Write($"{run.Waiting,8}  {run.Ten,13:0.000}  {run.Ten / runs[0].Ten,5:0.00}  ");
                Console.WriteLine($"{run.One,12:0.000}  {run.Nothing,14:0.000}  {run.RedisBytes >> 20,8}");
            }
        }
        finally
        {
            foreach (var run in runs) await run.DisposeAsync();
        }
    }
}
