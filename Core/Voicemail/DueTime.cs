namespace VoicemailOrleans.Core.Voicemail;

/// <summary>Times as the stores keep them.</summary>
public static class DueTime
{
    /// <summary>
    /// The time, rounded up to whole milliseconds. Stores keep no more, and one that cut the rest off would find a
    /// grain due that by its own state is not: turn after turn until the millisecond is over.
    /// </summary>
    public static DateTimeOffset RoundUp(DateTimeOffset time) =>
        time.Ticks % TimeSpan.TicksPerMillisecond is var rest and not 0
            ? time.AddTicks(TimeSpan.TicksPerMillisecond - rest)
            : time;
}
