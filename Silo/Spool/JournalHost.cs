namespace VoicemailOrleans.Silo.Spool;

/// <summary>
/// Opens the journal at the start, takes checkpoints while the host runs, and closes it when everything else has
/// stopped: by then gateway and intake are done, so the last checkpoint normally leaves an empty journal. What a crash
/// has left is swept at the start, and what a journal may still name once all of them have been read.
/// </summary>
internal sealed class JournalHost(
    Journal journal, JournalReader reader, JournalCheckpoint checkpoint, LeftoverSweep leftovers, SpoolFolders folders,
    SpoolOptions options, TimeProvider time, ILogger<JournalHost> logger) : IHostedLifecycleService, IDisposable
{
    private readonly CancellationTokenSource stopping = new();
    private Task checkpoints = Task.CompletedTask;

    /// <inheritdoc/>
    public Task StartingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public Task StartAsync(CancellationToken cancellationToken)
    {
        checkpoints = Task.Run(() => RunAsync(stopping.Token), CancellationToken.None);
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public async Task StoppedAsync(CancellationToken cancellationToken)
    {
        await stopping.CancelAsync();
        await checkpoints;
        journal.Dispose();
        TryCheckpoint(reader.PassEnd);
    }

    /// <inheritdoc/>
    public void Dispose() => stopping.Dispose();

    private async Task RunAsync(CancellationToken cancellationToken)
    {
        TrySweep(Sweep);
        var isSwept = false;
        using var timer = new PeriodicTimer(options.CheckpointInterval, time);
        try
        {
            while (await timer.WaitForNextTickAsync(cancellationToken))
            {
                TryCheckpoint();
                if (!isSwept) isSwept = TrySweep(() => leftovers.TryRun() && Sweep());
            }
        }
        catch (OperationCanceledException)
        {
            // The stop: StoppedAsync takes the last one.
        }
    }

    /// <summary>
    /// Nothing that goes wrong here may end the checkpoints: mail is safe in the journal, which only grows.
    /// </summary>
    private void TryCheckpoint(Action? first = null)
    {
        try
        {
            first?.Invoke();
            checkpoint.Take();
        }
        catch (Exception e)
        {
            SpoolLog.CheckpointFailed(logger, e);
        }
    }

    private bool Sweep()
    {
        SpoolSweep.Run(folders, time.GetUtcNow());
        return true;
    }

    /// <summary>What could not be swept waits for the next start.</summary>
    private bool TrySweep(Func<bool> sweep)
    {
        try
        {
            return sweep();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            SpoolLog.SweepFailed(logger, e);
            return true;
        }
    }
}
