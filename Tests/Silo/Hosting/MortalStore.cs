using VoicemailOrleans.Grains;
using VoicemailOrleans.Tests.Fakes;

namespace VoicemailOrleans.Tests.Silo.Hosting;

/// <summary>
/// The store as one process sees it. When the process is dead nothing of it reaches the store any more, and what it
/// waits for never comes; when it is paused, all of it waits until it wakes up.
/// </summary>
internal sealed class MortalStore(IGrainStore inner) : ForwardingGrainStore(inner)
{
    private Task standstill = Task.CompletedTask;

    /// <summary>kill -9.</summary>
    public void Die() => standstill = new TaskCompletionSource().Task;

    /// <summary>SIGSTOP, until the returned source is completed: SIGCONT.</summary>
    public TaskCompletionSource Pause()
    {
        var woken = new TaskCompletionSource();
        standstill = woken.Task;
        return woken;
    }

    public override async ValueTask<GrainRecord?> ReadAsync(GrainId id, CancellationToken cancellationToken)
    {
        await standstill;
        return await Inner.ReadAsync(id, cancellationToken);
    }

    public override async ValueTask<CommitResult> CommitAsync(GrainCommit commit, CancellationToken cancellationToken)
    {
        await standstill;
        return await Inner.CommitAsync(commit, cancellationToken);
    }

    public override async ValueTask<DueWork> ClaimDueAsync(ClaimRequest request, CancellationToken cancellationToken)
    {
        await standstill;
        return await Inner.ClaimDueAsync(request, cancellationToken);
    }

    public override async ValueTask<bool> ExtendAsync(
        GrainLease lease, TimeSpan duration, CancellationToken cancellationToken)
    {
        await standstill;
        return await Inner.ExtendAsync(lease, duration, cancellationToken);
    }

    public override async ValueTask ReleaseAsync(
        GrainLease lease, DateTimeOffset? dueAt, CancellationToken cancellationToken)
    {
        await standstill;
        await Inner.ReleaseAsync(lease, dueAt, cancellationToken);
    }
}
