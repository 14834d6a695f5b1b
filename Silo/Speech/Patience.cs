namespace VoicemailOrleans.Silo.Speech;

/// <summary>
/// How long a recording that was heard in part waits for its missing pieces, with the others in hand: between the quick
/// tries, which are over in seconds, and the grain's, which would have all of it heard and billed again. It waits for
/// half of the time until the mail leaves, the other half is for hearing, and for two minutes at most. Nor does it when
/// pieces that fail as slowly as they did would keep it from leaving with what there is.
/// </summary>
/// <param name="wantedBy">When the mail leaves; null or over: nobody waits for it.</param>
/// <param name="breaker">Says how long the engine is out of service.</param>
/// <param name="time">The clock; patience begins now.</param>
internal sealed class Patience(DateTimeOffset? wantedBy, EngineBreaker breaker, TimeProvider time)
{
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(2);

    private readonly long began = time.GetTimestamp();
    private readonly TimeSpan half = Half(wantedBy - time.GetUtcNow());
    private TimeSpan pause = TimeSpan.FromSeconds(5);

    /// <summary>Waits until it is worth asking again; false at once when that would take too long.</summary>
    /// <param name="wish">The longest wait the engine asked for; null when it did not.</param>
    /// <param name="took">How long the slowest of the missing pieces took to fail.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task<bool> WaitAsync(TimeSpan? wish, TimeSpan took, CancellationToken cancellationToken)
    {
        var wait = new[] { wish, breaker.Wait, pause }.Max()!.Value;
        var end = time.GetElapsedTime(began) + wait;
        if (end > half || end + took > 2 * half) return false;
        pause *= 2;
        await Task.Delay(wait, time, cancellationToken);
        return true;
    }

    private static TimeSpan Half(TimeSpan? left) =>
        left > TimeSpan.Zero && left / 2 < Longest ? left.Value / 2 : Longest;
}
