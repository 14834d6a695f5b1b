using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using VoicemailOrleans.Core.Voicemail;
using VoicemailOrleans.Grains;

namespace VoicemailOrleans.Gateway.Intake;

/// <summary>
/// Makes a grain of every message in the journal. Theory of operation: the journal hands out messages whose content is
/// in the spool; one commit creates the grains of a whole batch; then the batch is settled, and in time the journal
/// forgets it. A crash at any point only means that messages come again, and creating a grain that exists is a
/// conflict, which here means done. While the store is away the same batch is tried again and again and the journal
/// grows: the gateway goes on accepting mail as long as there is disk.
/// </summary>
internal sealed class Intake(
    IJournal journal, IJournalReader reader, IGrainStore store, IntakeOptions options, TimeProvider time,
    ILogger<Intake> logger)
    : BackgroundService
{
    /// <inheritdoc/>
    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        using var patience = new CancellationTokenSource(options.DrainTimeout, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, cancellationToken);
        try
        {
            await journal.DrainAsync(either.Token);
        }
        catch (OperationCanceledException)
        {
            IntakeLog.NotDrained(logger);
        }

        await base.StopAsync(cancellationToken);
    }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await Task.Yield(); // a long backlog must not hold up the start
        try
        {
            while (!stoppingToken.IsCancellationRequested)
            {
                var batch = await PersistAsync(token => reader.ReadAsync(options.BatchMax, token), stoppingToken);
                var began = time.GetTimestamp();
                await PersistAsync(token => CreateAsync(batch, token), stoppingToken);
                reader.Settle(batch);
                var rest = options.BatchEvery - time.GetElapsedTime(began);
                if (batch.Count < options.BatchMax && rest > TimeSpan.Zero) await Task.Delay(rest, time, stoppingToken);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The stop: what is not settled comes again at the next start.
        }
    }

    /// <summary>
    /// Tries again, with growing waits, until it works: there is nothing else to be done with a message.
    /// </summary>
    private async Task<T> PersistAsync<T>(
        Func<CancellationToken, ValueTask<T>> step, CancellationToken cancellationToken)
    {
        for (var wait = options.RetryFirst; ; wait = wait * 2 < options.RetryMax ? wait * 2 : options.RetryMax)
        {
            try
            {
                return await step(cancellationToken);
            }
            catch (Exception e) when (!cancellationToken.IsCancellationRequested)
            {
                IntakeLog.Failed(logger, e, wait);
            }

            await Task.Delay(wait, time, cancellationToken);
        }
    }

    /// <summary>Creates the grains of a batch; says how many were new.</summary>
    private async ValueTask<int> CreateAsync(IReadOnlyList<JournalEntry> batch, CancellationToken cancellationToken)
    {
        var writes = batch.DistinctBy(entry => entry.Id).Select(ToWrite).ToList();
        while (writes.Count > 0)
        {
            using var timeout = new CancellationTokenSource(options.CommitTimeout, time);
            using var either = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancellationToken);
            var result = await store.CommitAsync(new GrainCommit(writes), either.Token);
            if (result.Conflict is not { } existing) break;
            if (writes.RemoveAll(write => write.Id == existing) == 0)
                throw new InvalidOperationException(
                    $"The store names a conflict on {existing}, which was not in the commit.");
            IntakeLog.Replayed(logger, existing.Key);
        }

        foreach (var write in writes) IntakeLog.Created(logger, write.Id.Key);
        return writes.Count;
    }

    /// <summary>Due at once, though the gateway's clock may have been ahead of the store's.</summary>
    private GrainWrite ToWrite(JournalEntry entry)
    {
        var due = time.GetUtcNow() is var now && now < entry.ReceivedAt ? now : entry.ReceivedAt;
        var state = VoicemailState.Received(entry.Id, entry.ReceivedAt, entry.Envelope, entry.SizeBytes);
        return new GrainWrite.Put(GrainId.Voicemail(entry.Id), 0, GrainJson.Write(state), due);
    }
}
