namespace VoicemailOrleans.Grains;

/// <summary>Days as people here count them: in the time zone of the service.</summary>
public static class LocalDay
{
    /// <summary>The day it is.</summary>
    public static DateOnly Today(TimeProvider clock) => DateOnly.FromDateTime(clock.GetLocalNow().DateTime);

    /// <summary>The moment a day begins.</summary>
    public static DateTimeOffset Start(DateOnly day, TimeProvider clock)
    {
        var local = day.ToDateTime(TimeOnly.MinValue);
        return new DateTimeOffset(local, clock.LocalTimeZone.GetUtcOffset(local));
    }
}
