using System.Diagnostics.Metrics;
using VoicemailOrleans.Grains;

namespace VoicemailOrleans.Silo.Hosting;

/// <summary>
/// Theory of operation. One loop claims due grains for the slots that are free and starts a task for each turn; a turn
/// that ends rings the bell for the next. With nothing to claim the loop sleeps until the next due time, the store's
/// bell, or the poll interval. A turn that throws is handed back with a delay that doubles; a turn that returns without
/// having ended its lease (its commit conflicted, say) is handed back as well, and if nothing changed since the claim
/// it waits a moment, so that no grain can spin. When the store fails, the loop backs off and goes on for ever. At the
/// end it stops claiming, gives turns their time, cancels the rest and hands those back. If the process dies instead,
/// its leases run out and others take over: nothing here needs to be remembered.
/// <para>Poison. A turn that kills the process, or hangs beyond its limit, never hands its grain back: the lease runs
/// out, and the store counts a strike at the next claim, which is durable before the next try begins. But a crash
/// strikes every grain whose turn was under way, nearly all of them innocent. So the second strike makes a grain a
/// suspect, and a silo takes one suspect's turn at a time, handing further ones back for a moment: the guilty one dies
/// alone among them, and the innocent clear themselves by the commit that ends their turn. For an innocent to strike
/// out, its silo must die of something else three times, always during its turn, the third time during the seconds in
/// which it is the only suspect: two different poisons at once, or a power cut in the wrong second. A grain that
/// struck out gets no ordinary turn any more; what it gets instead is in <see cref="IGrain.QuarantineAsync"/>.</para>
/// </summary>
internal sealed partial class GrainHost : IHostedService, IDisposable
{
    private static readonly TimeSpan StoreRetryMin = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan StoreRetryMax = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan CountEvery = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan CancelledTurnPatience = TimeSpan.FromSeconds(3);

    private readonly IGrainStore store;
    private readonly IReadOnlyList<IGrain> grains;
    private readonly SiloOptions options;
    private readonly TimeProvider clock;
    private readonly ILogger<GrainHost> logger;
    private readonly GrainHostMetrics metrics;
    private readonly GrainHostFailures failures;
    private readonly GrainHostSlots slots;
    private readonly GrainHostBell bell;
    private readonly CancellationTokenSource stopping = new();
    private readonly CancellationTokenSource impatience = new();
    private Task loop = Task.CompletedTask;
    private Pause beforeCount;
    private long turnedAt;
    private int round;

    /// <summary>Prepares a silo; nothing runs before <see cref="StartAsync"/>.</summary>
    public GrainHost(
        IGrainStore store, IEnumerable<IGrain> grains, SiloOptions options,
        TimeProvider clock, Random random, IMeterFactory meters, ILogger<GrainHost> logger)
    {
        this.store = store;
        this.grains = [.. grains];
        this.options = options;
        this.clock = clock;
        this.logger = logger;
        slots = new GrainHostSlots(options.Concurrency);
        bell = new GrainHostBell(clock);
        failures = new GrainHostFailures(options, random);
        metrics = new GrainHostMetrics(meters, clock, () => slots.Count);
        turnedAt = clock.GetTimestamp();
    }

    /// <summary>How long ago the loop last came round; null when it is not meant to.</summary>
    public TimeSpan? SinceLastRound =>
        loop.IsCompleted && stopping.IsCancellationRequested ? null : clock.GetElapsedTime(Volatile.Read(ref turnedAt));

    /// <inheritdoc/>
    public Task StartAsync(CancellationToken cancellationToken)
    {
        store.Rang += bell.Ring;
        Volatile.Write(ref turnedAt, clock.GetTimestamp());
        LogStarted(options.Name, options.Concurrency);
        loop = LoopAsync();
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public async Task StopAsync(CancellationToken cancellationToken)
    {
        store.Rang -= bell.Ring;
        stopping.Cancel();
        bell.Ring();
        LogStopping(slots.Count);
        var all = EndAsync();
        if (await IsOverAsync(all, options.ShutdownPatience, cancellationToken)) return;
        impatience.Cancel();
        if (!await IsOverAsync(all, CancelledTurnPatience, CancellationToken.None)) LogAbandoned(slots.Count);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        stopping.Dispose();
        impatience.Dispose();
    }

    private async Task LoopAsync()
    {
        // Off the caller's thread, but in its context if it has one: tests run all of this in virtual time.
        await Task.Yield();
        var failed = 0;
        while (!stopping.IsCancellationRequested)
        {
            Volatile.Write(ref turnedAt, clock.GetTimestamp());
            try
            {
                var nextIn = await FillSlotsAsync();
                await CountAsync();
                failed = 0;
                await bell.WaitAsync(nextIn < options.PollInterval ? nextIn.Value : options.PollInterval);
            }
            catch (OperationCanceledException) when (stopping.IsCancellationRequested)
            {
                return;
            }
            catch (Exception exception)
            {
                failed++;
                metrics.StoreFailed();
                LogStoreFailed(exception, failed);
                var delay = Backoff.Delay(failed, StoreRetryMin, StoreRetryMax);
                await Task.Delay(delay, clock, stopping.Token).ConfigureAwait(Backoff.Quietly);
            }
        }
    }

    /// <summary>
    /// Claims for the slots that are free, beginning with another kind each time, so that all get what comes free. A
    /// claim under way is not cancelled when the silo stops: what it leased would be nobody's, and its lease would run
    /// out as if somebody had died. Returns how long until the next grain can be claimed; null when only the bell can
    /// tell, as that of a turn that ends and makes room.
    /// </summary>
    private async Task<TimeSpan?> FillSlotsAsync()
    {
        round = (round + 1) % Math.Max(1, grains.Count);
        var kinds = grains.Skip(round).Concat(grains.Take(round)).Select(grain => grain.Kind);
        var request = slots.Room(options.Name, options.Lease, kinds);
        if (request.Kinds.Count == 0 || stopping.IsCancellationRequested) return null;
        var asked = clock.GetTimestamp();
        var (claims, nextIn) = await store.ClaimDueAsync(request, impatience.Token);
        List<ClaimedGrain> spare = [];
        foreach (var claim in claims)
        {
            metrics.Claimed(claim.Record.Id.Kind);
            var isOneTooMany = claim.Strikes >= Strikes.Suspect && slots.HasSuspect;
            if (isOneTooMany || stopping.IsCancellationRequested) spare.Add(claim);
            else Start(claim);
        }

        TimeSpan? moment = stopping.IsCancellationRequested ? null : options.RetryDelayMin;
        foreach (var claim in spare) await ReleaseAsync(claim, asked, moment);
        return nextIn > TimeSpan.Zero ? nextIn : null;
    }

    private async Task CountAsync()
    {
        if (!beforeCount.IsOver(clock)) return;
        beforeCount = Pause.Of(CountEvery, clock);
        metrics.Counted(await store.CountAsync(stopping.Token));
    }

    private void Start(ClaimedGrain claim)
    {
        var grain = grains.First(grain => grain.Kind == claim.Record.Id.Kind);
        var turn = new GrainHostTurn(claim, store, clock, options, impatience.Token);
        slots.Add(turn)?.Lose();
        if (claim.Strikes > 0) LogStrikes(Correlation(claim.Record.Id), grain.Kind, claim.Strikes);
        turn.Completion = RunAsync(grain, turn);
    }

    private async Task RunAsync(IGrain grain, GrainHostTurn turn)
    {
        await Task.Yield();
        var started = clock.GetTimestamp();
        var id = turn.Claim.Record.Id;
        using var activity = Telemetry.StartTurn(id);
        var outcome = turn.Claim.Strikes >= Strikes.Out ? GrainHostMetrics.Quarantined : "done";
        try
        {
            await turn.TakeAsync(grain);
            failures.Forget(id);
            if (!turn.IsOverdue) await ReleaseAsync(turn.Claim, turn.Started, options.RetryDelayMin);
        }
        catch (Exception exception)
        {
            outcome = await GiveUpAsync(turn, exception);
        }
        finally
        {
            metrics.Took(id.Kind, outcome, clock.GetElapsedTime(started));
            activity?.SetTag("voicemail.turn.outcome", outcome);
            slots.Remove(turn.Claim);
            turn.Dispose();
            bell.Ring();
        }
    }

    private async Task<string> GiveUpAsync(GrainHostTurn turn, Exception exception)
    {
        var id = turn.Claim.Record.Id;
        if (turn.IsOverdue)
        {
            // Not handed back: its lease runs out, and that is its strike.
            LogOverdue(exception, Correlation(id), id.Kind, options.TurnLimit);
            return "overdue";
        }

        if (turn.IsLost)
        {
            metrics.LostLease(id.Kind);
            LogLeaseLost(Correlation(id), id.Kind);
            await ReleaseAsync(turn.Claim, turn.Started, null); // takes the strike back: this silo lives
            return "lease-lost";
        }

        if (exception is OperationCanceledException && impatience.IsCancellationRequested)
        {
            LogInterrupted(Correlation(id), id.Kind);
            await ReleaseAsync(turn.Claim, turn.Started, null);
            return "interrupted";
        }

        var delay = failures.Add(id);
        LogTurnFailed(exception, Correlation(id), id.Kind, delay);
        await ReleaseAsync(turn.Claim, turn.Started, delay);
        return GrainHostMetrics.Failed;
    }

    /// <summary>
    /// Hands back, at once or for a while. That counts by the store's clock, which decides what is due and told the
    /// time with the lease: for a silo whose clock is behind, every delay would be over before it began.
    /// </summary>
    private async Task ReleaseAsync(ClaimedGrain claim, long claimedAt, TimeSpan? delay)
    {
        var storeNow = claim.Lease.Until - options.Lease + clock.GetElapsedTime(claimedAt);
        try
        {
            await store.ReleaseAsync(claim.Lease, storeNow + delay, CancellationToken.None);
        }
        catch (Exception exception)
        {
            LogNotReleased(exception, Correlation(claim.Record.Id), claim.Record.Id.Kind);
        }
    }

    /// <summary>The loop first: it may be about to start a last turn.</summary>
    private async Task EndAsync()
    {
        await loop;
        await Task.WhenAll(slots.Turns.Select(turn => turn.Completion));
    }

    private async Task<bool> IsOverAsync(Task all, TimeSpan patience, CancellationToken cancellationToken)
    {
        using var enough = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var first = await Task.WhenAny(all, Task.Delay(patience, clock, enough.Token));
        enough.Cancel();
        return first == all;
    }
}
