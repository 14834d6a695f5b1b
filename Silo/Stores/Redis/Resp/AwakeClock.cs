namespace VoicemailOrleans.Silo.Stores.Redis.Resp;

/// <summary>
/// The time this process was awake, in steps of a tick. Deadlines are measured by it: a process that stood still
/// (SIGSTOP, a paused virtual machine) wakes up to find its clock far ahead, and would call every answer that lies
/// ready in its sockets late and every connection dead. So a tick that comes much too late counts as an ordinary one.
/// </summary>
internal sealed class AwakeClock : IDisposable
{
    /// <summary>How exact deadlines are: 100 ms of seconds.</summary>
    public static readonly TimeSpan Tick = TimeSpan.FromMilliseconds(100);

    /// <summary>
    /// A gap between ticks beyond which the process did not run; shorter ones a busy machine makes too.
    /// </summary>
    private static readonly TimeSpan Standstill = TimeSpan.FromSeconds(1);

    private readonly TimeProvider clock;
    private readonly ITimer timer;
    private long lastTick;
    private long awakeTicks;

    public AwakeClock(TimeProvider clock)
    {
        this.clock = clock;
        lastTick = clock.GetTimestamp();
        timer = clock.CreateTimer(static self => ((AwakeClock)self!).Advance(), this, Tick, Tick);
    }

    /// <summary>A tick has passed.</summary>
    public event Action? Ticked;

    /// <summary>Time awake since this clock was made, up to one tick ahead and never behind.</summary>
    public TimeSpan Now => new TimeSpan(Volatile.Read(ref awakeTicks)) + Tick;

    public void Dispose() => timer.Dispose();

    private void Advance()
    {
        var now = clock.GetTimestamp();
        var passed = clock.GetElapsedTime(Interlocked.Exchange(ref lastTick, now), now);
        Interlocked.Add(ref awakeTicks, (passed > Standstill ? Tick : passed).Ticks);
        Ticked?.Invoke();
    }
}
