using System.Text.Json;
using VoicemailOrleans.Silo.Spool;

namespace VoicemailOrleans.Silo.Operations;

/// <summary>
/// Tells the others how this process is and keeps what it counted: every five seconds its report, every ten a slot,
/// from the moment all of it has started until all of it has stopped. Runs beside everything else; whatever goes wrong
/// here is logged once and costs nothing but the page's news of this process.
/// </summary>
internal sealed class NodeReporter(
    NodeFacts facts, NodeSelf self, MeterSampler sampler, TroubleLog troubles, ExemplarBook exemplars,
    OperationsFolder folder, IDurable durable, TimeProvider clock, ILogger<NodeReporter> logger)
    : IHostedLifecycleService, IDisposable
{
    private static readonly TimeSpan ReportEvery = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan PruneEvery = TimeSpan.FromHours(1);

    private readonly CancellationTokenSource stopping = new();
    private readonly SlotCascade slots = folder.SlotsOf(facts.Name);
    private Task reporting = Task.CompletedTask;
    private DateTimeOffset sampledAt;
    private DateTimeOffset prunedAt = DateTimeOffset.MinValue;
    private bool isFailing;

    /// <inheritdoc/>
    public Task StartingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public Task StartAsync(CancellationToken cancellationToken)
    {
        sampledAt = clock.GetUtcNow();
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public Task StartedAsync(CancellationToken cancellationToken)
    {
        reporting = Task.Run(() => RunAsync(stopping.Token), CancellationToken.None);
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public async Task StoppedAsync(CancellationToken cancellationToken)
    {
        await stopping.CancelAsync();
        await reporting.WaitAsync(cancellationToken);
        await TryAsync(async () =>
        {
            Sample();
            await ReportAsync(hasStopped: true, cancellationToken);
        });
    }

    /// <inheritdoc/>
    public void Dispose() => stopping.Dispose();

    private async Task RunAsync(CancellationToken cancellationToken)
    {
        await TryAsync(TakeOverAsync);
        using var timer = new PeriodicTimer(ReportEvery, clock);
        var round = 0;
        try
        {
            do
            {
                var isSampled = round++ % 2 == 0 && round > 1;
                await TryAsync(async () =>
                {
                    folder.Create(facts.Name, durable);
                    if (isSampled) Sample();
                    await ReportAsync(hasStopped: false, cancellationToken);
                    Prune();
                });
            }
            while (await timer.WaitForNextTickAsync(cancellationToken));
        }
        catch (OperationCanceledException)
        {
            // The stop: StoppedAsync writes the last report.
        }
    }

    /// <summary>What the process before this one of the same name left.</summary>
    private Task TakeOverAsync()
    {
        if (OperationsFiles.ReadReport(folder.ReportOf(facts.Name)) is not { } former) return Task.CompletedTask;
        if (!former.HasStopped) OperationsLog.FormerDied(logger, facts.Name, former.WrittenAt);
        troubles.Restore(former.Troubles);
        exemplars.Restore(OperationsFiles.ReadExemplars(folder.ExemplarsOf(facts.Name)));
        return Task.CompletedTask;
    }

    private void Sample()
    {
        var now = clock.GetUtcNow();
        var slot = sampler.Take(SlotMerge.Floor(sampledAt, TimeSpan.FromSeconds(10)));
        sampledAt = now;
        slots.Append(slot, now);
        if (exemplars.TakeNews() is not { } news) return;
        Replace(folder.ExemplarsOf(facts.Name), file => JsonSerializer.Serialize(
            file, news, OperationsJson.Default.IReadOnlyDictionaryStringIReadOnlyListExemplar));
    }

    private async Task ReportAsync(bool hasStopped, CancellationToken cancellationToken)
    {
        var report = await self.DescribeAsync(hasStopped, cancellationToken);
        Replace(folder.ReportOf(facts.Name), file =>
            JsonSerializer.Serialize(file, report, OperationsJson.Default.NodeReport));
    }

    private static void Replace(string path, Action<Stream> write)
    {
        var temporary = path + ".tmp";
        using (var file = SpoolFolders.CreateFile(temporary)) write(file);
        File.Move(temporary, path, overwrite: true);
    }

    private void Prune()
    {
        var now = clock.GetUtcNow();
        if (now - prunedAt < PruneEvery) return;
        prunedAt = now;
        folder.Prune(now);
    }

    private async Task TryAsync(Func<Task> step)
    {
        try
        {
            await step();
            if (isFailing) OperationsLog.WriteRecovered(logger);
            isFailing = false;
        }
        catch (OperationCanceledException)
        {
            // The stop.
        }
        catch (Exception e)
        {
            if (!isFailing) OperationsLog.WriteFailed(logger, e);
            isFailing = true;
        }
    }
}
