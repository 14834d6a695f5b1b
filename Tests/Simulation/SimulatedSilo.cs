using Microsoft.Extensions.Logging.Abstractions;
using VoicemailOrleans.Core.People;
using VoicemailOrleans.Grains;
using VoicemailOrleans.Silo.Hosting;
using VoicemailOrleans.Tests.Fakes;

namespace VoicemailOrleans.Tests.Simulation;

/// <summary>
/// One silo: claims, takes turns with the production grains, extends leases and treats suspects as the production host
/// does, crashes, freezes, comes back.
/// </summary>
internal sealed class SimulatedSilo(SimulatedWorld world, string name) : SimulatedNode(world, name)
{
    public static readonly TimeSpan Lease = TimeSpan.FromSeconds(30);

    private static readonly TimeSpan TurnLimit = new SiloOptions().TurnLimit;

    private readonly SimulatedWorld world = world;
    private readonly List<Turn> turns = [];
    private Dictionary<string, IGrain> grains = [];

    public override double CrashRate => world.Rates.SiloCrashes;

    /// <summary>Turns are under way whose leases it can extend.</summary>
    public bool NeedsHeartbeat => turns.Count > 0 && CanRun;

    public bool CanClaim => CanRun && world.CanReachStore(this);

    public void Claim()
    {
        var claims = Now(world.Store.ClaimAsync(Process.Name, 1 + world.Random.Next(3), Lease));
        world.Note($"{Name} claims {string.Join(' ', claims.Select(claim => claim.Record.Id))}");
        if (world.Strikes(world.Rates.ClaimsLost)) return; // they are leased all the same
        foreach (var claim in claims)
        {
            if (claim.Strikes >= Strikes.Suspect && turns.Exists(turn => turn.Claim.Strikes >= Strikes.Suspect))
            {
                var soon = claim.Lease.Until - Lease + TimeSpan.FromSeconds(1);
                Now(world.Store.ReleaseAsync(claim.Lease, soon, default));
                continue;
            }

            world.Ledger.Claimed(claim);
            // A turn that still runs here for the same grain has lost its lease.
            turns.Find(turn => turn.Claim.Record.Id == claim.Record.Id)?.Abandon.Cancel();
            Process.Run(() => Take(claim));
            if (Process.IsDead) return;
        }

        Reap();
    }

    /// <summary>What the host does when a turn is over.</summary>
    public void Reap()
    {
        foreach (var turn in turns.Where(turn => turn.Task.IsCompleted).ToList())
        {
            turns.Remove(turn);
            var failure = turn.Task.Exception?.InnerException;
            if (failure is BrokenPromiseException broken) throw broken;
            if (failure is { } e and not SimulatedFaultException and not OperationCanceledException)
                throw new BrokenPromiseException($"a turn of {turn.Claim.Record.Id} broke: {e}");
            HandBack(turn);
        }
    }

    /// <summary>
    /// The heartbeat: leases that were lost, or that could not be extended in time, end their turns, unless this silo
    /// is too far gone to notice.
    /// </summary>
    public void ExtendLeases()
    {
        if (!CanRun) return;
        // Those that hang are not handed back: their leases run out, and that is their strike.
        foreach (var turn in turns.Where(turn => Clock.GetElapsedTime(turn.ClaimedAt) >= TurnLimit).ToList())
        {
            world.Note($"{Name} gives up {turn.Claim.Record.Id}");
            turns.Remove(turn);
            turn.Abandon.Cancel();
        }

        foreach (var turn in turns.Where(turn => !turn.IsZombie).ToList())
        {
            var isLost = false;
            if (world.CanReachStore(this) && !world.Strikes(world.Rates.HeartbeatsLost))
            {
                isLost = !Now(world.Store.ExtendAsync(turn.Claim.Lease, Lease, default));
                turn.SafeUntil = Clock.GetUtcNow() + Lease;
            }

            if (isLost || Clock.GetUtcNow() >= turn.SafeUntil) turn.Abandon.Cancel();
        }

        Reap();
    }

    public override void Crash()
    {
        base.Crash();
        turns.Clear();
    }

    /// <summary>Some of its turns go on afterwards without noticing that their leases are gone.</summary>
    public override void Freeze()
    {
        base.Freeze();
        foreach (var turn in turns) turn.IsZombie = world.Random.Next(2) == 0;
    }

    protected override void Begin()
    {
        var store = new SimulatedStore(world, Process);
        var spool = new SimulatedSpool(world, Process);
        var speech = new SimulatedSpeech(world, Process);
        var smarthost = new SimulatedSmarthost(world, Process);
        var composer = new PoisonableComposer(world, Process);
        TimeProvider clock = Clock;
        IGrain[] all =
        [
            new VoicemailGrain(
                store, spool, smarthost, composer, world.Policies, clock, NullLogger<VoicemailGrain>.Instance),
            new TranscriptionGrain(
                store, spool, composer, speech, speech, new FixedRules<PeopleDirectory>(PeopleDirectory.None),
                world.Policies, clock, NullLogger<TranscriptionGrain>.Instance),
            new IntakeGrain(store, clock),
        ];
        grains = all.ToDictionary(grain => grain.Kind);
    }

    private void Take(ClaimedGrain claim)
    {
        if (world.Plant == Plant.TrustsItsClock)
            claim = claim with { Record = claim.Record with { DueAt = DateTimeOffset.MinValue } };
        var abandon = new CancellationTokenSource();
        var (claimedAt, safeUntil) = (Clock.GetTimestamp(), Clock.GetUtcNow() + Lease);
        var grain = grains[claim.Record.Id.Kind];
        world.Turn.Value = (claim.Lease.Token, world.Store.History);
        var turn = claim.Strikes >= Strikes.Out && world.Plant != Plant.IgnoresStrikes
            ? grain.QuarantineAsync(claim, abandon.Token)
            : grain.TakeTurnAsync(claim, abandon.Token);
        world.Turn.Value = null;
        if (!Process.IsDead) turns.Add(new Turn(claim, turn.AsTask(), abandon, claimedAt) { SafeUntil = safeUntil });
    }

    /// <summary>
    /// At the end of every turn, as the host does: at once when the lease was lost, later when the turn failed or came
    /// to nothing. When the store cannot be reached, the lease runs out instead.
    /// </summary>
    private void HandBack(Turn turn)
    {
        if (!world.CanReachStore(this)) return;
        var storeNow = turn.Claim.Lease.Until - Lease + Clock.GetElapsedTime(turn.ClaimedAt);
        var delay = turn.Task.IsCompletedSuccessfully ? TimeSpan.FromSeconds(1)
            : turn.Abandon.IsCancellationRequested ? (TimeSpan?)null
            : world.Between(TimeSpan.Zero, TimeSpan.FromSeconds(20));
        Now(world.Store.ReleaseAsync(turn.Claim.Lease, storeNow + delay, default));
    }

    // The in-memory store completes at once.
    private static T Now<T>(ValueTask<T> done) =>
        done.IsCompletedSuccessfully ? done.Result : throw new InvalidOperationException("not at once");

    private static void Now(ValueTask done)
    {
        if (!done.IsCompletedSuccessfully) throw new InvalidOperationException("not at once");
    }

    private sealed record Turn(ClaimedGrain Claim, Task Task, CancellationTokenSource Abandon, long ClaimedAt)
    {
        public DateTimeOffset SafeUntil { get; set; }

        public bool IsZombie { get; set; }
    }
}
