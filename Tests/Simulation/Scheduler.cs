using VoicemailOrleans.Tests.Fakes;

namespace VoicemailOrleans.Tests.Simulation;

/// <summary>
/// Every await of the code under test ends here and waits for its turn; the seed decides whose it is. All runs on one
/// thread: continuations run inside <see cref="RunOne"/>, each in the context of its process.
/// </summary>
internal sealed class Scheduler(Random random, ManualTimeProvider clock)
{
    private readonly List<Step> steps = [];

    public bool CanRun => steps.Any(IsReady);

    /// <summary>When the next waiting step of a process that is not frozen could run.</summary>
    public DateTimeOffset? NextTime => steps.Where(step => !step.Process.IsDead)
        .Min(step => (DateTimeOffset?)(step.At > step.Process.FrozenUntil ? step.At : step.Process.FrozenUntil));

    /// <summary>Something a process shall do, at the earliest after a time.</summary>
    public void Add(SimulatedProcess process, TimeSpan atLeast, Action go) =>
        steps.Add(new Step(process, clock.GetUtcNow() + atLeast, go));

    /// <summary>Waits for a turn, at the earliest after a time; for ever when the process is dead.</summary>
    public Task PauseAsync(SimulatedProcess process, TimeSpan atLeast)
    {
        var resume = new TaskCompletionSource();
        if (!process.IsDead) Add(process, atLeast, () => resume.TrySetResult());
        return resume.Task;
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
        step.Process.Run(step.Go);
    }

    /// <summary>The process died: nothing of it goes on.</summary>
    public void Drop(SimulatedProcess process) => steps.RemoveAll(step => step.Process == process);

    private bool IsReady(Step step) => step.Process.CanRun(clock.GetUtcNow()) && step.At <= clock.GetUtcNow();

    private sealed record Step(SimulatedProcess Process, DateTimeOffset At, Action Go);
}
