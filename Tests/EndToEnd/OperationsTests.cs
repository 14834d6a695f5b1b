using VoicemailOrleans.Grains;
using VoicemailOrleans.Silo.Operations;

namespace VoicemailOrleans.Tests.EndToEnd;

/// <summary>What a real process tells of itself, and what is left of it after kill -9.</summary>
public sealed class OperationsTests : EndToEndTest
{
    private string Storage => Path.Combine(Folder, "data");

    private OperationsFiles Reports => new(new OperationsFolder(Storage), TimeProvider.System);

    [Fact]
    public async Task Counters_OfAProcessThatWasKilled_AreStillThereAfterTheRestart()
    {
        var before = TimeProvider.System.GetUtcNow().AddMinutes(-1);
        NodeReport node;
        await using (var service = await StartAsync())
        {
            for (var i = 0; i < 3; i++)
            {
                await SmtpTestClient.SendAsync(service.SmtpPort, "pbx@pbx.example", ["jane@example.org"], TestMail.Plain($"ops-{i}"));
                await Sink.NextAsync();
            }

            await SmtpTestClient.SendAsync(service.SmtpPort, "pbx@pbx.example", ["no>where<"], TestMail.Plain("ops-bad"));
            await UntilWrittenAsync(async () => await SumAsync("voicemail.relay.recipients") >= 3 && await HasGrainsAsync());
            node = Assert.Single(await Reports.ReadNodesAsync(default));
            await service.KillAsync();
        }

        Assert.False(node.HasStopped);
        Assert.Equal(["gateway", "silo", "admin"], node.Roles);
        Assert.Equal(32, node.TurnSlots);
        Assert.Contains(node.Components, component => component is { Name: "store", Health: ComponentHealth.Healthy });
        await using (var service = await StartAsync())
        {
            // One more, that only an orderly stop writes down in time.
            await SmtpTestClient.SendAsync(service.SmtpPort, "pbx@pbx.example", ["jane@example.org"], TestMail.Plain("ops-last"));
            await Sink.NextAsync();
            await service.LineAsync(line => line.Contains("1 delivered", StringComparison.Ordinal), "the delivery");
            Assert.Equal(0, await service.TerminateAsync());
        }

        Assert.Equal(4, await SumAsync("voicemail.smtp.accepted"));
        Assert.Equal(4, await SumAsync("voicemail.relay.recipients"));
        Assert.Equal(1, await SumAsync("voicemail.smtp.refused"));
        var slots = await Reports.ReadSlotsAsync(SlotLength.Hour, before.AddHours(-1), default);
        Assert.Equal(4, slots.Sum(slot => slot.Spreads.GetValueOrDefault("voicemail.delivery.duration", []).Sum(bucket => bucket.Count)));
        // What is behind the numbers: every delivery names its voicemail, in both lives of the process.
        var turns = await ExemplarsAsync("voicemail.grain.turns", "kind", GrainKinds.Voicemail);
        var relayed = await ExemplarsAsync("voicemail.relay.recipients", "outcome", "delivered");
        Assert.Equal(4, relayed.Select(exemplar => exemplar.Voicemail).Distinct().Count());
        Assert.Subset(turns.Select(exemplar => exemplar.Voicemail).ToHashSet(), relayed.Select(exemplar => exemplar.Voicemail).ToHashSet());
        var refused = Assert.Single(await ExemplarsAsync("voicemail.smtp.refused", "code", "501"));
        Assert.Equal(("127.0.0.1", null), (refused.Client, refused.Voicemail));
        Assert.NotNull(refused.Session);
        var stopped = Assert.Single(await Reports.ReadNodesAsync(default));
        Assert.True(stopped.HasStopped);
        Assert.Contains(stopped.Troubles, trouble => trouble.Event == "NodeReporter: FormerDied");
    }

    private async Task<IReadOnlyList<Exemplar>> ExemplarsAsync(string instrument, string label, string value) =>
    [
        .. (await Reports.ReadExemplarsAsync(instrument, default))
            .Where(series => MeterKey.Label(series.Key, label) == value).SelectMany(series => series.Exemplars),
    ];

    /// <summary>The silo counts its grains every 10 s.</summary>
    private async Task<bool> HasGrainsAsync() =>
        (await Reports.ReadNodesAsync(default)).Any(node => node.Levels.Any(level => MeterKey.Is(level.Key, "voicemail.grain.total")));

    private async Task<double> SumAsync(string instrument)
    {
        var slots = await Reports.ReadSlotsAsync(SlotLength.TenSeconds, TimeProvider.System.GetUtcNow().AddHours(-1), default);
        return slots.SelectMany(slot => slot.Counts).Where(count => MeterKey.Is(count.Key, instrument)).Sum(count => count.Value);
    }

    /// <summary>Waits for the next write below the storage's operations folder until a condition holds.</summary>
    private async Task UntilWrittenAsync(Func<Task<bool>> condition)
    {
        using var written = new SemaphoreSlim(0);
        using var watcher = new FileSystemWatcher(Path.Combine(Storage, "operations")) { IncludeSubdirectories = true };
        watcher.Changed += (_, _) => written.Release();
        watcher.Created += (_, _) => written.Release();
        watcher.Renamed += (_, _) => written.Release();
        watcher.EnableRaisingEvents = true;
        while (!await condition())
            Assert.True(await written.WaitAsync(TimeSpan.FromSeconds(60)), "Nothing is written below operations/.");
    }
}
