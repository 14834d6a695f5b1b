using VoicemailOrleans.Grains;

namespace VoicemailOrleans.Silo.Hosting;

/// <summary>
/// One turn under way with the heartbeat of its lease. The heart beats at a third of the lease; when the store cannot
/// be asked, it beats faster until the lease must be taken for lost. A lost lease cancels the turn: somebody else may
/// be taking it, and the versions refuse whatever this one still commits.
/// </summary>
internal sealed class GrainHostTurn : IDisposable
{
    private readonly IGrainStore store;
    private readonly TimeProvider clock;
    private readonly TimeSpan lease;
    private readonly CancellationTokenSource cancellation;
    private readonly CancellationTokenSource ended = new();
    private readonly long claimedAt;
    private DateTimeOffset safeUntil;
    private volatile bool isLost;

    /// <summary>Prepares a turn.</summary>
    /// <param name="claim">The grain.</param>
    /// <param name="store">Where the lease is.</param>
    /// <param name="clock">Beats the time.</param>
    /// <param name="lease">The lease's length.</param>
    /// <param name="impatience">Fires when turns must end.</param>
    public GrainHostTurn(
        ClaimedGrain claim, IGrainStore store, TimeProvider clock, TimeSpan lease, CancellationToken impatience)
    {
        Claim = claim;
        this.store = store;
        this.clock = clock;
        this.lease = lease;
        claimedAt = clock.GetTimestamp();
        safeUntil = clock.GetUtcNow() + lease;
        cancellation = CancellationTokenSource.CreateLinkedTokenSource(impatience);
    }

    /// <summary>The grain and its lease.</summary>
    public ClaimedGrain Claim { get; }

    /// <summary>
    /// The present by the store's clock, which decides what is due: by a silo's clock that is behind it, every delay
    /// would be over before it began.
    /// </summary>
    public DateTimeOffset StoreNow => Claim.Lease.Until - lease + clock.GetElapsedTime(claimedAt);

    /// <summary>Completes when the turn is over and its slot free; set by the host.</summary>
    public Task Completion { get; set; } = Task.CompletedTask;

    /// <summary>The lease was lost.</summary>
    public bool IsLost => isLost;

    /// <summary>Takes the turn; throws what the grain throws.</summary>
    public async Task TakeAsync(IGrain grain)
    {
        var heart = BeatAsync(ended.Token);
        try
        {
            await grain.TakeTurnAsync(Claim, cancellation.Token);
        }
        finally
        {
            ended.Cancel();
            await heart;
        }
    }

    /// <summary>The lease is known to be another's.</summary>
    public void Lose()
    {
        isLost = true;
        try
        {
            cancellation.Cancel();
        }
        catch (ObjectDisposedException)
        {
            // It ended this very moment.
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        ended.Dispose();
        cancellation.Dispose();
    }

    private async Task BeatAsync(CancellationToken end)
    {
        var pause = lease / 3;
        while (true)
        {
            await Task.Delay(pause, clock, end).ConfigureAwait(GrainHostBackoff.Quietly);
            if (end.IsCancellationRequested) return;
            var isHeld = await TryExtendAsync(end);
            if (end.IsCancellationRequested) return;
            pause = isHeld is null ? lease / 12 : lease / 3;
            if (isHeld != false && clock.GetUtcNow() < safeUntil) continue;
            Lose();
            return;
        }
    }

    /// <summary>Null when the store could not be asked.</summary>
    private async Task<bool?> TryExtendAsync(CancellationToken end)
    {
        try
        {
            var asked = clock.GetUtcNow();
            if (!await store.ExtendAsync(Claim.Lease, lease, end)) return false;
            safeUntil = asked + lease;
            return true;
        }
        catch (Exception)
        {
            // The host's own calls log the outage; here only time matters.
            return null;
        }
    }
}
