namespace VoicemailOrleans.Tests.Gateway;

/// <summary>Time that passes only when the test says so; timers fire in order, on the test's thread.</summary>
internal sealed class ManualClock : TimeProvider
{
    private readonly Lock gate = new();
    private readonly List<ManualTimer> timers = [];
    private long ticks = new DateTimeOffset(2030, 1, 1, 0, 0, 0, TimeSpan.Zero).UtcTicks;

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override long GetTimestamp() => Interlocked.Read(ref ticks);

    public override DateTimeOffset GetUtcNow() => new(GetTimestamp(), TimeSpan.Zero);

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = new ManualTimer(this, () => callback(state));
        timer.Change(dueTime, period);
        lock (gate) timers.Add(timer);
        return timer;
    }

    public void Advance(TimeSpan by)
    {
        var end = GetTimestamp() + by.Ticks;
        while (NextDue(end) is { } timer)
        {
            Interlocked.Exchange(ref ticks, Math.Max(GetTimestamp(), timer.Due));
            timer.Fire();
        }

        Interlocked.Exchange(ref ticks, end);
    }

    private ManualTimer? NextDue(long end)
    {
        lock (gate) return timers.Where(t => t.Due <= end).MinBy(t => t.Due);
    }

    private sealed class ManualTimer(ManualClock clock, Action callback) : ITimer
    {
        private long period = long.MaxValue;

        public long Due { get; private set; } = long.MaxValue;

        public bool Change(TimeSpan dueTime, TimeSpan newPeriod)
        {
            Due = dueTime < TimeSpan.Zero ? long.MaxValue : clock.GetTimestamp() + dueTime.Ticks;
            period = newPeriod <= TimeSpan.Zero ? long.MaxValue : newPeriod.Ticks;
            return true;
        }

        public void Fire()
        {
            Due = period == long.MaxValue ? long.MaxValue : Due + period;
            callback();
        }

        public void Dispose()
        {
            lock (clock.gate) clock.timers.Remove(this);
        }

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
