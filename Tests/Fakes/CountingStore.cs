using VoicemailOrleans.Grains;

namespace VoicemailOrleans.Tests.Fakes;

/// <summary>Counts commits, and lets a test do something just before one.</summary>
public sealed class CountingStore : IGrainStore
{
    private IGrainStore? inner;

    /// <inheritdoc/>
    public event Action? Rang
    {
        add => Inner.Rang += value;
        remove => Inner.Rang -= value;
    }

    /// <summary>The store behind it.</summary>
    public IGrainStore Inner
    {
        get => inner ?? throw new InvalidOperationException("no store behind this one");
        set => inner = value;
    }

    /// <summary>Commits that were written.</summary>
    public int Commits { get; private set; }

    /// <summary>Runs before each commit.</summary>
    public Func<GrainCommit, ValueTask>? BeforeCommit { get; set; }

    /// <inheritdoc/>
    public ValueTask<GrainRecord?> ReadAsync(GrainId id, CancellationToken cancellationToken) =>
        Inner.ReadAsync(id, cancellationToken);

    /// <inheritdoc/>
    public async ValueTask<CommitResult> CommitAsync(GrainCommit commit, CancellationToken cancellationToken)
    {
        if (BeforeCommit is { } before) await before(commit);
        var result = await Inner.CommitAsync(commit, cancellationToken);
        if (result.Written) Commits++;
        return result;
    }

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<ClaimedGrain>> ClaimDueAsync(
        string silo, int max, TimeSpan lease, CancellationToken cancellationToken, string? kind = null) =>
        Inner.ClaimDueAsync(silo, max, lease, cancellationToken, kind);

    /// <inheritdoc/>
    public ValueTask<bool> ExtendAsync(GrainLease lease, TimeSpan duration, CancellationToken cancellationToken) =>
        Inner.ExtendAsync(lease, duration, cancellationToken);

    /// <inheritdoc/>
    public ValueTask ReleaseAsync(GrainLease lease, DateTimeOffset? dueAt, CancellationToken cancellationToken) =>
        Inner.ReleaseAsync(lease, dueAt, cancellationToken);

    /// <inheritdoc/>
    public ValueTask<DateTimeOffset?> NextDueAsync(CancellationToken cancellationToken) =>
        Inner.NextDueAsync(cancellationToken);

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<GrainChange>> ReadChangesAsync(
        long after, int max, CancellationToken cancellationToken) =>
        Inner.ReadChangesAsync(after, max, cancellationToken);

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<GrainCount>> CountAsync(CancellationToken cancellationToken) =>
        Inner.CountAsync(cancellationToken);
}
