namespace VoicemailOrleans.Grains;

/// <summary>
/// Durable, versioned, scheduled state of grains. Two rules carry everything: a commit is all or nothing and fails when
/// any version changed meanwhile; and every grain that exists has a due time, so none can be forgotten. The store's own
/// clock decides what is due and which leases have run out. All calls may be made from any thread and any process.
/// </summary>
public interface IGrainStore
{
    /// <summary>
    /// Rung (from any thread, possibly often) when a commit of this process made a grain due now or sooner than before.
    /// A bell saves latency and is never needed for correctness: the host polls besides.
    /// </summary>
    event Action? Rang;

    /// <summary>Reads a grain, or null when there is none.</summary>
    ValueTask<GrainRecord?> ReadAsync(GrainId id, CancellationToken cancellationToken);

    /// <summary>Writes all of a commit durably or nothing of it.</summary>
    ValueTask<CommitResult> CommitAsync(GrainCommit commit, CancellationToken cancellationToken);

    /// <summary>
    /// Leases grains that are due and not leased, kind by kind in the order asked for, longest due first in each, and
    /// tells when the next of these kinds can be claimed. The leases run out by themselves.
    /// </summary>
    ValueTask<DueWork> ClaimDueAsync(ClaimRequest request, CancellationToken cancellationToken);

    /// <summary>
    /// Prolongs a lease from now; false when it is no longer this claim's. One that ran out but that nobody claimed
    /// since still is: a silo that was held up for a moment goes on with its turns.
    /// </summary>
    ValueTask<bool> ExtendAsync(GrainLease lease, TimeSpan duration, CancellationToken cancellationToken);

    /// <summary>
    /// Ends a lease without a commit; strikes stay. When <paramref name="dueAt"/> is given and the grain has not
    /// changed since it was claimed, it becomes due then. When the lease is no longer this claim's, nothing happens
    /// but that a strike is taken back: whoever speaks up lost it to an outage, not to the grain.
    /// </summary>
    ValueTask ReleaseAsync(GrainLease lease, DateTimeOffset? dueAt, CancellationToken cancellationToken);

    /// <summary>
    /// What changed after a position of the feed, oldest first; a grain that changed often appears once, at its newest
    /// position. Start with 0. Deletions are kept for at least seven days.
    /// </summary>
    ValueTask<IReadOnlyList<GrainChange>> ReadChangesAsync(long after, int max, CancellationToken cancellationToken);

    /// <summary>
    /// What changed after a position together with the states, read in one moment. Called again and again from 0 until
    /// it is the last, it gives a consistent copy of the whole store while the store is in use.
    /// </summary>
    ValueTask<GrainExport> ExportAsync(long after, int max, CancellationToken cancellationToken);

    /// <summary>
    /// Names the history that versions and positions belong to. Another name than before means that the store may have
    /// fallen back behind what it had acknowledged (a failover, a restore): whoever follows the feed reads it again
    /// from 0, and the spool is searched for messages that have no grain.
    /// </summary>
    ValueTask<string> ReadHistoryAsync(CancellationToken cancellationToken);

    /// <summary>Grains per kind, for dashboards and metrics. May be a few seconds old.</summary>
    ValueTask<IReadOnlyList<GrainCount>> CountAsync(CancellationToken cancellationToken);
}
