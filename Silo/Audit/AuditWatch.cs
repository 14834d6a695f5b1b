using VoicemailOrleans.Grains;

namespace VoicemailOrleans.Silo.Audit;

/// <summary>
/// At the start and then each hour: deletes what is older than entries are kept, follows the chains, and writes their
/// ends into the log when they have moved. Logs are collected elsewhere: an end that was logged proves later that the
/// chain up to it was not made anew.
/// </summary>
internal sealed partial class AuditWatch(
    AuditTrail trail, TimeSpan keep, TimeProvider clock, ILogger<AuditWatch> logger) : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromHours(1);

    private readonly HashSet<AuditHead> logged = [];

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Interval, clock);
        try
        {
            do await Task.Run(() => Look(stoppingToken), stoppingToken);
            while (await timer.WaitForNextTickAsync(stoppingToken));
        }
        catch (OperationCanceledException)
        {
            // the service stops
        }
    }

    private void Look(CancellationToken cancellationToken)
    {
        try
        {
            if (trail.Purge(keep) is > 0 and var files) LogPurged(files);
            var verdict = trail.Check(cancellationToken);
            foreach (var problem in verdict.Problems) LogBroken(problem);
            foreach (var head in verdict.Heads)
                if (logged.Add(head)) LogHead(head.Node, head.Number, head.Hash);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            LogFailed(e);
        }
    }

    [LoggerMessage(1, LogLevel.Information, "Audit log: {Files} files were kept long enough and are deleted")]
    private partial void LogPurged(int files);

    [LoggerMessage(2, LogLevel.Error, "Audit log: {Problem}")]
    private partial void LogBroken(string problem);

    [LoggerMessage(3, LogLevel.Information, "Audit log of {Node} ends with entry {Number}, hash {Hash}")]
    private partial void LogHead(string node, long number, string hash);

    [LoggerMessage(4, LogLevel.Error, "The audit log could not be checked; it is tried again in an hour")]
    private partial void LogFailed(Exception error);
}
