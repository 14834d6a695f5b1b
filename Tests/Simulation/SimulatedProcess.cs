namespace VoicemailOrleans.Tests.Simulation;

/// <summary>
/// One life of a process on a node: it may stand still at any await, for a while, or stop there for good. What is
/// started within <see cref="Run"/> goes on in the scheduler's order; of a dead process nothing goes on, whoever
/// completes what it waits for.
/// </summary>
internal sealed class SimulatedProcess(SimulatedNode node, Scheduler scheduler) : SynchronizationContext
{
    public string Name => node.Name;

    public SimulatedNode Node => node;

    public bool IsDead { get; set; }

    /// <summary>Until when it stands still without knowing.</summary>
    public DateTimeOffset FrozenUntil { get; set; }

    public bool CanRun(DateTimeOffset now) => !IsDead && FrozenUntil <= now;

    /// <summary>Runs code as this process.</summary>
    public void Run(Action code)
    {
        var former = Current;
        SetSynchronizationContext(this);
        try
        {
            code();
        }
        finally
        {
            SetSynchronizationContext(former);
        }
    }

    /// <inheritdoc/>
    public override void Post(SendOrPostCallback d, object? state)
    {
        if (!IsDead) scheduler.Add(this, TimeSpan.Zero, () => d(state));
    }

    /// <inheritdoc/>
    public override void Send(SendOrPostCallback d, object? state) => throw new NotSupportedException();
}
