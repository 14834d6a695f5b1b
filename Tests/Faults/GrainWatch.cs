using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using VoicemailOrleans.Core.Voicemail;
using VoicemailOrleans.Grains;
using VoicemailOrleans.Silo.Stores.Redis;
using VoicemailOrleans.Silo.Stores.Redis.Resp;
using VoicemailOrleans.Silo.Stores.Sqlite;
using VoicemailOrleans.Tests.Fakes;

namespace VoicemailOrleans.Tests.Faults;

/// <summary>Follows the states of all voicemails through the store that the processes use, from outside of them.</summary>
internal sealed class GrainWatch : IAsyncDisposable
{
    private readonly ServiceProvider services;
    private readonly IGrainStore store;
    private readonly Dictionary<string, VoicemailState> voicemails = [];
    private long position;

    public GrainWatch(Cluster cluster)
    {
        var collection = new ServiceCollection().AddLogging();
        if (cluster.Plan.RedisUrl is { } url)
        {
            collection.AddRedisStore(RedisUrl.Parse(url), "oracle");
        }
        else
        {
            collection.AddSingleton<TestMeters>();
            collection.AddSingleton<IGrainStore>(provider => new SqliteGrainStore(
                cluster.Storage, TimeProvider.System, new SqliteStoreMetrics(provider.GetRequiredService<TestMeters>()), NullLogger<SqliteGrainStore>.Instance));
        }

        services = collection.BuildServiceProvider();
        store = services.GetRequiredService<IGrainStore>();
    }

    /// <summary>The states as of the last look, by correlation ID.</summary>
    public IReadOnlyDictionary<string, VoicemailState> Voicemails => voicemails;

    /// <summary>Looks at what changed since the last look.</summary>
    public async Task LookAsync()
    {
        while (await store.ReadChangesAsync(position, 500, CancellationToken.None) is { Count: > 0 } changes)
        {
            foreach (var change in changes.Where(change => change.Id.Kind == GrainKinds.Voicemail)) await ReadAsync(change.Id);
            position = changes.Max(change => change.Position);
        }
    }

    public ValueTask DisposeAsync() => services.DisposeAsync();

    private async Task ReadAsync(GrainId id)
    {
        if (await store.ReadAsync(id, CancellationToken.None) is { } record) voicemails[id.Key] = GrainJson.ReadVoicemail(record.State);
        else voicemails.Remove(id.Key);
    }
}
