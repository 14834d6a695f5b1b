using System.Diagnostics.Metrics;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using VoicemailOrleans.Core.Voicemail;
using VoicemailOrleans.Grains;
using VoicemailOrleans.Silo.Health.Metrics;
using VoicemailOrleans.Silo.Operations;
using VoicemailOrleans.Silo.Spool;
using VoicemailOrleans.Tests.Silo.Stores;

namespace VoicemailOrleans.Tests.Silo.Operations;

public sealed class NodeReporterTests : IDisposable
{
    private readonly TemporaryFolder storage = new();
    private readonly Meter meter = new(Telemetry.MeterName);
    private readonly PrometheusRegistry registry = new();

    public void Dispose()
    {
        meter.Dispose();
        registry.Dispose();
        storage.Dispose();
    }

    [Fact]
    public void Sampler_TwoSamples_EachHoldsWhatWasCountedSince()
    {
        var refused = meter.CreateCounter<long>("voicemail.smtp.refused");
        var took = meter.CreateHistogram<double>("voicemail.smtp.acknowledgement", "s");
        var code = new KeyValuePair<string, object?>("code", "sampled");
        const string Key = "voicemail.smtp.refused{code=\"sampled\"}";
        var sampler = new MeterSampler(registry);
        refused.Add(2, code);
        took.Record(0.02, code);
        Assert.Equal(2, sampler.Take(default).Counts[Key]);
        refused.Add(5, code);
        took.Record(0.02, code);
        var second = sampler.Take(default);
        Assert.Equal(5, second.Counts[Key]);
        Assert.Equal([new(0.01, 0.025, 1)], second.Spreads["voicemail.smtp.acknowledgement{code=\"sampled\"}"]);
        Assert.DoesNotContain(Key, sampler.Take(default).Counts.Keys);
    }

    [Fact]
    public async Task Report_OfAnOrderlyStop_SaysSoWithHealthAndTroubles()
    {
        var id = CorrelationId.Create(TimeProvider.System.GetUtcNow(), new byte[10]);
        await using (var services = Build("a"))
        {
            await StartAsync(services);
            var log = services.GetRequiredService<ILogger<NodeReporterTests>>();
            log.LogError(new EventId(7, "Broke"), new IOException("no such host"), "{Id} broke", id);
            log.LogWarning(new EventId(7, "Broke"), "It broke again");
            log.LogInformation("nothing to see");
            await StopAsync(services);
            var node = Assert.Single(await services.GetRequiredService<IOperationsReports>().ReadNodesAsync(default));
            Assert.True(node.HasStopped);
            Assert.Equal(("a", Environment.MachineName, 4), (node.Name, node.Host, node.TurnSlots));
            Assert.InRange(node.MemoryBytes, 1, long.MaxValue);
            var trouble = Assert.Single(node.Troubles, group => group.Event.EndsWith("Broke", StringComparison.Ordinal));
            Assert.Equal((2, TroubleLevel.Error, id), (trouble.Count, trouble.Level, trouble.Example!.Value));
        }

        // The next process of the name knows what the one before saw, and that it stopped in good order.
        await using var next = Build("a");
        await StartAsync(next);
        await StopAsync(next);
        var after = Assert.Single(await next.GetRequiredService<IOperationsReports>().ReadNodesAsync(default));
        Assert.Contains("NodeReporterTests: Broke", after.Troubles.Select(trouble => trouble.Event));
    }

    [Fact]
    public async Task Exemplars_OfAProcess_AreThereForAllAndForTheNextOfItsName()
    {
        var turns = meter.CreateCounter<long>("voicemail.grain.turns");
        var label = new KeyValuePair<string, object?>("kind", nameof(Exemplars_OfAProcess_AreThereForAllAndForTheNextOfItsName));
        async Task<IEnumerable<string?>> RunAsync(string voicemail)
        {
            await using var services = Build("a");
            await StartAsync(services);
            using (Telemetry.StartTurn(new GrainId(GrainKinds.Voicemail, voicemail))) turns.Add(1, label);
            await StopAsync(services);
            var all = await services.GetRequiredService<IOperationsReports>().ReadExemplarsAsync("voicemail.grain.turns", default);
            var own = Assert.Single(all, series => MeterKey.Label(series.Key, "kind") == (string)label.Value!);
            Assert.Equal("a", own.Node);
            return own.Exemplars.Select(exemplar => exemplar.Voicemail);
        }

        Assert.Equal(["first"], await RunAsync("first"));
        Assert.Equal(["first", "second"], (await RunAsync("second")).Order());
    }

    [Fact]
    public async Task Report_OnAFolderThatCannotBeWritten_StopsNothing()
    {
        File.WriteAllText(Path.Combine(storage.Path, "operations"), "a file where the folder should be");
        await using var services = Build("a");
        await StartAsync(services);
        await StopAsync(services);
        var trouble = Assert.Single(services.GetRequiredService<TroubleLog>().Groups);
        Assert.Contains("mail is not affected", trouble.Text, StringComparison.Ordinal);
    }

    [Fact]
    public void Prune_AFolderNobodyWroteToForLong_RemovesItAlone()
    {
        var folder = new OperationsFolder(storage.Path);
        foreach (var node in new[] { "gone", "here" })
        {
            folder.Create(node, new Durable());
            File.WriteAllText(folder.ReportOf(node), "{}");
        }

        File.SetLastWriteTimeUtc(folder.ReportOf("gone"), TimeProvider.System.GetUtcNow().UtcDateTime.AddDays(-10));
        folder.Prune(TimeProvider.System.GetUtcNow());
        Assert.Equal(["here"], folder.Nodes);
    }

    private ServiceProvider Build(string name)
    {
        var services = new ServiceCollection().AddLogging().AddSingleton(TimeProvider.System).AddSingleton(registry);
        services.AddSingleton<IDurable, Durable>();
        services.AddHealthChecks().AddCheck("store", () => HealthCheckResult.Degraded("slow"));
        services.AddOperationsReports(storage.Path).AddNodeReporter(new NodeFacts(name, ["silo"], 4));
        return services.BuildServiceProvider();
    }

    private static async Task StartAsync(IServiceProvider services)
    {
        var reporter = (IHostedLifecycleService)services.GetServices<IHostedService>().Single(service => service is NodeReporter);
        await reporter.StartAsync(default);
        await reporter.StartedAsync(default);
    }

    private static Task StopAsync(IServiceProvider services) =>
        ((IHostedLifecycleService)services.GetServices<IHostedService>().Single(service => service is NodeReporter)).StoppedAsync(default);
}
