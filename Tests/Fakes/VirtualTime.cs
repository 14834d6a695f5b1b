using System.Collections.Concurrent;

namespace VoicemailOrleans.Tests.Fakes;

/// <summary>
/// Runs asynchronous code on one thread in virtual time: whatever can run runs first, and only when nothing can any
/// more does the clock jump to its next timer. So a test simply awaits what shall happen, an hour costs nothing, the
/// order is the same each time, and a test that waits for what never comes fails at once. The code must not leave the
/// synchronization context: no Task.Run, no ConfigureAwait(false), no CancelAsync, no real I/O, and no Task.WhenAll
/// over completion sources that run their continuations asynchronously.
/// </summary>
public static class VirtualTime
{
    /// <summary>Runs <paramref name="body"/> to its end.</summary>
    /// <param name="clock">The clock that everything in it uses.</param>
    /// <param name="body">The test.</param>
    /// <param name="patience">How much virtual time it may take; default two hours.</param>
    public static void Run(ManualTimeProvider clock, Func<Task> body, TimeSpan? patience = null)
    {
        var former = SynchronizationContext.Current;
        var pump = new Pump();
        SynchronizationContext.SetSynchronizationContext(pump);
        try
        {
            var end = clock.GetUtcNow() + (patience ?? TimeSpan.FromHours(2));
            var running = body();
            while (!running.IsCompleted)
            {
                if (pump.TryRunOne()) continue;
                Assert.True(clock.NextTimer is not null, "Nothing is going to happen any more.");
                Assert.True(clock.NextTimer <= end, "The test waits for something that did not come in time.");
                clock.AdvanceToNextTimer();
            }

            running.GetAwaiter().GetResult();
        }
        finally
        {
            SynchronizationContext.SetSynchronizationContext(former);
        }
    }

    private sealed class Pump : SynchronizationContext
    {
        private readonly ConcurrentQueue<(SendOrPostCallback Callback, object? State)> queue = [];

        public override void Post(SendOrPostCallback d, object? state) => queue.Enqueue((d, state));

        public override void Send(SendOrPostCallback d, object? state) => d(state);

        public bool TryRunOne()
        {
            if (!queue.TryDequeue(out var work)) return false;
            work.Callback(work.State);
            return true;
        }
    }
}
