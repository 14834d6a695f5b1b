namespace VoicemailOrleans.Silo.Hosting;

/// <summary>Wakes one waiter. A ring while nobody waits is kept for the next wait; many rings are one.</summary>
internal sealed class GrainHostBell(TimeProvider clock)
{
    private readonly Lock gate = new();
    private TaskCompletionSource rung = New();

    /// <summary>Rings; from any thread.</summary>
    public void Ring()
    {
        lock (gate) rung.TrySetResult();
    }

    /// <summary>Completes at a ring or after the time.</summary>
    public async Task WaitAsync(TimeSpan timeout)
    {
        Task waiting;
        lock (gate) waiting = rung.Task;
        await using var timer = clock.CreateTimer(_ => Ring(), null, timeout, Timeout.InfiniteTimeSpan);
        await waiting;
        lock (gate) rung = New();
    }

    private static TaskCompletionSource New() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
