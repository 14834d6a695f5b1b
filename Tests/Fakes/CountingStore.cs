using VoicemailOrleans.Grains;

namespace VoicemailOrleans.Tests.Fakes;

/// <summary>Counts commits, and lets a test do something just before one.</summary>
internal sealed class CountingStore(IGrainStore inner) : ForwardingGrainStore(inner)
{
    /// <summary>Commits that were written.</summary>
    public int Commits { get; private set; }

    /// <summary>Grains that were read.</summary>
    public int Reads { get; private set; }

    /// <summary>Runs before each commit.</summary>
    public Func<GrainCommit, ValueTask>? BeforeCommit { get; set; }

    /// <summary>Runs after each commit.</summary>
    public Action<GrainCommit>? AfterCommit { get; set; }

    /// <inheritdoc/>
    public override ValueTask<GrainRecord?> ReadAsync(GrainId id, CancellationToken cancellationToken)
    {
        Reads++;
        return Inner.ReadAsync(id, cancellationToken);
    }

    /// <inheritdoc/>
    public override async ValueTask<CommitResult> CommitAsync(GrainCommit commit, CancellationToken cancellationToken)
    {
        if (BeforeCommit is { } before) await before(commit);
        var result = await Inner.CommitAsync(commit, cancellationToken);
        if (result.Written) Commits++;
        AfterCommit?.Invoke(commit);
        return result;
    }
}
