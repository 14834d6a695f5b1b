using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using VoicemailOrleans.AdminUi.Actions;
using VoicemailOrleans.Core.Voicemail;
using VoicemailOrleans.Grains;

namespace VoicemailOrleans.AdminUi.Bulk;

/// <summary>
/// Works through one job, a few voicemails at a time. Theory of operation: a voicemail is acted on first and its result
/// noted second, so a crash between the two makes it act again when the job goes on. For most actions the second time
/// says that it is so already. Two could do harm (a mail sent twice, an engine paid twice), and for those a job that
/// goes on looks into the voicemail first: what was asked for since the job began is not asked for again.
/// </summary>
internal sealed partial class BulkWork(
    IVoicemailDesk desk, AuditLog audit, TimeProvider clock, ILogger<BulkWork> logger)
{
    /// <summary>At a time: enough to fill the store's group commits, too few to be in the way of the journey.</summary>
    private const int Workers = 4;

    private const int StoreTries = 3;

    private static readonly TimeSpan StoreRetry = TimeSpan.FromSeconds(1);

    /// <summary>Does what is left of a job; returns early when it is stopped or the store stays away.</summary>
    /// <param name="job">The job.</param>
    /// <param name="known">Voicemails that have their result.</param>
    /// <param name="log">Where results go.</param>
    /// <param name="isStopped">Asked before each voicemail.</param>
    /// <param name="cancellationToken">Ends the work after the voicemails that are being acted on.</param>
    public async Task RunAsync(
        BulkJob job, IReadOnlySet<CorrelationId> known, BulkLog log, Func<bool> isStopped,
        CancellationToken cancellationToken)
    {
        var goesOn = known.Count > 0;
        var left = new ConcurrentQueue<CorrelationId>(job.Voicemails.Where(id => !known.Contains(id)));
        var isAway = false;
        async Task WorkAsync()
        {
            while (!isAway && !cancellationToken.IsCancellationRequested && !isStopped() && left.TryDequeue(out var id))
            {
                try
                {
                    log.Add(new BulkResult(id, await ActAsync(job, id, goesOn)));
                }
                catch (GrainStoreUnavailableException e)
                {
                    isAway = true;
                    LogStoreAway(e, job.Id);
                }
            }
        }

        await Task.WhenAll(Enumerable.Range(0, Workers).Select(_ => Task.Run(WorkAsync, CancellationToken.None)));
    }

    private async Task<DeskResult?> ActAsync(BulkJob job, CorrelationId id, bool goesOn)
    {
        for (var tries = 1; ; tries++)
        {
            try
            {
                var result = goesOn && await IsAskedForAsync(job, id)
                    ? DeskResult.AlreadyUnderWay
                    : await desk.ActAsync(id, job.Order.ToAction(), job.By, CancellationToken.None);
                audit.Acted(new Actor(job.By, job.Client), id, job.Order, $"{result}, bulk {job.Id}");
                return result;
            }
            catch (GrainStoreUnavailableException) when (tries < StoreTries)
            {
                // A commit whose answer was lost may have been written.
                goesOn = true;
                await Task.Delay(StoreRetry, clock, CancellationToken.None);
            }
            catch (Exception e) when (e is not GrainStoreUnavailableException)
            {
                LogFailed(e, job.Id, id);
                return null;
            }
        }
    }

    private async Task<bool> IsAskedForAsync(BulkJob job, CorrelationId id)
    {
        if (job.Order.Name is not ("resend" or "transcribe")) return false;
        if (await desk.ReadAsync(id, CancellationToken.None) is not { } state) return false;
        return job.Order.Name == "transcribe"
            ? state.TranscribeAskedAt >= job.CreatedAt
            : state.Deliveries.Any(delivery => delivery.ResendAskedAt >= job.CreatedAt);
    }

    [LoggerMessage(1, LogLevel.Error, "Bulk job {Job} could not be done to {CorrelationId}")]
    private partial void LogFailed(Exception exception, string job, CorrelationId correlationId);

    [LoggerMessage(2, LogLevel.Error, "Bulk job {Job} is interrupted: the store is away")]
    private partial void LogStoreAway(Exception exception, string job);
}
