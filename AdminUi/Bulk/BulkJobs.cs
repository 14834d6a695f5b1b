using System.Collections.Concurrent;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using VoicemailOrleans.AdminUi.Actions;
using VoicemailOrleans.Core.Voicemail;

namespace VoicemailOrleans.AdminUi.Bulk;

/// <summary>
/// The bulk jobs of this node, each in the background. A stop of the node interrupts them after the voicemails at hand;
/// the next node to start takes up what was interrupted within the last day. Later than that, nobody expects it any
/// more: somebody must say so.
/// </summary>
internal sealed partial class BulkJobs(
    BulkFiles files, BulkWork work, AuditLog audit, TimeProvider clock, ILogger<BulkJobs> logger) : IHostedService
{
    private static readonly TimeSpan TakenUpFor = TimeSpan.FromDays(1);
    private static readonly TimeSpan AnnounceEvery = TimeSpan.FromSeconds(1);

    private readonly ConcurrentDictionary<string, Task> running = new();
    private readonly CancellationTokenSource stopping = new();

    /// <summary>Rung while jobs go on, and at their end.</summary>
    public event Action? Changed;

    /// <summary>Fires when the jobs are to end with the voicemails at hand.</summary>
    internal CancellationToken Stopping => stopping.Token;

    /// <summary>Begins a job; it is on disk when this returns.</summary>
    public BulkJob Start(ActionOrder order, Actor person, IReadOnlyList<CorrelationId> voicemails)
    {
        var (job, log) = files.Create(order, person, voicemails);
        audit.BulkStarted(person, job);
        Run(job, log, new HashSet<CorrelationId>());
        return job;
    }

    /// <summary>Goes on with a job; false when there is none or somebody works on it.</summary>
    public bool Continue(string id)
    {
        if (files.Read(id) is not { Phase: BulkPhase.Stopped or BulkPhase.Interrupted } found) return false;
        if (files.TryResume(id) is not { } log) return false;
        // Read again: the log is ours only now.
        var results = files.Read(id)?.Results ?? found.Results;
        Run(found.Job, log, results.Select(result => result.Id).ToHashSet());
        return true;
    }

    /// <inheritdoc/>
    public Task StartAsync(CancellationToken cancellationToken)
    {
        try
        {
            foreach (var id in files.Names(clock.GetUtcNow() - TakenUpFor))
                if (files.Read(id) is { Phase: BulkPhase.Interrupted } found && Continue(id))
                    LogTakenUp(id, found.Results.Count, found.Job.Voicemails.Count);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            LogNotTakenUp(e); // a disk in trouble must not keep the service from starting
        }

        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public async Task StopAsync(CancellationToken cancellationToken)
    {
        await stopping.CancelAsync();
        await Task.WhenAll(running.Values).WaitAsync(cancellationToken);
    }

    /// <summary>Waits for the jobs that are under way.</summary>
    internal Task WhenIdleAsync() => Task.WhenAll(running.Values);

    private void Run(BulkJob job, BulkLog log, IReadOnlySet<CorrelationId> known) =>
        running[job.Id] = Task.Run(() => RunAsync(job, log, known), CancellationToken.None);

    private async Task RunAsync(BulkJob job, BulkLog log, IReadOnlySet<CorrelationId> known)
    {
        try
        {
            await using var bell = clock.CreateTimer(_ => Changed?.Invoke(), null, AnnounceEvery, AnnounceEvery);
            await work.RunAsync(job, known, log, () => files.IsStopped(job.Id), stopping.Token);
        }
        catch (Exception e)
        {
            LogBroke(e, job.Id);
        }
        finally
        {
            log.Dispose();
            running.TryRemove(job.Id, out _);
            Changed?.Invoke();
        }
    }

    [LoggerMessage(1, LogLevel.Information, "Bulk job {Job} was interrupted at {Done} of {Total}: it goes on")]
    private partial void LogTakenUp(string job, int done, int total);

    [LoggerMessage(3, LogLevel.Error, "Interrupted bulk jobs could not be taken up")]
    private partial void LogNotTakenUp(Exception exception);

    [LoggerMessage(2, LogLevel.Error, "Bulk job {Job} broke down")]
    private partial void LogBroke(Exception exception, string job);
}
