using System.Diagnostics.Metrics;
using System.Text.Json;
using VoicemailOrleans.Core.Voicemail;
using VoicemailOrleans.Grains;
using VoicemailOrleans.Silo.Hosting;
using VoicemailOrleans.Silo.Spool;

namespace VoicemailOrleans.Silo.Stores.Sqlite.Index;

/// <summary>
/// Follows the store's change feed into the index, batch by batch; the position is stored with the batch, so a crash
/// repeats nothing that matters and skips nothing. A change of a transcription is one of its voicemail. What is read
/// may be newer than the change that led to it: then the newer change comes later and finds the work done. The index is
/// begun anew when it is ahead of the store (the store was reset), when after catching up it has another number of
/// voicemails than the store (away for longer than deletions are kept), and when it is damaged. When the store's
/// history has another name than the one followed so far, positions mean nothing any more: the feed is read again from
/// 0 while the list stays usable, and what the new reading did not meet by its end goes.
/// </summary>
internal sealed partial class VoicemailIndexFollower(
    IGrainStore store, SqliteVoicemailIndex index, SpoolFolders folders, IMeterFactory meters, TimeProvider clock,
    ILogger<VoicemailIndexFollower> logger) : BackgroundService
{
    /// <summary>
    /// More than half a second brings when a site is busy: a batch that is full is followed by the next at once, and a
    /// voicemail on its way is written anew in each.
    /// </summary>
    private const int BatchSize = 1000;

    /// <summary>
    /// Between two looks at the feed. A voicemail changes five times in a second or two: looking twice a second writes
    /// it once or twice, and it still shows within a second.
    /// </summary>
    private static readonly TimeSpan PollInterval = TimeSpan.FromMilliseconds(500);

    private static readonly TimeSpan CheckEvery = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan SweepEvery = TimeSpan.FromMinutes(10);
    private static readonly TimeSpan StartAnewEvery = TimeSpan.FromHours(1);
    private static readonly TimeSpan RetryMin = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan RetryMax = TimeSpan.FromSeconds(30);

    private Pause beforeCheck;
    private Pause beforeLook;
    private Pause beforeStartAnew;
    private Pause beforeSweep;
    private long oddPosition = -1;
    private long contentBytes;

    /// <summary>Indexes one batch; true when there is more to do at once.</summary>
    public async Task<bool> FollowAsync(CancellationToken cancellationToken)
    {
        if (index.IsDamaged) index.StartAnew("the file is damaged");
        await LookAroundAsync(cancellationToken);
        var position = index.Position;
        var changes = await store.ReadChangesAsync(position, BatchSize, cancellationToken);
        if (changes.Count == 0)
        {
            index.DropOlder();
            return await CheckAsync(position, cancellationToken);
        }

        var ids = changes.Select(change => VoicemailOf(change.Id)).OfType<CorrelationId>().Distinct();
        var entries = await Task.WhenAll(ids.Select(async id => (id, Entry: await ReadAsync(id, cancellationToken))));
        index.Write(entries.ToDictionary(pair => pair.id, pair => pair.Entry), changes[^1].Position);
        if (changes.Count < BatchSize) index.DropOlder();
        return changes.Count == BatchSize;
    }

    /// <inheritdoc/>
    public override Task StartAsync(CancellationToken cancellationToken)
    {
        meters.Create(Telemetry.MeterName).CreateObservableGauge(
            "voicemail.spool.size", () => Volatile.Read(ref contentBytes), "By", "Mails kept.");
        return base.StartAsync(cancellationToken);
    }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var failures = 0;
        while (!stoppingToken.IsCancellationRequested)
        {
            var pause = PollInterval;
            try
            {
                var hasMore = await FollowAsync(stoppingToken);
                failures = 0;
                if (hasMore) continue;
            }
            catch (Exception exception) when (!stoppingToken.IsCancellationRequested)
            {
                LogFailed(exception, ++failures);
                pause = Backoff.Delay(failures, RetryMin, RetryMax);
            }
            catch (OperationCanceledException)
            {
                break;
            }

            await Task.Delay(pause, clock, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    /// <summary>Now and then: has the store another history, how much is kept, and did a node leave its index?</summary>
    private async ValueTask LookAroundAsync(CancellationToken cancellationToken)
    {
        if (!beforeLook.IsOver(clock)) return;
        var history = await store.ReadHistoryAsync(cancellationToken);
        if (index.Follow(history)) LogOtherHistory(history);
        Volatile.Write(ref contentBytes, (await index.CountAsync(cancellationToken)).ContentBytes);
        beforeLook = Pause.Of(CheckEvery, clock);
        if (!beforeSweep.IsOver(clock)) return;
        beforeSweep = Pause.Of(SweepEvery, clock);
        IndexFolder.RemoveUnused(folders, clock.GetUtcNow());
    }

    private static CorrelationId? VoicemailOf(GrainId id) =>
        id.Kind is GrainKinds.Voicemail or GrainKinds.Transcription
        && CorrelationId.TryParse(id.Key.Split('/')[0], out var found)
            ? found
            : null;

    private async Task<IndexEntry?> ReadAsync(CorrelationId id, CancellationToken cancellationToken)
    {
        var record = await store.ReadAsync(new GrainId(GrainKinds.Voicemail, id.Value), cancellationToken);
        if (record is null) return null;
        try
        {
            var state = GrainJson.ReadVoicemail(record.State);
            List<TranscriptionState> transcriptions = [];
            foreach (var recording in state.Facts?.Recordings ?? [])
            {
                var key = FormattableString.Invariant($"{id.Value}/{recording.Number}");
                if (await store.ReadAsync(new GrainId(GrainKinds.Transcription, key), cancellationToken) is { } found)
                    transcriptions.Add(GrainJson.ReadTranscription(found.State));
            }

            return IndexEntry.From(state, transcriptions);
        }
        catch (JsonException exception)
        {
            LogUnreadable(exception, id);
            return IndexEntry.Unreadable(id);
        }
    }

    /// <summary>
    /// Is this the index of this store? Asked now and then when nothing is left to follow; true when it was begun anew.
    /// </summary>
    private async Task<bool> CheckAsync(long position, CancellationToken cancellationToken)
    {
        if (!beforeCheck.IsOver(clock)) return false;
        beforeCheck = Pause.Of(CheckEvery, clock);
        if (position > 0 && (await store.ReadChangesAsync(position - 1, 1, cancellationToken)).Count == 0)
        {
            index.StartAnew("it is ahead of the store");
            return true;
        }

        var counts = await store.CountAsync(cancellationToken);
        var stored = counts.FirstOrDefault(count => count.Kind == GrainKinds.Voicemail)?.Total ?? 0;
        var views = await index.CountAsync(cancellationToken);
        var indexed = views.All + views.Deleted;

        // The store's count may be some seconds old: believe it only when nothing has changed since the last look. And
        // what did not help will not help at once: not twice in an hour.
        var isOdd = stored != indexed;
        if (!isOdd || oddPosition != position || !beforeStartAnew.IsOver(clock))
        {
            oddPosition = isOdd ? position : -1;
            return false;
        }

        beforeStartAnew = Pause.Of(StartAnewEvery, clock);
        index.StartAnew($"it has {indexed} voicemails, the store {stored}");
        return true;
    }

    [LoggerMessage(LogLevel.Warning, "The store has another history, {History}: the voicemail index reads it again")]
    private partial void LogOtherHistory(string history);

    [LoggerMessage(LogLevel.Error, "The voicemail index cannot be brought up to date ({Failures} times in a row)")]
    private partial void LogFailed(Exception exception, int failures);

    [LoggerMessage(LogLevel.Error, "{CorrelationId}: the state cannot be read, shown in the index as it is")]
    private partial void LogUnreadable(Exception exception, CorrelationId correlationId);
}
