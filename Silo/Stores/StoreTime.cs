namespace VoicemailOrleans.Silo.Stores;

/// <summary>How stores keep time: whole milliseconds since 1970.</summary>
internal static class StoreTime
{
    /// <summary>
    /// The millisecond of a due time, rounded up: rounded down, a turn would be taken a fraction too early, find itself
    /// not due, and be taken again at once.
    /// </summary>
    public static long CeilingMilliseconds(DateTimeOffset time)
    {
        var whole = time.ToUnixTimeMilliseconds();
        var isWhole = time.Ticks % TimeSpan.TicksPerMillisecond == 0;
        var isLast = time > DateTimeOffset.MaxValue.AddMilliseconds(-1); // "never" has no millisecond after it
        return isWhole || isLast ? whole : whole + 1;
    }

    /// <summary>A due time as it comes back from a store.</summary>
    public static DateTimeOffset Ceiling(DateTimeOffset time) =>
        DateTimeOffset.FromUnixTimeMilliseconds(CeilingMilliseconds(time));
}
