namespace VoicemailOrleans.Grains;

/// <summary>
/// The time of the grain store, as grains live by: what is due is decided there, and states that several processes
/// write must agree on the time. A store that has a clock of its own tells it with its answers; until it has, and for
/// one that has none, this is the machine's clock. Timers and timestamps are the machine's in any case.
/// </summary>
public sealed class StoreClock(TimeProvider clock) : TimeProvider
{
    /// <summary>Smaller differences are the answer's time on the way.</summary>
    private static readonly TimeSpan Noticeable = TimeSpan.FromMilliseconds(250);

    private long offset;

    /// <inheritdoc/>
    public override long TimestampFrequency => clock.TimestampFrequency;

    /// <inheritdoc/>
    public override TimeZoneInfo LocalTimeZone => clock.LocalTimeZone;

    /// <summary>How far the store is ahead of the machine.</summary>
    public TimeSpan Offset => TimeSpan.FromTicks(Interlocked.Read(ref offset));

    /// <summary>The store has just told its time.</summary>
    public void Learn(DateTimeOffset storeNow)
    {
        var found = storeNow - clock.GetUtcNow();
        if ((found - Offset).Duration() > Noticeable) Interlocked.Exchange(ref offset, found.Ticks);
    }

    /// <inheritdoc/>
    public override DateTimeOffset GetUtcNow() => clock.GetUtcNow() + Offset;

    /// <inheritdoc/>
    public override long GetTimestamp() => clock.GetTimestamp();

    /// <inheritdoc/>
    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
        clock.CreateTimer(callback, state, dueTime, period);
}
