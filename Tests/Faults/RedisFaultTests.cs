using VoicemailOrleans.Tests.EndToEnd;
using VoicemailOrleans.Tests.Fakes;
using Xunit.Abstractions;

namespace VoicemailOrleans.Tests.Faults;

/// <summary>A Redis that dies, stands still, is full, turns into a replica, or forgets. Mail is taken all the while.</summary>
public sealed class RedisFaultTests(ITestOutputHelper output) : FaultTest(output)
{
    [Fact]
    public Task Redis_KilledAndStartedAgain_MailGoesOn() => KillAsync(rounds: 1);

    [Fact, Trait("Category", "Faults")]
    public Task Redis_KilledAgainAndAgain_MailGoesOn() => KillAsync(rounds: 8);

    [Fact, Trait("Category", "Faults")]
    public async Task Redis_StandsStillForTenSeconds_MailGoesOn()
    {
        var figures = await OnOneAsync("Redis stands still for 10 s", rounds: 4, async (scene, redis) =>
        {
            redis.Pause();
            await Task.Delay(TimeSpan.FromSeconds(10), TimeProvider.System, CancellationToken.None); // the fault itself
            await scene.AcceptedAsync(5);
            redis.Resume();
        });
        Assert.Equal((0, 0), (figures.Extra, figures.Uncertain)); // nobody died: every outcome is known
    }

    [Fact]
    public Task Redis_OutOfMemory_MailIsTakenAndMovesOnLater() => FillAsync(rounds: 1);

    [Fact, Trait("Category", "Faults")]
    public Task Redis_OutOfMemoryAgainAndAgain_MailIsTakenAndMovesOnLater() => FillAsync(rounds: 6);

    [Fact]
    public Task Redis_FailsOverAndTurnsReadOnly_TheNewMasterIsFound() => FailOverAsync(rounds: 1);

    [Fact, Trait("Category", "Faults")]
    public Task Redis_FailsOverToAndFro_TheNewMasterIsFound() => FailOverAsync(rounds: 6);

    [Fact]
    public Task Redis_ForgetsEverything_RebuildBringsAllMailBack() => ForgetAsync(rounds: 1);

    [Fact, Trait("Category", "Faults")]
    public Task Redis_ForgetsEverythingAgainAndAgain_RebuildBringsAllMailBack() => ForgetAsync(rounds: 5);

    private Task KillAsync(int rounds) => OnOneAsync("kill -9 of Redis, started again", rounds, async (scene, redis) =>
    {
        await redis.KillAsync();
        await scene.AcceptedAsync(5); // the gateways need their disk only
        await redis.RestartAsync();
    });

    private Task FillAsync(int rounds) => OnOneAsync("Redis out of memory", rounds, async (scene, redis) =>
    {
        await redis.CommandAsync("CONFIG", "SET", "maxmemory", "1mb");
        await scene.AcceptedAsync(10);
        await redis.CommandAsync("CONFIG", "SET", "maxmemory", "0");
    });

    /// <summary>
    /// FAILOVER hands the role over without losing a write; the old master stays, as a replica that refuses writes on
    /// the connections that everybody still has to it.
    /// </summary>
    private async Task FailOverAsync(int rounds)
    {
        await using var first = await RedisServer.StartAsync();
        await using var second = await RedisServer.StartAsync("--replicaof", "127.0.0.1", $"{first.Port}");
        var url = $"redis://127.0.0.1:{first.Port},127.0.0.1:{second.Port}";
        await RunAsync("failover, the old master turns read-only", new ClusterPlan { RedisUrl = url }, async scene =>
        {
            var (master, replica) = (first, second);
            for (var round = 0; round < rounds; round++)
            {
                await scene.TakenAsync(scene.Random.Next(2, 8));
                await ReplicatesAsync(master, replica, scene.Pulse);
                await master.CommandAsync("FAILOVER", "TO", "127.0.0.1", $"{replica.Port}");
                scene.Faults++;
                await scene.TakenAsync(5);
                (master, replica) = (replica, master);
            }
        });
    }

    private static Task ReplicatesAsync(RedisServer master, RedisServer replica, Pulse pulse) => pulse.UntilAsync(
        async () => (await master.CommandAsync("INFO", "replication")).Text!.Contains($"port={replica.Port},state=online", StringComparison.Ordinal),
        () => "a replica in step");

    /// <summary>
    /// FLUSHALL under load: what was in the store is gone, what comes in afterwards is stored again. Rebuild looks
    /// through the content files while everything runs.
    /// </summary>
    private Task ForgetAsync(int rounds) => OnOneAsync("FLUSHALL, then voicemail rebuild", rounds, async (scene, redis) =>
    {
        Sink.OnDot = _ => "451 4.3.0 Not now"; // so that there is something to lose
        await scene.AcceptedAsync(10);
        scene.StoreFellBack = true;
        await redis.CommandAsync("FLUSHALL");
        await using var rebuild = ServiceProcess.Launch(Folder, Sink.Port, [], ["rebuild"], ("REDIS_URL", redis.Url));
        Assert.True(await rebuild.ExitAsync(300) == 0, rebuild.Output);
        Sink.OnDot = _ => "250 2.0.0 Taken";
    });

    private async Task<FaultFigures> OnOneAsync(string row, int rounds, Func<FaultScene, RedisServer, Task> fault)
    {
        await using var redis = await RedisServer.StartAsync();
        return await RunAsync(row, new ClusterPlan { RedisUrl = redis.Url }, async scene =>
        {
            for (var round = 0; round < rounds; round++)
            {
                await scene.TakenAsync(scene.Random.Next(2, 8));
                await fault(scene, redis);
                scene.Faults++;
                await scene.TakenAsync(5);
            }
        });
    }
}
