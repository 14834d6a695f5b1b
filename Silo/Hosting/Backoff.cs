namespace VoicemailOrleans.Silo.Hosting;

/// <summary>How long to wait after so many failures in a row.</summary>
internal static class Backoff
{
    /// <summary>
    /// For waits that just end when they are cancelled. They keep their context, because tests run in virtual time.
    /// </summary>
    public const ConfigureAwaitOptions Quietly =
        ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext;

    /// <summary>
    /// Doubles from <paramref name="min"/> with each failure up to <paramref name="max"/>; never falls.
    /// </summary>
    public static TimeSpan Delay(int failures, TimeSpan min, TimeSpan max)
    {
        // 2^40 times any sensible minimum is beyond any sensible maximum, and still no overflow of a double.
        var factor = Math.Pow(2, Math.Clamp(failures - 1, 0, 40));
        return TimeSpan.FromMilliseconds(Math.Min(min.TotalMilliseconds * factor, max.TotalMilliseconds));
    }

    /// <summary>Takes up to a fifth off a delay, so that what failed together is not tried together.</summary>
    public static TimeSpan Jitter(TimeSpan delay, double chance) => delay * (1 - 0.2 * chance);
}
