using VoicemailOrleans.Grains;

namespace VoicemailOrleans.Tests.Silo.Hosting;

/// <summary>A store whose claims and lease extensions a test can make fail, hang or lie.</summary>
internal sealed class InterposedGrainStore(IGrainStore inner) : IGrainStore
{
    public event Action? Rang
    {
        add => inner.Rang += value;
        remove => inner.Rang -= value;
    }

    public Func<CancellationToken, Task>? BeforeClaim { get; set; }

    public Func<GrainLease, Task<bool?>>? BeforeExtend { get; set; }

    public ValueTask<GrainRecord?> ReadAsync(GrainId id, CancellationToken cancellationToken) =>
        inner.ReadAsync(id, cancellationToken);

    public ValueTask<CommitResult> CommitAsync(GrainCommit commit, CancellationToken cancellationToken) =>
        inner.CommitAsync(commit, cancellationToken);

    public async ValueTask<IReadOnlyList<ClaimedGrain>> ClaimDueAsync(
        string silo, int max, TimeSpan lease, CancellationToken cancellationToken, string? kind = null)
    {
        if (BeforeClaim is { } before) await before(cancellationToken);
        return await inner.ClaimDueAsync(silo, max, lease, cancellationToken, kind);
    }

    public async ValueTask<bool> ExtendAsync(GrainLease lease, TimeSpan duration, CancellationToken cancellationToken)
    {
        if (BeforeExtend is { } before && await before(lease) is { } answer) return answer;
        return await inner.ExtendAsync(lease, duration, cancellationToken);
    }

    public ValueTask ReleaseAsync(GrainLease lease, DateTimeOffset? dueAt, CancellationToken cancellationToken) =>
        inner.ReleaseAsync(lease, dueAt, cancellationToken);

    public ValueTask<DateTimeOffset?> NextDueAsync(CancellationToken cancellationToken) =>
        inner.NextDueAsync(cancellationToken);

    public ValueTask<IReadOnlyList<GrainChange>> ReadChangesAsync(
        long after, int max, CancellationToken cancellationToken) =>
        inner.ReadChangesAsync(after, max, cancellationToken);

    public ValueTask<IReadOnlyList<GrainCount>> CountAsync(CancellationToken cancellationToken) =>
        inner.CountAsync(cancellationToken);
}
