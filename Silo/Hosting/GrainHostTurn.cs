using VoicemailOrleans.Grains;

namespace VoicemailOrleans.Silo.Hosting;

/// <summary>
/// One turn under way with the heartbeat of its lease. The heart beats at a third of the lease; when the store cannot
/// be asked, it beats faster until the lease must be taken for lost. A lost lease cancels the turn: somebody else may
/// be taking it, and the versions refuse whatever this one still commits. A turn beyond its time limit is cancelled
/// too and its heart stops, so that the lease runs out by itself and counts as a strike; if it hangs so badly that even
/// then it does not end, it is abandoned: it may keep its thread, but not its slot.
/// </summary>
internal sealed class GrainHostTurn : IDisposable
{
    private readonly IGrainStore store;
    private readonly TimeProvider clock;
    private readonly SiloOptions options;
    private readonly CancellationTokenSource cancellation;
    private readonly CancellationTokenSource ended = new();
    private long extended;
    private volatile bool isLost;
    private volatile bool isOverdue;

    /// <summary>Prepares a turn; its lease is counted from now.</summary>
    /// <param name="claim">The grain.</param>
    /// <param name="store">Where the lease is.</param>
    /// <param name="clock">Beats the time; a jump of its date changes nothing here.</param>
    /// <param name="options">The lease's length and the turn's.</param>
    /// <param name="impatience">Fires when turns must end.</param>
    public GrainHostTurn(
        ClaimedGrain claim, IGrainStore store, TimeProvider clock, SiloOptions options, CancellationToken impatience)
    {
        Claim = claim;
        this.store = store;
        this.clock = clock;
        this.options = options;
        Started = extended = clock.GetTimestamp();
        cancellation = CancellationTokenSource.CreateLinkedTokenSource(impatience);
    }

    /// <summary>The grain and its lease.</summary>
    public ClaimedGrain Claim { get; }

    /// <summary>The timestamp of its beginning.</summary>
    public long Started { get; }

    /// <summary>Completes when the turn is over and its slot free; set by the host.</summary>
    public Task Completion { get; set; } = Task.CompletedTask;

    /// <summary>The lease was lost.</summary>
    public bool IsLost => isLost;

    /// <summary>The turn took longer than any may.</summary>
    public bool IsOverdue => isOverdue;

    /// <summary>
    /// Takes the turn; throws what the grain throws, and <see cref="TimeoutException"/> for one that is abandoned.
    /// </summary>
    public async Task TakeAsync(IGrain grain)
    {
        var heart = BeatAsync(ended.Token);
        var taking = TakeAsync(grain, cancellation.Token);
        try
        {
            if (await Task.WhenAny(taking, heart) == heart)
            {
                // One that lost its lease may still have the outcome of a delivery to write down.
                using var patience = new CancellationTokenSource();
                var end = Task.Delay(isOverdue ? options.Lease : options.TurnLimit, clock, patience.Token);
                await Task.WhenAny(taking, end);
                patience.Cancel();
                if (!taking.IsCompleted) throw new TimeoutException("The turn does not end, cancelled or not.");
            }

            await taking;
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
        Cancel();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        ended.Dispose();
        cancellation.Dispose();
    }

    private async Task TakeAsync(IGrain grain, CancellationToken cancellationToken)
    {
        // A grain that hangs before it first waits must not hang its heart's watcher too.
        await Task.Yield();
        if (Claim.Strikes >= Strikes.Out) await grain.QuarantineAsync(Claim, cancellationToken);
        else await grain.TakeTurnAsync(Claim, cancellationToken);
    }

    private async Task BeatAsync(CancellationToken end)
    {
        var pause = options.Lease / 3;
        while (true)
        {
            var left = options.TurnLimit - clock.GetElapsedTime(Started);
            await Task.Delay(pause < left ? pause : left, clock, end).ConfigureAwait(Backoff.Quietly);
            if (end.IsCancellationRequested) return;
            if (clock.GetElapsedTime(Started) >= options.TurnLimit)
            {
                isOverdue = true;
                Cancel();
                return;
            }

            var isHeld = await TryExtendAsync(end);
            if (end.IsCancellationRequested) return;
            pause = isHeld is null ? options.Lease / 12 : options.Lease / 3;
            if (isHeld != false && clock.GetElapsedTime(extended) < options.Lease) continue;
            Lose();
            return;
        }
    }

    /// <summary>Null when the store could not be asked.</summary>
    private async Task<bool?> TryExtendAsync(CancellationToken end)
    {
        try
        {
            var asked = clock.GetTimestamp();
            if (!await store.ExtendAsync(Claim.Lease, options.Lease, end)) return false;
            extended = asked;
            return true;
        }
        catch (Exception)
        {
            // The host's own calls log the outage; here only time matters.
            return null;
        }
    }

    private void Cancel()
    {
        try
        {
            cancellation.Cancel();
        }
        catch (ObjectDisposedException)
        {
            // It ended this very moment.
        }
    }
}
