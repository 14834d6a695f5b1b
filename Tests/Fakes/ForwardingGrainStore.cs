using VoicemailOrleans.Grains;

namespace VoicemailOrleans.Tests.Fakes;

/// <summary>
/// A store that passes every call on; what a test wants between the caller and the store, a derived class overrides.
/// </summary>
internal abstract class ForwardingGrainStore(IGrainStore inner) : IGrainStore
{
    /// <inheritdoc/>
    public virtual event Action? Rang
    {
        add => Inner.Rang += value;
        remove => Inner.Rang -= value;
    }

    /// <summary>The store behind it.</summary>
    protected IGrainStore Inner => inner;

    /// <inheritdoc/>
    public virtual ValueTask<GrainRecord?> ReadAsync(GrainId id, CancellationToken cancellationToken) =>
        inner.ReadAsync(id, cancellationToken);

    /// <inheritdoc/>
    public virtual ValueTask<CommitResult> CommitAsync(GrainCommit commit, CancellationToken cancellationToken) =>
        inner.CommitAsync(commit, cancellationToken);

    /// <inheritdoc/>
    public virtual ValueTask<DueWork> ClaimDueAsync(ClaimRequest request, CancellationToken cancellationToken) =>
        inner.ClaimDueAsync(request, cancellationToken);

    /// <inheritdoc/>
    public virtual ValueTask<bool> ExtendAsync(
        GrainLease lease, TimeSpan duration, CancellationToken cancellationToken) =>
        inner.ExtendAsync(lease, duration, cancellationToken);

    /// <inheritdoc/>
    public virtual ValueTask ReleaseAsync(
        GrainLease lease, DateTimeOffset? dueAt, CancellationToken cancellationToken) =>
        inner.ReleaseAsync(lease, dueAt, cancellationToken);

    /// <inheritdoc/>
    public virtual ValueTask<IReadOnlyList<GrainChange>> ReadChangesAsync(
        long after, int max, CancellationToken cancellationToken) =>
        inner.ReadChangesAsync(after, max, cancellationToken);

    /// <inheritdoc/>
    public virtual ValueTask<GrainExport> ExportAsync(long after, int max, CancellationToken cancellationToken) =>
        inner.ExportAsync(after, max, cancellationToken);

    /// <inheritdoc/>
    public virtual ValueTask<string> ReadHistoryAsync(CancellationToken cancellationToken) =>
        inner.ReadHistoryAsync(cancellationToken);

    /// <inheritdoc/>
    public virtual ValueTask<IReadOnlyList<GrainCount>> CountAsync(CancellationToken cancellationToken) =>
        inner.CountAsync(cancellationToken);
}
