using System.Collections.Concurrent;
using VoicemailOrleans.Core.Voicemail;
using VoicemailOrleans.Grains;

namespace VoicemailOrleans.Tests.Gateway.Intake;

/// <summary>
/// As much of a grain store as intake uses, with outages, lost answers and hangs. A seeded grain has no write.
/// </summary>
internal sealed class ScriptedStore : IGrainStore
{
    private readonly Lock gate = new();
    private volatile bool isDown;

    public event Action? Rang;

    public ConcurrentDictionary<GrainId, GrainWrite?> Grains { get; } = [];

    public ConcurrentQueue<int> CommitSizes { get; } = [];

    public TaskCompletionSource Failed { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public bool IsDown
    {
        get => isDown;
        set => isDown = value;
    }

    public int LosesAnswers { get; set; }

    public int Hangs { get; set; }

    public static GrainId IdOf(CorrelationId id) => new(GrainKinds.Voicemail, id.Value);

    public void Seed(CorrelationId id) => Grains[IdOf(id)] = null;

    public async ValueTask<CommitResult> CommitAsync(GrainCommit commit, CancellationToken cancellationToken)
    {
        if (Hangs-- > 0) await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, cancellationToken);
        await Task.Yield();
        if (IsDown)
        {
            Failed.TrySetResult();
            throw new IOException("the store is down");
        }

        lock (gate)
        {
            foreach (var write in commit.Writes)
                if (Grains.ContainsKey(write.Id)) return new CommitResult(write.Id);
            foreach (var write in commit.Writes) Grains[write.Id] = write;
            CommitSizes.Enqueue(commit.Writes.Count);
        }

        Rang?.Invoke();
        return LosesAnswers-- > 0 ? throw new IOException("the answer was lost") : new CommitResult(null);
    }

    public ValueTask<GrainRecord?> ReadAsync(GrainId id, CancellationToken cancellationToken) =>
        throw new NotSupportedException();

    public ValueTask<DueWork> ClaimDueAsync(ClaimRequest request, CancellationToken cancellationToken) =>
        throw new NotSupportedException();

    public ValueTask<bool> ExtendAsync(GrainLease lease, TimeSpan duration, CancellationToken cancellationToken) =>
        throw new NotSupportedException();

    public ValueTask ReleaseAsync(GrainLease lease, DateTimeOffset? dueAt, CancellationToken cancellationToken) =>
        throw new NotSupportedException();

    public ValueTask<IReadOnlyList<GrainChange>> ReadChangesAsync(
        long after, int max, CancellationToken cancellationToken) =>
        throw new NotSupportedException();

    public ValueTask<GrainExport> ExportAsync(long after, int max, CancellationToken cancellationToken) =>
        throw new NotSupportedException();

    public ValueTask<string> ReadHistoryAsync(CancellationToken cancellationToken) =>
        throw new NotSupportedException();

    public ValueTask<IReadOnlyList<GrainCount>> CountAsync(CancellationToken cancellationToken) =>
        throw new NotSupportedException();
}
