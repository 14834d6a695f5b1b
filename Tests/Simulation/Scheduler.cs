using VoicemailOrleans.Tests.Fakes;

namespace VoicemailOrleans.Tests.Simulation;

/// <summary>A process that may stop at any await, for a while or for good.</summary>
internal sealed class SimulatedProcess(string name)
{
    public string Name { get; } = name;

    public bool IsDead { get; set; }

    /// <summary>Until when it stands still without knowing.</summary>
    public DateTimeOffset FrozenUntil { get; set; }

    public bool CanRun(DateTimeOffset now) => !IsDead && FrozenUntil <= now;
}

/// <summary>
/// Every await of the code under test ends here and waits for its turn; the seed decides whose it is. All runs on one
/// thread: continuations run inside <see cref="RunOne"/>.
/// </summary>
internal sealed class Scheduler(Random random, ManualTimeProvider clock)
{
    private readonly List<Step> steps = [];

    public bool CanRun => steps.Any(IsReady);

    /// <summary>When the next waiting step of a process that is not frozen could run.</summary>
    public DateTimeOffset? NextTime => steps.Where(step => !step.Process.IsDead)
        .Min(step => (DateTimeOffset?)(step.At > step.Process.FrozenUntil ? step.At : step.Process.FrozenUntil));

    /// <summary>Waits for a turn, at the earliest after a time.</summary>
    public Task PauseAsync(SimulatedProcess process, TimeSpan atLeast)
    {
        var step = new Step(process, clock.GetUtcNow() + atLeast);
        steps.Add(step);
        return step.Resume.Task;
    }

    /// <summary>
    /// The process whose step would run; the step stays when the caller has other plans for that process.
    /// </summary>
    public void RunOne(Func<SimulatedProcess, bool> mayRun)
    {
        var ready = steps.Where(IsReady).ToList();
        var step = ready[random.Next(ready.Count)];
        if (!mayRun(step.Process)) return;
        steps.Remove(step);
        step.Resume.SetResult();
    }

    /// <summary>The process died: nothing of it goes on.</summary>
    public void Drop(SimulatedProcess process) => steps.RemoveAll(step => step.Process == process);

    private bool IsReady(Step step) => step.Process.CanRun(clock.GetUtcNow()) && step.At <= clock.GetUtcNow();

    private sealed record Step(SimulatedProcess Process, DateTimeOffset At)
    {
        public TaskCompletionSource Resume { get; } = new();
    }
}
