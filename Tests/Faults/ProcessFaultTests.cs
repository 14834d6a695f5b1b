using VoicemailOrleans.Tests.Fakes;
using Xunit.Abstractions;

namespace VoicemailOrleans.Tests.Faults;

/// <summary>Processes that are killed, told to stop, or stand still, under load.</summary>
public sealed class ProcessFaultTests(ITestOutputHelper output) : FaultTest(output)
{
    [Fact]
    public Task Kill9_OfEachRole_LosesNothing() => KillAsync(rounds: 1, lingers: false);

    [Fact, Trait("Category", "Faults")]
    public Task Kill9_OfEachRoleAgainAndAgain_LosesNothing() => KillAsync(rounds: 7);

    [Fact, Trait("Category", "Faults")]
    public Task Kill9_OneProcessOnSqlite_LosesNothing() => RunAsync("kill -9, one process on SQLite", ClusterPlan.Alone, async scene =>
    {
        Linger();
        var node = scene.Cluster.Nodes.Single();
        for (var round = 0; round < 12; round++)
        {
            await scene.AcceptedAsync(scene.Random.Next(1, 12));
            await node.KillAsync();
            scene.Faults++;
            await node.StartAsync();
        }

        await scene.TakenAsync(5);
    });

    [Fact]
    public Task Terminate_EachProcessInTurn_NoExtraCopy() => TerminateAsync(rounds: 1);

    [Fact, Trait("Category", "Faults")]
    public Task Terminate_EachProcessAgainAndAgain_NoExtraCopy() => TerminateAsync(rounds: 4);

    [Fact]
    public Task Silo_StandsStillLongerThanItsLease_WakesUpHarmless() => PauseAsync(rounds: 1, lingers: false);

    [Fact, Trait("Category", "Faults")]
    public Task Silo_StandsStillAgainAndAgain_WakesUpHarmless() => PauseAsync(rounds: 5);

    [Fact, Trait("Category", "Faults")]
    public async Task Silos_StandStillEveryMoment_LeasesDoNotFlap()
    {
        await using var redis = await RedisServer.StartAsync();
        var figures = await RunAsync("silos stand still every 200 ms", new ClusterPlan { RedisUrl = redis.Url }, async scene =>
        {
            Linger();
            for (var moment = 0; moment < 100; moment++)
            {
                foreach (var silo in scene.Cluster.Silos) await silo.PauseAsync();
                await Task.Delay(TimeSpan.FromMilliseconds(200), TimeProvider.System, CancellationToken.None); // the fault itself
                foreach (var silo in scene.Cluster.Silos) await silo.ResumeAsync();
                await Task.Delay(TimeSpan.FromMilliseconds(200), TimeProvider.System, CancellationToken.None);
                scene.Faults++;
            }

            await scene.TakenAsync(3);
        });
        Assert.Equal((0, 0), (figures.Extra, figures.Uncertain));
    }

    [FakeTimeFact]
    public Task Clocks_JumpThreeDays_NothingWaitsAndNothingExpires() => JumpAsync("+3d", "-3d");

    [FakeTimeFact, Trait("Category", "Faults")]
    public Task Clocks_JumpToAndFro_NothingWaitsAndNothingExpires() => JumpAsync("+3d", "-3d", "-40d", "+1h", "+40d", "-1h");

    /// <summary>The smarthost takes up to 100 ms for its word, so that processes are hit while a final dot is out.</summary>
    private void Linger() => Sink.BeforeReply = (verb, stop) => verb == "."
        ? Task.Delay(TimeSpan.FromMilliseconds(Sink.Ledger.Count * 37 % 100), TimeProvider.System, stop)
        : Task.CompletedTask;

    private async Task KillAsync(int rounds, bool lingers = true)
    {
        await using var redis = await RedisServer.StartAsync();
        await RunAsync("kill -9 of a gateway, a silo, the admin node", new ClusterPlan { RedisUrl = redis.Url, HasAdmin = true }, async scene =>
        {
            if (lingers) Linger();
            for (var round = 0; round < rounds; round++)
            {
                foreach (var node in new[] { Any(scene, scene.Cluster.Gateways), Any(scene, scene.Cluster.Silos), scene.Cluster.Admin! })
                {
                    await scene.AcceptedAsync(scene.Random.Next(1, 10));
                    await node.KillAsync();
                    scene.Faults++;
                    await scene.AcceptedAsync(2); // the other gateway
                    await scene.TakenAsync(2); // the other silo
                    await node.StartAsync();
                }
            }
        });
    }

    private async Task TerminateAsync(int rounds)
    {
        await using var redis = await RedisServer.StartAsync();
        var figures = await RunAsync("SIGTERM, rolling restart", new ClusterPlan { RedisUrl = redis.Url, HasAdmin = true }, async scene =>
        {
            Linger();
            for (var round = 0; round < rounds; round++)
            {
                foreach (var node in scene.Cluster.Nodes)
                {
                    await scene.AcceptedAsync(scene.Random.Next(1, 6));
                    var took = await node.TerminateAsync();
                    Assert.True(took < TimeSpan.FromSeconds(30), $"SIGTERM took {took.TotalSeconds:F1} s:\n{node.Tail()}");
                    scene.Faults++;
                    await node.StartAsync();
                }
            }

            await scene.TakenAsync(3);
        });
        Assert.Equal((0, 0), (figures.Extra, figures.Uncertain));
    }

    /// <summary>Each process comes back with a date of its own; the store's does not change, and is the one that counts.</summary>
    private async Task JumpAsync(params string[] jumps)
    {
        await using var redis = await RedisServer.StartAsync();
        var figures = await RunAsync("clocks jump by days", new ClusterPlan { RedisUrl = redis.Url }, async scene =>
        {
            Linger();
            var next = 0;
            foreach (var jump in jumps)
            {
                foreach (var node in scene.Cluster.Nodes)
                {
                    await scene.AcceptedAsync(2);
                    await node.TerminateAsync();
                    node.Wrapper = FakeTimeFactAttribute.Wrapper(jumps[next++ % jumps.Length]);
                    scene.Faults++;
                    await node.StartAsync();
                    await scene.TakenAsync(3);
                }

                next++; // the next time round each has another one
            }
        });
        Assert.Equal((0, 0), (figures.Extra, figures.Uncertain));
    }

    private async Task PauseAsync(int rounds, bool lingers = true)
    {
        await using var redis = await RedisServer.StartAsync();
        await RunAsync("SIGSTOP of a silo for two leases", new ClusterPlan { RedisUrl = redis.Url }, async scene =>
        {
            if (lingers) Linger();
            for (var round = 0; round < rounds; round++)
            {
                var silo = Any(scene, scene.Cluster.Silos);
                await scene.TakenAsync(scene.Random.Next(2, 8));
                await silo.PauseAsync();
                scene.Faults++;
                await Task.Delay(2 * Cluster.Lease, TimeProvider.System, CancellationToken.None); // the fault itself
                await scene.TakenAsync(2);
                await silo.ResumeAsync();
                await scene.TakenAsync(2);
            }
        });
    }

    private static ClusterNode Any(FaultScene scene, IReadOnlyList<ClusterNode> nodes) => nodes[scene.Random.Next(nodes.Count)];
}
