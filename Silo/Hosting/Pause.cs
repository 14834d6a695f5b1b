namespace VoicemailOrleans.Silo.Hosting;

/// <summary>
/// A stretch of time from now on. Unlike a date it keeps its length when the clock of the machine is set: one that
/// started with tomorrow's date would otherwise wait until tomorrow. The default one is over.
/// </summary>
internal readonly record struct Pause
{
    private readonly long began;
    private readonly TimeSpan length;

    private Pause(long began, TimeSpan length) => (this.began, this.length) = (began, length);

    /// <summary>Begins one.</summary>
    public static Pause Of(TimeSpan length, TimeProvider time) => new(time.GetTimestamp(), length);

    /// <summary>What is left of it; zero when it is over.</summary>
    public TimeSpan Left(TimeProvider time)
    {
        if (length == TimeSpan.Zero) return TimeSpan.Zero;
        var left = length - time.GetElapsedTime(began);
        return left > TimeSpan.Zero ? left : TimeSpan.Zero;
    }

    /// <summary>Whether it is over.</summary>
    public bool IsOver(TimeProvider time) => Left(time) == TimeSpan.Zero;
}
