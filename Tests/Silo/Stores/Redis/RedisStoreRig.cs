using Microsoft.Extensions.Logging.Abstractions;
using VoicemailOrleans.Grains;
using VoicemailOrleans.Silo.Stores;
using VoicemailOrleans.Silo.Stores.Redis;
using VoicemailOrleans.Silo.Stores.Redis.Resp;
using VoicemailOrleans.Tests.Fakes;

namespace VoicemailOrleans.Tests.Silo.Stores.Redis;

/// <summary>A store on a real server, as one process of several would have it.</summary>
internal sealed class RedisStoreRig : IAsyncDisposable
{
    private RedisStoreRig(RedisClient client, RedisGrainStore store, StoreClock clock, TestMeters meters) =>
        (Client, Store, Clock, Meters) = (client, store, clock, meters);

    public TestMeters Meters { get; }

    public RedisClient Client { get; }

    public RedisGrainStore Store { get; }

    public StoreClock Clock { get; }

    /// <summary>Connects; <paramref name="clock"/> is Lua that tells the time, the server's own when null.</summary>
    public static async Task<RedisStoreRig> StartAsync(string url, string caller = "here", string? clock = null)
    {
        var scripts = clock is null ? new GrainScripts() : new GrainScripts(clock);
        var meters = new TestMeters();
        var client = new RedisClient(
            RedisUrl.Parse(url), scripts.All, TimeProvider.System, new Random(), meters, NullLogger<RedisClient>.Instance);
        await client.ConnectAsync(CancellationToken.None);
        var storeClock = new StoreClock(TimeProvider.System);
        var store = new RedisGrainStore(client, scripts, caller, storeClock, new GrainConflicts(meters), NullLogger<RedisGrainStore>.Instance);
        return new RedisStoreRig(client, store, storeClock, meters);
    }

    public async ValueTask DisposeAsync()
    {
        Store.Dispose();
        await Client.DisposeAsync();
        Meters.Dispose();
    }
}
