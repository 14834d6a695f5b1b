using System.Collections.Concurrent;
using System.Text;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using VoicemailOrleans.Core.Voicemail;
using VoicemailOrleans.Grains;
using VoicemailOrleans.Silo.Hosting;
using VoicemailOrleans.Silo.Spool;
using VoicemailOrleans.Silo.Stores.Sqlite;
using VoicemailOrleans.Silo.Stores.Sqlite.Index;
using VoicemailOrleans.Tests.Silo.Stores;

namespace VoicemailOrleans.Tests.Silo.Hosting;

/// <summary>The scheduler, the embedded store and the index as a host puts them together, in real time.</summary>
public sealed class GrainHostOnSqliteTests
{
    private static readonly CancellationToken None = CancellationToken.None;

    [Fact]
    public async Task Grains_OfManyTurns_TakeEachTurnOnceInOrder()
    {
        const int grains = 40, turns = 3;
        using var folder = new TemporaryFolder();
        ConcurrentBag<(string Key, long Version)> taken = [];
        IGrainStore? store = null;
        var grain = new ScriptedGrain(GrainKinds.Voicemail, async (claim, token) =>
        {
            var (id, version) = (claim.Record.Id, claim.Record.Version);
            taken.Add((id.Key, version));
            GrainWrite next = version < turns
                ? new GrainWrite.Put(id, version, Encoding.UTF8.GetBytes($"{version}"), DateTimeOffset.UnixEpoch)
                : new GrainWrite.Delete(id, version);
            Assert.True((await store!.CommitAsync(new GrainCommit([next]) { Ends = claim.Lease }, token)).Written);
        });
        using var host = Build(folder.Path, grain);
        await host.StartAsync(None);
        store = host.Services.GetRequiredService<IGrainStore>();

        await Task.WhenAll(Enumerable.Range(0, grains).Select(async i =>
        {
            var put = new GrainWrite.Put(new(GrainKinds.Voicemail, $"g{i}"), 0, default, DateTimeOffset.UnixEpoch);
            await store.CommitAsync(new GrainCommit([put]), None);
        }));
        await grain.EndedAsync(grains * turns).WaitAsync(TimeSpan.FromSeconds(30));

        var expected = Enumerable.Range(0, grains)
            .SelectMany(i => Enumerable.Range(1, turns).Select(turn => ($"g{i}", (long)turn)));
        Assert.Equal(expected.Order(), taken.Order());
        await host.StopAsync(None);
    }

    [Fact]
    public async Task Host_Started_IsHealthyAndIndexesWhatIsCommitted()
    {
        using var folder = new TemporaryFolder();
        using var host = Build(folder.Path, new ScriptedGrain(GrainKinds.Voicemail, (_, _) => Task.CompletedTask));
        var index = host.Services.GetRequiredService<IVoicemailIndex>();
        var changed = new TaskCompletionSource();
        index.Changed += () => changed.TrySetResult();
        await host.StartAsync(None);

        var id = CorrelationId.Create(DateTimeOffset.UnixEpoch, new byte[CorrelationId.EntropyLength]);
        var state = VoicemailState.Received(
            id, DateTimeOffset.UnixEpoch, new Envelope("", [new EnvelopeRecipient("a@b.test")]), 1);
        var put = new GrainWrite.Put(
            new(GrainKinds.Voicemail, id.Value), 0, GrainJson.Write(state), DateTimeOffset.MaxValue);
        await host.Services.GetRequiredService<IGrainStore>().CommitAsync(new GrainCommit([put]), None);
        await changed.Task.WaitAsync(TimeSpan.FromSeconds(20));
        Assert.Equal(
            id, Assert.Single((await index.SearchAsync(new() { Text = "a@b" }, None)).Items).Id);

        var health = await host.Services.GetRequiredService<HealthCheckService>().CheckHealthAsync(None);
        Assert.Equal(["silo", "store"], health.Entries.Keys.Order());
        Assert.All(health.Entries.Values, entry => Assert.Equal(HealthStatus.Healthy, entry.Status));
        await host.StopAsync(None);
    }

    private static IHost Build(string folder, IGrain grain)
    {
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings());
        builder.Logging.ClearProviders();
        builder.Services.AddMetrics();
        builder.Services.AddSingleton(grain);
        builder.Services.AddSpool(new SpoolOptions { StoragePath = folder });
        builder.Services.AddSqliteStore(folder).AddVoicemailIndex().AddGrainHost(new SiloOptions());
        return builder.Build();
    }
}
