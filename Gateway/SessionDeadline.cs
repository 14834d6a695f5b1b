namespace VoicemailOrleans.Gateway;

/// <summary>
/// The time by which a session must get on. Moving it is an assignment: one timer per session looks now and then how
/// far it has moved. When it passes, <c>expired</c> runs; when the session is still there a while later (its peer does
/// not even read our 421), <c>abort</c> does.
/// </summary>
internal sealed class SessionDeadline : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    private readonly Lock gate = new();
    private readonly TimeProvider time;
    private readonly Action expired;
    private readonly Action abort;
    private readonly ITimer timer;
    private long due = long.MaxValue;
    private long armed = long.MaxValue;
    private bool isOver;

    public SessionDeadline(TimeProvider time, Action expired, Action abort)
    {
        this.time = time;
        this.expired = expired;
        this.abort = abort;
        timer = time.CreateTimer(
            static state => ((SessionDeadline)state!).Look(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <summary>It has passed; it does not come back.</summary>
    public bool HasPassed { get; private set; }

    /// <summary>Moves the deadline.</summary>
    public void Set(TimeSpan fromNow)
    {
        lock (gate)
        {
            if (HasPassed) return;
            due = time.GetTimestamp() + (long)(Math.Max(0, fromNow.TotalSeconds) * time.TimestampFrequency);
            if (due < armed) Arm();
        }
    }

    /// <summary>No deadline while the session waits for us and not for its peer.</summary>
    public void Suspend()
    {
        lock (gate)
            if (!HasPassed) due = long.MaxValue;
    }

    public void Dispose()
    {
        lock (gate) isOver = true;
        timer.Dispose();
    }

    private void Look()
    {
        Action action;
        lock (gate)
        {
            armed = long.MaxValue;
            if (isOver || due == long.MaxValue) return;
            if (time.GetTimestamp() < due)
            {
                Arm();
                return;
            }

            action = HasPassed ? abort : expired;
            due = HasPassed ? long.MaxValue : time.GetTimestamp() + (long)(Patience.TotalSeconds * time.TimestampFrequency);
            HasPassed = true;
            if (due != long.MaxValue) Arm();
        }

        action();
    }

    private void Arm()
    {
        armed = due;
        var left = time.GetElapsedTime(time.GetTimestamp(), due);
        var rounded = TimeSpan.FromMilliseconds(Math.Ceiling(Math.Max(0, left.TotalMilliseconds)));
        timer.Change(rounded, Timeout.InfiniteTimeSpan);
    }
}
