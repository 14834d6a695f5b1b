using System.Net;
using VoicemailOrleans.Tests.EndToEnd;
using VoicemailOrleans.Tests.Fakes;
using Xunit.Abstractions;

namespace VoicemailOrleans.Tests.Faults;

/// <summary>
/// A silo behind a network of its own that loses Redis and keeps the smarthost: its packets vanish, nobody hangs up.
/// Its leases run out unseen by it; it must stop before it sends, and go on by itself when the network is back.
/// </summary>
public sealed class PartitionTests(ITestOutputHelper output) : FaultTest(output)
{
    private const string Name = "smarthost.test";

    [NetworkFact]
    public Task Silo_LosesRedisAndKeepsTheSmarthost_TheOtherTakesOver() => PartAsync("a silo loses Redis, packets vanish", network => network.PartAsync(), rounds: 1);

    [NetworkFact, Trait("Category", "Faults")]
    public Task Silo_LosesRedisAgainAndAgain_TheOtherTakesOver() => PartAsync("a silo loses Redis, packets vanish", network => network.PartAsync(), rounds: 6);

    [NetworkFact, Trait("Category", "Faults")]
    public Task Silo_IsHeardByRedisAndDoesNotHearIt_TheOtherTakesOver() => PartAsync("a silo loses Redis, one way", network => network.DeafenAsync(), rounds: 4);

    [NetworkFact, Trait("Category", "Faults")]
    public Task Silo_BehindASlowLink_MailGoesOn() => PartAsync("a silo behind 128 kbit/s", network => network.SlowAsync(), rounds: 2, isCut: false);

    /// <summary>The name of the smarthost is unknown at first, then known, then means another address.</summary>
    [NetworkFact, Trait("Category", "Faults")]
    public async Task Smarthost_NameIsUnknownThenMoves_MailWaitsAndFollows()
    {
        await using var network = await PartedNetwork.CreateAsync();
        await using var redis = await RedisServer.StartAsync("--bind", "127.0.0.1", network.RedisAddress, "--protected-mode", "no");
        await using var smarthost = new SmtpSink(IPAddress.Parse(network.SmarthostAddress));
        await using var moved = new SmtpSink(IPAddress.Parse(network.RedisAddress), smarthost.Port) { Ledger = smarthost.Ledger };
        var plan = new ClusterPlan
        {
            Silos = 1,
            RedisUrl = redis.Url,
            FirstSilo = (network.Wrapper, [("REDIS_URL", $"redis://{network.RedisAddress}:{redis.Port}"), ("OUTBOUND_SMTP_HOST", Name)]),
        };
        await RunAsync("smarthost's name unknown, then moves", plan, async scene =>
        {
            await scene.AcceptedAsync(5);
            await scene.Cluster.Silos[0].Process.LineAsync(line => line.Contains(Name, StringComparison.Ordinal), "a line that names the smarthost");
            Assert.Empty(smarthost.Ledger);
            scene.Faults++;
            network.Name(Name, network.SmarthostAddress);
            await scene.TakenAsync(5);

            moved.Taken += scene.Pulse.Beat;
            await smarthost.StopAsync();
            scene.Faults++;
            network.Name(Name, network.RedisAddress);
            await scene.TakenAsync(5);
        }, smarthost: smarthost);
    }

    private async Task PartAsync(string row, Func<PartedNetwork, Task> cut, int rounds, bool isCut = true)
    {
        await using var network = await PartedNetwork.CreateAsync();
        await using var redis = await RedisServer.StartAsync("--bind", "127.0.0.1", network.RedisAddress, "--protected-mode", "no");
        await using var smarthost = new SmtpSink(IPAddress.Parse(network.SmarthostAddress));
        var plan = new ClusterPlan
        {
            RedisUrl = redis.Url,
            Settings = [("OUTBOUND_SMTP_HOST", network.SmarthostAddress)],
            FirstSilo = (network.Wrapper, [("REDIS_URL", $"redis://{network.RedisAddress}:{redis.Port}")]),
        };
        await RunAsync(row, plan, async scene =>
        {
            for (var round = 0; round < rounds; round++)
            {
                await scene.TakenAsync(scene.Random.Next(2, 8));
                await cut(network);
                scene.Faults++;
                await Task.Delay(3 * Cluster.Lease, TimeProvider.System, CancellationToken.None); // the fault itself
                await scene.TakenAsync(3);
                var parted = scene.Cluster.Silos[0].Process;
                if (isCut) await parted.LineAsync(line => line.Contains("\"event\":\"LogStoreFailed\"", StringComparison.Ordinal), "a line that misses the store");
                await network.HealAsync();
                await scene.TakenAsync(3);
            }
        }, smarthost: smarthost);
    }
}
