using System.CommandLine;
using VoicemailOrleans.Bench.Processes;

namespace VoicemailOrleans.Bench.Scale;

/// <summary>
/// <c>turns</c>: how many turns a silo takes when nothing outside holds it up. The production scheduler and the
/// production store in one process, on a real redis-server, with a grain that only commits a document of 2 KB.
/// </summary>
internal static class TurnsBench
{
    private static readonly Option<int> Rounds = new("--rounds")
    {
        Description = "Every case is measured once in each round; the medians are printed.",
        DefaultValueFactory = _ => 5,
    };

    private static readonly Option<double> Seconds = new("--seconds")
    {
        Description = "Length of each measurement.",
        DefaultValueFactory = _ => 3,
    };

    private static readonly (string Name, Func<TurnsRun, Task<TurnsResult>> Measure)[] Cases =
    [
        ("turns, 1 grain", run => run.TurnsAsync(1)),
        ("turns, 64 grains", run => run.TurnsAsync(64)),
        ("calls, 1 caller", run => run.CallsAsync(1, isNew: false)),
        ("calls, 64 callers", run => run.CallsAsync(64, isNew: false)),
        ("new grains, 1 caller", run => run.CallsAsync(1, isNew: true)),
        ("new grains, 64 callers", run => run.CallsAsync(64, isNew: true)),
    ];

    public static Command Create()
    {
        var command = new Command("turns", "Persisted turns and calls per second of one process, bound by the CPU.")
        {
            Rounds, Seconds,
        };
        command.SetAction(RunAsync);
        return command;
    }

    private static async Task RunAsync(ParseResult options)
    {
        var window = TimeSpan.FromSeconds(options.GetValue(Seconds));
        await using var lazy = await RedisProcess.StartAsync("everysec");
        await using var strict = await RedisProcess.StartAsync("always");
        List<Line> lines =
        [
            .. Cases.Select(each => new Line("everysec", each.Name, () => each.Measure(new TurnsRun(lazy, window)))),
            .. Cases.Select(each => new Line("always", each.Name, () => each.Measure(new TurnsRun(strict, window)))),
        ];
        for (var round = 0; round < options.GetValue(Rounds); round++)
            foreach (var line in lines) line.Results.Add(await line.Measure());
        Console.WriteLine("fsync     what                      per second  CPU us each  Redis CPU us  per core-second");
        foreach (var line in lines)
        {
            var (cpu, redis) = (line.Median(result => result.Cpu), line.Median(result => result.RedisCpu));
            Console.Write($"{line.Fsync,-8}  {line.Name,-24}  {line.Median(result => result.PerSecond),10:0}  ");
            Console.WriteLine($"{cpu,11:0}  {redis,12:0}  {1e6 / (cpu + redis),15:0}");
        }
    }

    private sealed record Line(string Fsync, string Name, Func<Task<TurnsResult>> Measure)
    {
        public List<TurnsResult> Results { get; } = [];

        public double Median(Func<TurnsResult, double> value) => Figures.Median(Results.Select(value));
    }
}
