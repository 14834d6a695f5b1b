using VoicemailOrleans.Grains;

namespace VoicemailOrleans.Tests.Silo.Hosting;

/// <summary>A grain whose turns a test writes; it remembers them and tells when they begin and end.</summary>
internal sealed class ScriptedGrain(string kind, Func<ClaimedGrain, CancellationToken, Task> turn) : IGrain
{
    private readonly Lock gate = new();
    private readonly List<(Func<bool> Reached, TaskCompletionSource Told)> watchers = [];
    private readonly List<ClaimedGrain> begun = [];
    private int ended;

    public string Kind => kind;

    /// <summary>The claims of all turns, in the order they began.</summary>
    public IReadOnlyList<ClaimedGrain> Turns
    {
        get
        {
            lock (gate) return [.. begun];
        }
    }

    public int MostAtOnce { get; private set; }

    /// <summary>The claims of the grains that were quarantined.</summary>
    public List<ClaimedGrain> Quarantined { get; } = [];

    public Func<ClaimedGrain, CancellationToken, Task>? Quarantine { get; set; }

    public async ValueTask QuarantineAsync(ClaimedGrain claim, CancellationToken cancellationToken)
    {
        Tell(() => Quarantined.Add(claim));
        if (Quarantine is { } quarantine) await quarantine(claim, cancellationToken);
    }

    public async ValueTask TakeTurnAsync(ClaimedGrain claim, CancellationToken cancellationToken)
    {
        Tell(() =>
        {
            begun.Add(claim);
            MostAtOnce = Math.Max(MostAtOnce, begun.Count - ended);
        });
        try
        {
            await turn(claim, cancellationToken);
        }
        finally
        {
            Tell(() => ended++);
        }
    }

    public Task BegunAsync(int turns = 1) => WhenAsync(() => begun.Count >= turns);

    public Task EndedAsync(int turns = 1) => WhenAsync(() => ended >= turns);

    public Task QuarantinedAsync(int grains = 1) => WhenAsync(() => Quarantined.Count >= grains);

    private Task WhenAsync(Func<bool> reached)
    {
        var told = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        Tell(() => watchers.Add((reached, told)));
        return told.Task;
    }

    private void Tell(Action change)
    {
        lock (gate)
        {
            change();
            foreach (var watcher in watchers.Where(watcher => watcher.Reached())) watcher.Told.TrySetResult();
            watchers.RemoveAll(watcher => watcher.Told.Task.IsCompleted);
        }
    }
}
