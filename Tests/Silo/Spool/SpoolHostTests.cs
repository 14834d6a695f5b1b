using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using VoicemailOrleans.Grains;
using VoicemailOrleans.Silo.Spool;
using VoicemailOrleans.Tests.Gateway.Intake;

namespace VoicemailOrleans.Tests.Silo.Spool;

/// <summary>Journal, spool and intake in a host, as the service runs them.</summary>
public sealed class SpoolHostTests
{
    [Fact]
    public async Task Host_MessageAppended_ReachesTheStoreAndTheStopEmptiesTheJournal()
    {
        var root = Directory.CreateTempSubdirectory("spool-").FullName;
        try
        {
            var store = new ScriptedStore();
            var message = SpoolRig.Message("Subject: hi\r\n\r\n");
            using (var host = Build(root, store))
            {
                await host.StartAsync();
                Assert.Equal(HealthStatus.Healthy, (await CheckAsync(host)).Status);
                Assert.Equal(
                    AppendResult.Durable,
                    await host.Services.GetRequiredService<IJournal>().AppendAsync(message, CancellationToken.None));
                await host.StopAsync();
            }

            Assert.Equal(message.Id.Value, Assert.Single(store.Grains.Keys).Key);
            Assert.True(File.Exists(Path.Combine(root, "content", message.Id.Day, message.Id + ".eml")));
            Assert.Equal(["lock"], Directory.GetFiles(Path.Combine(root, "journal", "local")).Select(Path.GetFileName));
        }
        finally
        {
            Directory.Delete(root, recursive: true);
        }
    }

    [Fact]
    public async Task Host_Running_SweepsDraftsThatNoJournalNames()
    {
        await using var rig = new SpoolRig();
        var at = TimeProvider.System.GetUtcNow().AddDays(-10);
        rig.OpenDraft("", at, out var message).Dispose();
        var draft = rig.Folders.DraftOf(message.Id);
        await File.WriteAllTextAsync(draft, "what a crash left");
        File.SetLastWriteTimeUtc(draft, at.UtcDateTime);
        rig.Restart();
        var swept = new TaskCompletionSource();
        rig.Disk.Before((operation, path) =>
        {
            if (operation == "write" && path.Contains("now.", StringComparison.Ordinal)) swept.TrySetResult();
        });
        using (var host = Build(rig.Root, new ScriptedStore(), rig.Disk))
        {
            await host.StartAsync();
            await SpoolRig.Within(swept.Task.ContinueWith(_ => true), "the sweep");
            await host.StopAsync(); // waits for it
        }

        Assert.False(File.Exists(draft));
        Assert.False(Directory.Exists(Path.GetDirectoryName(draft)));
    }

    [Fact]
    public async Task Health_FollowsJournalAndBacklog()
    {
        await using var rig = new SpoolRig(configure: o => o.ReserveBytes = 1000);
        var check = ActivatorUtilities.CreateInstance<SpoolHealthCheck>(rig.Services);
        var context = new HealthCheckContext();
        Assert.Equal(HealthStatus.Healthy, (await check.CheckHealthAsync(context)).Status);

        var old = SpoolRig.Message("old", TimeProvider.System.GetUtcNow() - TimeSpan.FromMinutes(10));
        Assert.Equal(AppendResult.Durable, await rig.AppendAsync(old));
        var entries = await rig.ReadAsync();
        var degraded = await check.CheckHealthAsync(context);
        Assert.Equal(HealthStatus.Degraded, degraded.Status);
        Assert.Equal(1L, degraded.Data["backlogMessages"]);
        Assert.Equal(600.0, (double)degraded.Data["backlogAgeSeconds"], 30.0);
        rig.Reader.Settle(entries);
        Assert.Equal(HealthStatus.Healthy, (await check.CheckHealthAsync(context)).Status);

        rig.Disk.Space = new(10, long.MaxValue);
        rig.Journal.Knock();
        await rig.AppendAsync(SpoolRig.Message("behind the knock"));
        Assert.Equal(HealthStatus.Unhealthy, (await check.CheckHealthAsync(context)).Status);
    }

    [Theory]
    [InlineData("a/b")]
    [InlineData("..")]
    [InlineData("")]
    public void Options_NodeNameThatIsNoFileName_AreRefused(string name)
    {
        var options = new SpoolOptions { NodeName = name };
        var error = Assert.Throws<ArgumentException>(() => new ServiceCollection().AddSpool(options));
        Assert.Contains("NodeName", error.Message);
    }

    private static IHost Build(string root, IGrainStore store, IDurable? disk = null)
    {
        var builder = Host.CreateApplicationBuilder();
        builder.Logging.ClearProviders();
        var options = new SpoolOptions { StoragePath = root, CheckpointInterval = TimeSpan.FromMilliseconds(50) };
        builder.Services.AddSpool(options).AddJournal(options).AddSingleton(store);
        if (disk is not null) builder.Services.AddSingleton(disk);
        return builder.Build();
    }

    private static Task<HealthReport> CheckAsync(IHost host) =>
        host.Services.GetRequiredService<HealthCheckService>().CheckHealthAsync(r => r.Tags.Contains("ready"));
}
