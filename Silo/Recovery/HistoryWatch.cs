using VoicemailOrleans.Grains;

namespace VoicemailOrleans.Silo.Recovery;

/// <summary>
/// Notices that the store fell back behind what it had acknowledged: its history has another name than this storage
/// folder knows. Then the spool is searched for messages without grain, and only after that the new name is noted: a
/// crash in between repeats the search. The very first start notes the name and searches nothing.
/// </summary>
internal sealed partial class HistoryWatch(
    IGrainStore store, SpoolRebuild rebuild, KnownHistory known, TimeProvider clock, ILogger<HistoryWatch> logger)
    : BackgroundService
{
    /// <summary>
    /// Between two looks when nobody nudges: SQLite's history changes only while nothing runs, and a Redis that failed
    /// over cut its connections.
    /// </summary>
    private static readonly TimeSpan Interval = TimeSpan.FromMinutes(1);

    private TaskCompletionSource nudge = NewNudge();

    /// <summary>Asks for a look now: the store was away. Any thread, any number of times.</summary>
    public void Nudge() => Volatile.Read(ref nudge).TrySetResult();

    /// <summary>Looks once; true when the store had fallen back and the spool was searched.</summary>
    public async Task<bool> LookAsync(CancellationToken cancellationToken)
    {
        var name = await store.ReadHistoryAsync(cancellationToken);
        var before = known.Read();
        if (before == name) return false;
        if (before is not null)
        {
            LogFellBack(before, name);
            await rebuild.RunAsync(cancellationToken);
        }

        known.Write(name);
        return before is not null;
    }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await Task.Yield(); // a large spool must not hold up the start
        while (!stoppingToken.IsCancellationRequested)
        {
            var nudged = NewNudge();
            Volatile.Write(ref nudge, nudged); // before the look: a nudge during it asks for another one
            try
            {
                await LookAsync(stoppingToken);
            }
            catch (Exception e) when (!stoppingToken.IsCancellationRequested)
            {
                LogFailed(e);
            }
            catch (OperationCanceledException)
            {
                break;
            }

            await nudged.Task.WaitAsync(Interval, clock, stoppingToken)
                .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private static TaskCompletionSource NewNudge() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    [LoggerMessage(LogLevel.Warning,
        "The store is not the one known here (history {Before}, now {Now}): it was lost, restored or failed over. "
        + "The spool is searched for messages without grain.")]
    private partial void LogFellBack(string before, string now);

    [LoggerMessage(LogLevel.Error, "The store's history could not be compared; it is tried again in a minute")]
    private partial void LogFailed(Exception error);
}
