using VoicemailOrleans.Grains;
using VoicemailOrleans.Tests.Fakes;
using VoicemailOrleans.Tests.Grains.Stores;

namespace VoicemailOrleans.Tests.Silo.Stores.Redis;

/// <summary>
/// The suite of all stores, on a real server, as the user that <c>docs/redis.md</c> has made for the service. Its clock
/// alone is not real: the scripts ask for the time, and then take it from a key that the test moves.
/// </summary>
public sealed class RedisGrainStoreConformanceTests(RedisServerFixture redis)
    : GrainStoreConformance, IClassFixture<RedisServerFixture>
{
    private const string Clock =
        "redis.call('TIME') and redis.call('HMGET', '{voicemail}:clock', 'seconds', 'microseconds')";

    private readonly ManualTimeProvider clock = new();
    private RedisStoreRig rig = null!;

    protected override IGrainStore Store => rig.Store;

    protected override DateTimeOffset Now => clock.GetUtcNow();

    public override async Task InitializeAsync()
    {
        rig = await RedisStoreRig.StartAsync(redis.Url, clock: Clock);
        await rig.Client.SendAsync(["FLUSHALL"], CancellationToken.None);
        await SetClockAsync();
    }

    public override async Task DisposeAsync() => await rig.DisposeAsync();

    protected override async ValueTask PassAsync(TimeSpan time)
    {
        clock.Advance(time);
        await SetClockAsync();
    }

    private async Task SetClockAsync()
    {
        var now = Now.ToUnixTimeMilliseconds();
        await rig.Client.SendAsync(
            ["HSET", "{voicemail}:clock", "seconds", now / 1000, "microseconds", now % 1000 * 1000],
            CancellationToken.None);
    }
}

/// <summary>One server for the tests of a class, with the documented user; each begins by emptying it.</summary>
public sealed class RedisServerFixture : IAsyncLifetime
{
    private RedisServer server = null!;

    internal string Url { get; private set; } = null!;

    public async Task InitializeAsync()
    {
        server = await RedisServer.StartAsync();
        Url = await DocumentedUser.MakeAsync(server);
    }

    public async Task DisposeAsync() => await server.DisposeAsync();
}
