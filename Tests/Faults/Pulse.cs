namespace VoicemailOrleans.Tests.Faults;

/// <summary>
/// Beats whenever anything happens: a process prints a line, the smarthost takes a mail, the PBX has a reply. Whoever
/// waits for a state of the whole looks again at each beat, and after a second of silence, because a process that is
/// killed takes its last line with it.
/// </summary>
internal sealed class Pulse
{
    private static readonly TimeSpan Silence = TimeSpan.FromSeconds(1);

    private TaskCompletionSource next = New();

    /// <summary>Something happened.</summary>
    public void Beat() => Interlocked.Exchange(ref next, New()).TrySetResult();

    /// <summary>Waits until a condition is true; the time-out tells what did not come.</summary>
    public Task UntilAsync(Func<bool> condition, Func<string> missing, TimeSpan? patience = null) =>
        UntilAsync(() => Task.FromResult(condition()), missing, patience);

    /// <summary>Waits until a condition that has to be asked for is true.</summary>
    public async Task UntilAsync(Func<Task<bool>> condition, Func<string> missing, TimeSpan? patience = null)
    {
        using var timeout = new CancellationTokenSource(patience ?? TimeSpan.FromMinutes(5));
        while (true)
        {
            var beat = Volatile.Read(ref next).Task; // before the look, so that none is missed
            if (await condition()) return;
            if (timeout.IsCancellationRequested) throw new TimeoutException("Never came: " + missing());
            using var silence = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token);
            var quiet = Task.Delay(Silence, TimeProvider.System, silence.Token);
            await Task.WhenAny(beat, quiet);
            await silence.CancelAsync();
        }
    }

    private static TaskCompletionSource New() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
