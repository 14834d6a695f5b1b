using Microsoft.Extensions.Logging.Abstractions;
using VoicemailOrleans.Grains;
using VoicemailOrleans.Tests.Fakes;

namespace VoicemailOrleans.Tests.Simulation;

/// <summary>
/// One silo: claims, takes turns with the production grains, extends leases, crashes, freezes, comes back.
/// </summary>
internal sealed class SimulatedSilo
{
    public static readonly TimeSpan Lease = TimeSpan.FromSeconds(30);

    private readonly SimulatedWorld world;
    private readonly Dictionary<string, IGrain> grains;
    private readonly List<Turn> turns = [];

    public SimulatedSilo(SimulatedWorld world, string name)
    {
        this.world = world;
        Process = new SimulatedProcess(name);
        var store = new SimulatedStore(world, Process);
        var spool = new SimulatedSpool(world, Process);
        var speech = new SimulatedSpeech(world, Process);
        var composer = new FakeComposer();
        IGrain[] all =
        [
            new VoicemailGrain(
                store, spool, new SimulatedSmarthost(world, Process), composer, world.Policy, world.Clock,
                NullLogger<VoicemailGrain>.Instance),
            new TranscriptionGrain(
                store, spool, composer, speech, speech, world.Policy, world.Clock, NullLogger<TranscriptionGrain>.Instance),
            new IntakeGrain(store, world.Clock),
        ];
        grains = all.ToDictionary(grain => grain.Kind);
    }

    public SimulatedProcess Process { get; }

    public DateTimeOffset RestartAt { get; private set; }

    public bool IsBusy => turns.Count > 0;

    public bool CanClaim => Process.CanRun(world.Now);

    public void Claim()
    {
        foreach (var claim in Now(world.Store.ClaimDueAsync(Process.Name, 1 + world.Random.Next(3), Lease, default)))
        {
            var abandon = new CancellationTokenSource();
            world.Note($"{Process.Name} claims {claim.Record.Id} with {claim.Strikes} strikes");
            if (claim.Strikes >= 2 && turns.Exists(turn => turn.Claim.Strikes >= 2))
            {
                Now(world.Store.ReleaseAsync(claim.Lease, world.Now + TimeSpan.FromSeconds(1), default));
                continue;
            }

            world.Ledger.Claimed(claim.Record.Id);
            var grain = grains[claim.Record.Id.Kind];
            var taking = claim.Strikes >= 3
                ? grain.QuarantineAsync(claim, abandon.Token)
                : grain.TakeTurnAsync(claim, abandon.Token);
            turns.Add(new Turn(claim, taking.AsTask(), abandon));
        }

        Reap();
    }

    /// <summary>What the host does when a turn is over.</summary>
    public void Reap()
    {
        foreach (var turn in turns.Where(turn => turn.Task.IsCompleted).ToList())
        {
            turns.Remove(turn);
            if (turn.Task.IsCompletedSuccessfully) continue;
            if (turn.Task.Exception?.InnerException is BrokenPromiseException broken) throw broken;
            var failure = turn.Task.Exception?.InnerException;
            if (failure is { } e and not SimulatedFaultException and not OperationCanceledException)
                throw new BrokenPromiseException($"a turn of {turn.Claim.Record.Id} broke: {e}");
            Now(world.Store.ReleaseAsync(turn.Claim.Lease, world.Now + world
                .Between(TimeSpan.Zero, TimeSpan.FromSeconds(20)), default));
        }
    }

    /// <summary>
    /// The heartbeat: leases that were lost end their turns, unless this silo is too far gone to notice.
    /// </summary>
    public void ExtendLeases()
    {
        if (!Process.CanRun(world.Now)) return;
        foreach (var turn in turns.Where(turn => !turn.IsZombie).ToList())
            if (!Now(world.Store.ExtendAsync(turn.Claim.Lease, Lease, default))) turn.Abandon.Cancel();
        Reap();
    }

    public void Crash()
    {
        world.Note($"{Process.Name} crashes");
        world.Scheduler.Drop(Process);
        turns.Clear();
        Process.IsDead = true;
        RestartAt = world.Now + world.Between(TimeSpan.Zero, TimeSpan.FromMinutes(2));
    }

    public void Restart() => Process.IsDead = false;

    /// <summary>Stands still; some of its turns go on afterwards without noticing that their leases are gone.</summary>
    public void Freeze()
    {
        world.Note($"{Process.Name} freezes");
        Process.FrozenUntil = world.Now + world
            .Between(TimeSpan.FromSeconds(1), TimeSpan.FromMinutes(world.Random.Next(4) == 0 ? 120 : 3));
        foreach (var turn in turns) turn.IsZombie = world.Random.Next(2) == 0;
    }

    // The in-memory store completes at once.
    private static T Now<T>(ValueTask<T> done) =>
        done.IsCompletedSuccessfully ? done.Result : throw new InvalidOperationException("not at once");

    private static void Now(ValueTask done)
    {
        if (!done.IsCompletedSuccessfully) throw new InvalidOperationException("not at once");
    }

    private sealed record Turn(ClaimedGrain Claim, Task Task, CancellationTokenSource Abandon)
    {
        public bool IsZombie { get; set; }
    }
}
