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
    [NetworkFact]
    public Task Silo_LosesRedisAndKeepsTheSmarthost_TheOtherTakesOver() => PartAsync(rounds: 1);

    [NetworkFact, Trait("Category", "Faults")]
    public Task Silo_LosesRedisAgainAndAgain_TheOtherTakesOver() => PartAsync(rounds: 6);

    private async Task PartAsync(int rounds)
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
        await RunAsync("a silo loses Redis, packets vanish", plan, async scene =>
        {
            for (var round = 0; round < rounds; round++)
            {
                await scene.TakenAsync(scene.Random.Next(2, 8));
                await network.PartAsync();
                scene.Faults++;
                await Task.Delay(3 * Cluster.Lease, TimeProvider.System, CancellationToken.None); // the fault itself
                await scene.TakenAsync(3);
                var parted = scene.Cluster.Silos[0].Process;
                await parted.LineAsync(line => line.Contains("\"event\":\"LogStoreFailed\"", StringComparison.Ordinal), "a line that misses the store");
                await network.HealAsync();
                await scene.TakenAsync(3);
            }
        }, smarthost: smarthost);
    }
}
