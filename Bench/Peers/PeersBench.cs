using System.CommandLine;
using VoicemailOrleans.Bench.Load;
using VoicemailOrleans.Bench.Scale;

namespace VoicemailOrleans.Bench.Peers;

/// <summary>
/// <c>peers accept</c> and <c>peers relay</c>: the service beside Postfix on the same machine, disk and load, both
/// durable, turn about within every round and the other one first in every second. What counts are the ratios: a
/// machine that others use spoils rounds, not their comparison.
/// </summary>
internal static class PeersBench
{
    private static readonly Option<int[]> Sessions = new("--sessions")
    {
        Description = "Senders at once; several for one line each.",
        DefaultValueFactory = _ => [1, 10, 50, 200],
        AllowMultipleArgumentsPerToken = true,
    };

    private static readonly Option<int[]> Sizes = new("--size")
    {
        Description = "Octets of each recording, before base64; several for one block of lines each.",
        DefaultValueFactory = _ => [95_000, 950_000],
        AllowMultipleArgumentsPerToken = true,
    };

    /// <summary>How often each contender has its turn.</summary>
    internal static readonly Option<int> Rounds = new("--rounds")
    {
        Description = "Rounds; the table has medians.",
        DefaultValueFactory = _ => 5,
    };

    private static readonly Option<int> Seconds = new("--seconds")
    {
        Description = "How long the slower one takes for a round, about.",
        DefaultValueFactory = _ => 3,
    };

    public static Command Create()
    {
        var accept = new Command("accept", "Messages accepted, one connection each.")
        {
            Sessions, Sizes, Rounds, Seconds,
        };
        accept.SetAction(options => RunAsync(options, relays: false));
        var relay = new Command("relay", "Messages accepted and relayed.") { Sessions, Sizes, Rounds, Seconds };
        relay.SetAction(options => RunAsync(options, relays: true));
        return new Command("peers", "The service beside Postfix. Needs postfix and root.")
        {
            accept, relay, TlsBench.Create(),
        };
    }

    private static async Task RunAsync(ParseResult options, bool relays)
    {
        await using var oursTo = relays ? new NullSmarthost(TimeSpan.Zero) : null;
        await using var theirsTo = relays ? new NullSmarthost(TimeSpan.Zero) : null;
        await using var ours = await GatewayPeer.StartAsync(oursTo?.Settings);
        await using var theirs = await PostfixPeer.StartAsync(theirsTo?.Port);
        var warmUp = LoadPlan.WarmUp("127.0.0.1", 0);
        await PeerRun.MeasureAsync(ours, warmUp, oursTo);
        await PeerRun.MeasureAsync(theirs, warmUp with { Count = 200 }, theirsTo);
        Console.WriteLine("sessions   octets  ours/s  Postfix/s  ratio     CPU  median     p99  MB ours  MB Postfix");
        foreach (var size in options.GetValue(Sizes)!)
        {
            foreach (var sessions in options.GetValue(Sessions)!)
            {
                var plan = new LoadPlan("127.0.0.1", 0, sessions, 2 * sessions + 20, Recordings.Noise(size), false);
                var first = await PeerRun.MeasureAsync(theirs, plan, theirsTo);
                plan = plan with { Count = Math.Max(plan.Count, (int)(first.PerSecond * options.GetValue(Seconds))) };
                await LineAsync(options.GetValue(Rounds), plan, (ours, oursTo), (theirs, theirsTo));
            }
        }
    }

    private static async Task LineAsync(
        int rounds, LoadPlan plan, (IMailPeer Peer, NullSmarthost? To) ours, (IMailPeer Peer, NullSmarthost? To) theirs)
    {
        var pairs = new List<(PeerRun Ours, PeerRun Theirs)>();
        for (var round = 0; round < rounds; round++)
        {
            var isFirst = round % 2 == 0;
            var first = await MeasureAsync(isFirst ? ours : theirs);
            var second = await MeasureAsync(isFirst ? theirs : ours);
            pairs.Add(isFirst ? (first, second) : (second, first));
        }

        double Ratio(Func<PeerRun, double> of) => Figures.Median(pairs.Select(pair => of(pair.Ours) / of(pair.Theirs)));
        var octets = plan.Recording.Length * 4 / 3;
        var (here, there) = (pairs.Select(pair => pair.Ours.PerSecond), pairs.Select(pair => pair.Theirs.PerSecond));
        Console.Write($"{plan.Sessions,8}  {octets,7}  {Figures.Median(here),6:0}  {Figures.Median(there),9:0}  ");
        Console.Write($"{Ratio(run => run.PerSecond),5:0.00}  {Ratio(run => run.CpuMilliseconds),6:0.00}  ");
        Console.Write($"{Ratio(run => run.Median),6:0.00}  {Ratio(run => run.Slowest),6:0.00}  ");
        Console.WriteLine($"{ours.Peer.MemoryBytes >> 20,7}  {theirs.Peer.MemoryBytes >> 20,10}");

        Task<PeerRun> MeasureAsync((IMailPeer Peer, NullSmarthost? To) one) =>
            PeerRun.MeasureAsync(one.Peer, plan, one.To);
    }
}
