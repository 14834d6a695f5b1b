using System.CommandLine;
using VoicemailOrleans.Bench.Load;
using VoicemailOrleans.Bench.Scale;

namespace VoicemailOrleans.Bench.Peers;

/// <summary>
/// <c>field</c>: accepting, and the whole journey, beside everything else that is installed: Postfix, a server on
/// Python's aiosmtpd as such services usually begin, Haraka. All keep a mail on disk before its 250. Turn about in
/// every round; what counts are the ratios.
/// </summary>
internal static class FieldBench
{
    private static readonly Option<int> Sessions = new("--sessions")
    {
        Description = "Senders at once.",
        DefaultValueFactory = _ => 50,
    };

    private static readonly Option<int> Seconds = new("--seconds")
    {
        Description = "How long each takes for a round, about.",
        DefaultValueFactory = _ => 3,
    };

    private const int WarmUps = 6;

    private static readonly byte[] Recording = Recordings.Noise(95_000);

    public static Command Create()
    {
        var command = new Command("field", "The service beside all others that are installed. Needs root for Postfix.")
        {
            Sessions, PeersBench.Rounds, Seconds,
        };
        command.SetAction(RunAsync);
        return command;
    }

    private static async Task RunAsync(ParseResult options)
    {
        foreach (var relays in new[] { false, true })
        {
            Console.WriteLine(relays ? "The whole journey, speech off" : "Accepting");
            Console.WriteLine("              /s   ours is   CPU s/1000   MB written/1000   median ms    MB");
            await CompareAsync(options, relays);
        }
    }

    private static async Task CompareAsync(ParseResult options, bool relays)
    {
        var field = new List<Contender>();
        try
        {
            await AddAsync("ours", async to => await GatewayPeer.StartAsync(to?.Settings));
            await AddAsync("Postfix", async to => await PostfixPeer.StartAsync(to?.Port));
            await AddAsync("aiosmtpd", async to => await PythonPeer.StartAsync(to?.Port));
            if (HarakaPeer.IsInstalled) await AddAsync("Haraka", async to => await HarakaPeer.StartAsync(to?.Port));
            foreach (var one in field) await one.WarmUpAsync(options.GetValue(Sessions), options.GetValue(Seconds));
            for (var round = 0; round < options.GetValue(PeersBench.Rounds); round++)
            {
                foreach (var one in round % 2 == 0 ? field : field.AsEnumerable().Reverse())
                    one.Runs.Add(await PeerRun.MeasureAsync(one.Peer, one.Plan, one.To));
            }

            foreach (var one in field) Print(one, field[0]);
        }
        finally
        {
            foreach (var one in field) await one.DisposeAsync();
        }

        async Task AddAsync(string name, Func<NullSmarthost?, Task<IMailPeer>> start)
        {
            var to = relays ? new NullSmarthost(TimeSpan.Zero) : null;
            field.Add(new Contender(name, await start(to), to));
        }
    }

    private static void Print(Contender one, Contender ours)
    {
        double Of(Func<PeerRun, double> what) => Figures.Median(one.Runs.Select(what));
        var ratio = Figures.Median(ours.Runs.Zip(one.Runs, (we, they) => we.PerSecond / they.PerSecond));
        Console.WriteLine(
            $"{one.Name,-10}{Of(run => run.PerSecond),6:0}  {ratio,7:0.0}x  {Of(run => run.CpuMilliseconds),11:0.00}"
            + $"  {Of(run => run.Written) / 1e3,16:0}  {Of(run => run.Median),10:0.0}  {one.Peer.MemoryBytes >> 20,4}");
    }

    private sealed record Contender(string Name, IMailPeer Peer, NullSmarthost? To) : IAsyncDisposable
    {
        public List<PeerRun> Runs { get; } = [];

        public LoadPlan Plan { get; private set; } = new("127.0.0.1", 0, 10, 100, Recording, false);

        /// <summary>
        /// Finds how many messages take the time of a round, and goes on until all is compiled: that takes .NET some
        /// 5,000 messages, and a service runs for months.
        /// </summary>
        public async Task WarmUpAsync(int sessions, int seconds)
        {
            for (var i = 0; i < WarmUps; i++)
            {
                var run = await PeerRun.MeasureAsync(Peer, Plan, To);
                var count = Math.Max(2 * sessions, (int)(run.PerSecond * seconds));
                Plan = Plan with { Sessions = sessions, Count = count };
            }
        }

        public async ValueTask DisposeAsync()
        {
            await Peer.DisposeAsync();
            if (To is not null) await To.DisposeAsync();
        }
    }
}
