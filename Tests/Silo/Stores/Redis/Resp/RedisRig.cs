using Microsoft.Extensions.Logging.Abstractions;
using VoicemailOrleans.Silo.Stores.Redis.Resp;
using VoicemailOrleans.Tests.Fakes;

namespace VoicemailOrleans.Tests.Silo.Stores.Redis.Resp;

/// <summary>A client as the service makes it, and the events a test waits for.</summary>
internal sealed class RedisRig : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly TestMeters meters = new();
    private readonly SemaphoreSlim connected = new(0);

    public RedisRig(RedisOptions options, params RespScript[] scripts)
    {
        Client = new RedisClient(options, scripts, TimeProvider.System, new Random(1), meters, NullLogger<RedisClient>.Instance);
        Client.Reconnected += () => connected.Release();
    }

    public RedisClient Client { get; }

    public static async Task<RedisRig> ConnectAsync(RedisOptions options, params RespScript[] scripts)
    {
        var rig = new RedisRig(options, scripts);
        using var patience = new CancellationTokenSource(Patience);
        await rig.Client.ConnectAsync(patience.Token);
        return rig;
    }

    public async Task<RespValue> SendAsync(params RespArg[] command) => await Client.SendAsync(command, CancellationToken.None);

    /// <summary>A connection was made since the last one that was waited for.</summary>
    public async Task ConnectedAsync() => Assert.True(await connected.WaitAsync(Patience), "No connection was made.");

    public async ValueTask DisposeAsync()
    {
        await Client.DisposeAsync();
        meters.Dispose();
        connected.Dispose();
    }
}
