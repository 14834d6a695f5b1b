namespace VoicemailOrleans.Silo.Spool;

/// <summary>
/// Takes over the journals of nodes that have ended, so that their mail moves on wherever a gateway lives. Theory of
/// operation: at the start and then every few seconds it tries the lock of every other folder in <c>journal/</c>. A
/// lock that can be taken proves that no process is behind it, killed, crashed, renamed or stopped in good order. While
/// it is held, nobody else appends, reads or adopts there: the segments are looked at here, then the journal's own
/// thread, which alone gives out numbers, closes its open segment and moves them behind it
/// (<see cref="SegmentTransfer"/>); from there on the reader treats them as those of a former process of this node. A
/// folder that is empty then goes. A node that starts again in the middle of this finds its journal's lock taken and
/// chooses the next name, or finds the folder gone and makes it anew. What cannot be adopted (a newer release's
/// segment, an unreadable or unknown file) stays where it is, is said once, and is tried again each time.
/// </summary>
internal sealed class JournalAdopter(
    Journal journal, SpoolFolders folders, IDurable durable, SpoolOptions options, SpoolMetrics metrics,
    TimeProvider time, ILogger<JournalAdopter> logger) : BackgroundService
{
    private readonly HashSet<string> leftAlone = [];

    /// <summary>Looks at every other journal once; one that makes trouble does not hold up the next.</summary>
    public async Task AdoptAsync(CancellationToken cancellationToken)
    {
        foreach (var folder in Directory.GetDirectories(folders.Journals).Order(StringComparer.Ordinal))
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (folder != folders.Journal) await GuardAsync(folder, () => AdoptAsync(folder));
        }
    }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await Task.Yield(); // a long backlog must not hold up the start
        using var timer = new PeriodicTimer(options.AdoptionInterval, time);
        try
        {
            do await GuardAsync(folders.Journals, () => AdoptAsync(stoppingToken));
            while (await timer.WaitForNextTickAsync(stoppingToken));
        }
        catch (OperationCanceledException)
        {
            // The stop, or the journal closed.
        }
    }

    /// <summary>Nothing that goes wrong here may end the gateway: the mail waits where it is.</summary>
    private async Task GuardAsync(string place, Func<Task> work)
    {
        try
        {
            await work();
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            SpoolLog.AdoptionFailed(logger, place, e);
        }
    }

    private async Task AdoptAsync(string folder)
    {
        using var held = JournalLock.TryTakeAbandoned(folder);
        if (held is null) return;
        var found = Find(folder);
        if (found.Count > 0)
        {
            await journal.AdoptAsync(found); // however long it takes: the lock must not go before it is done
            var messages = found.Sum(segment => segment.Messages);
            metrics.Adopted(messages);
            SpoolLog.Adopted(logger, Path.GetFileName(folder), found.Count, messages);
        }

        held.RemoveEmptyFolder(durable);
    }

    /// <summary>The segments that can be adopted; removes notes and keys whose segment has gone.</summary>
    private List<SegmentInventory> Find(string folder)
    {
        var found = new List<SegmentInventory>();
        foreach (var path in Directory.GetFileSystemEntries(folder).Order(StringComparer.Ordinal))
        {
            var name = Path.GetFileName(path);
            if (name == "lock") continue;
            if (JournalRecovery.NumberOf(name) is null || Directory.Exists(path)) LeaveAlone(path, null);
            else if (name.EndsWith(".seg", StringComparison.Ordinal)) TryAdd(path, found);
            else if (!File.Exists(Path.ChangeExtension(path, ".seg"))) JournalRecovery.Drop(path, durable);
        }

        return found;
    }

    private void TryAdd(string path, List<SegmentInventory> found)
    {
        try
        {
            var segment = SegmentInventory.Take(path, durable);
            if (segment.Length > 0) found.Add(segment);
            else File.Delete(path); // its process died while it made the file: no message was ever in it
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or NotSupportedException)
        {
            LeaveAlone(path, e);
        }
    }

    private void LeaveAlone(string path, Exception? error)
    {
        if (!leftAlone.Add(path)) return;
        if (error is null) SpoolLog.UnknownFile(logger, path);
        else SpoolLog.SegmentUnreadable(logger, path, error);
    }
}
