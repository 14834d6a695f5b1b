namespace VoicemailOrleans.Tests.Fakes;

/// <summary>
/// A clock with one hand, moved by the test. Timers fire on the thread that advances, in the order of their due times
/// (those of one instant in the order they were set), each seeing its own due time as the present; timers that a
/// callback sets fire in the same advance when they fall into it. Timestamps follow the same hand.
/// </summary>
public sealed class ManualTimeProvider(DateTimeOffset start) : TimeProvider
{
    private readonly Lock gate = new();
    private readonly List<ManualTimer> armed = [];
    private readonly List<(int Count, TaskCompletionSource Reached)> watchers = [];
    private DateTimeOffset now = start;
    private long settings;

    /// <summary>Starts on an arbitrary fixed day.</summary>
    public ManualTimeProvider()
        : this(new DateTimeOffset(2026, 3, 2, 9, 0, 0, TimeSpan.Zero))
    {
    }

    /// <inheritdoc/>
    public override TimeZoneInfo LocalTimeZone => TimeZoneInfo.Utc;

    /// <inheritdoc/>
    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    /// <summary>When the next timer fires; null when none is set.</summary>
    public DateTimeOffset? NextTimer
    {
        get
        {
            lock (gate) return armed.Count == 0 ? null : armed.Min(timer => timer.DueAt);
        }
    }

    /// <inheritdoc/>
    public override DateTimeOffset GetUtcNow()
    {
        lock (gate) return now;
    }

    /// <inheritdoc/>
    public override long GetTimestamp() => GetUtcNow().UtcTicks;

    /// <summary>Moves the hand forward and fires what falls due on the way.</summary>
    public void Advance(TimeSpan by)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(by, TimeSpan.Zero);
        AdvanceTo(GetUtcNow() + by);
    }

    /// <summary>Moves the hand to a time; one that has passed already changes nothing.</summary>
    public void AdvanceTo(DateTimeOffset target)
    {
        while (TakeNext(target) is { } timer) timer.Fire();
    }

    /// <summary>Moves the hand to the next timer and fires it; false when none is set.</summary>
    public bool AdvanceToNextTimer()
    {
        if (NextTimer is not { } next) return false;
        AdvanceTo(next);
        return true;
    }

    /// <summary>
    /// Completes as soon as at least <paramref name="count"/> timers are set: what a test waits for before it advances.
    /// </summary>
    public Task WhenTimersSet(int count = 1)
    {
        lock (gate)
        {
            if (armed.Count >= count) return Task.CompletedTask;
            var reached = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            watchers.Add((count, reached));
            return reached.Task;
        }
    }

    /// <inheritdoc/>
    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = new ManualTimer(this, callback, state);
        timer.Change(dueTime, period);
        return timer;
    }

    private ManualTimer? TakeNext(DateTimeOffset target)
    {
        lock (gate)
        {
            var next = armed.Where(timer => timer.DueAt <= target).MinBy(timer => (timer.DueAt, timer.Setting));
            if (next is null)
            {
                if (target > now) now = target;
                return null;
            }

            if (next.DueAt > now) now = next.DueAt;
            armed.Remove(next);
            if (next.Period > TimeSpan.Zero) Arm(next, next.Period);
            return next;
        }
    }

    private void Arm(ManualTimer timer, TimeSpan dueTime)
    {
        timer.DueAt = now + dueTime;
        timer.Setting = settings++;
        armed.Add(timer);
        foreach (var watcher in watchers.Where(watcher => armed.Count >= watcher.Count)) watcher.Reached.TrySetResult();
        watchers.RemoveAll(watcher => watcher.Reached.Task.IsCompleted);
    }

    private sealed class ManualTimer(ManualTimeProvider clock, TimerCallback callback, object? state) : ITimer
    {
        private bool disposed;

        public DateTimeOffset DueAt { get; set; }

        public long Setting { get; set; }

        public TimeSpan Period { get; private set; }

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            lock (clock.gate)
            {
                if (disposed) return false;
                clock.armed.Remove(this);
                Period = period == Timeout.InfiniteTimeSpan ? TimeSpan.Zero : period;
                if (dueTime != Timeout.InfiniteTimeSpan) clock.Arm(this, dueTime);
                return true;
            }
        }

        public void Fire() => callback(state);

        public void Dispose()
        {
            lock (clock.gate)
            {
                disposed = true;
                clock.armed.Remove(this);
            }
        }

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
