namespace VoicemailOrleans.Grains;

/// <summary>What all grains do that struck out with nothing left to decide.</summary>
internal static class Quarantining
{
    private static readonly TimeSpan OncePerDay = TimeSpan.FromDays(1);

    /// <summary>
    /// Takes a turn that cannot be done without (a purge), at most once a day: the grain is handed back before it is
    /// tried, so that a silo that dies of it leaves no lease to run out and the grain waits for tomorrow. Versions
    /// guard whatever this turn still commits.
    /// </summary>
    public static async ValueTask TakeTurnOncePerDayAsync(
        this IGrain grain, ClaimedGrain claim, IGrainStore store, DateTimeOffset now,
        CancellationToken cancellationToken)
    {
        await store.ReleaseAsync(claim.Lease, now + OncePerDay, cancellationToken);
        await grain.TakeTurnAsync(claim, cancellationToken);
    }
}
