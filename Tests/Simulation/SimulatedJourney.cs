using Microsoft.Extensions.Logging.Abstractions;
using VoicemailOrleans.Core.Voicemail;
using VoicemailOrleans.Grains;
using VoicemailOrleans.Tests.Fakes;

namespace VoicemailOrleans.Tests.Simulation;

/// <summary>
/// One seed: a few messages, two or three silos, and whatever the seed has in store for them; then the faults stop, the
/// clock runs past every retention, and nothing may be left. A broken promise throws.
/// </summary>
internal sealed class SimulatedJourney
{
    private const int StepsMax = 400_000;

    private readonly SimulatedWorld world;
    private readonly List<SimulatedSilo> silos;
    private readonly SimulatedProcess admin = new("admin");
    private readonly VoicemailDesk desk;
    private readonly PriorityQueue<Action, (DateTimeOffset, int)> events = new();
    private readonly List<Task> clicks = [];
    private readonly DateTimeOffset faultsEnd;
    private int planned;
    private bool calm;

    private SimulatedJourney(int seed, Plant plant)
    {
        world = new SimulatedWorld(seed, plant);
        silos = [.. Enumerable.Range(1, 1 + world.Random.Next(3)).Select(n => new SimulatedSilo(world, $"silo{n}"))];
        desk = new VoicemailDesk(new SimulatedStore(world, admin), world.Policy, world.Clock,
            NullLogger<VoicemailDesk>.Instance);
        faultsEnd = world.Now + world.Between(TimeSpan.FromHours(3), TimeSpan.FromDays(8));
        for (var n = world.Random.Next(2, 6); n > 0; n--) Plan(TimeSpan.FromHours(3), () => Receive(NewMessage(n)));
    }

    /// <summary>Runs a seed; returns its trace and the copies that were taken.</summary>
    public static (ulong Trace, int Copies) Run(int seed, Plant plant = Plant.None)
    {
        var context = SynchronizationContext.Current;
        SynchronizationContext.SetSynchronizationContext(null);
        try
        {
            var journey = new SimulatedJourney(seed, plant);
            journey.Run();
            return (journey.world.Trace, journey.world.Ledger.Copies);
        }
        finally
        {
            SynchronizationContext.SetSynchronizationContext(context);
        }
    }

    private void Run()
    {
        for (var step = 0; step < StepsMax; step++)
        {
            if (world.Ledger.Broken is { } broken) throw broken;
            if (!calm && world.Now >= faultsEnd) Calm();
            if (!Act() && !MoveClock())
            {
                world.Ledger.CheckEnd();
                return;
            }
        }

        throw new BrokenPromiseException($"no end after {StepsMax} steps");
    }

    /// <summary>Lets one thing happen that can happen now.</summary>
    private bool Act()
    {
        if (events.TryPeek(out var happens, out var when) && when.Item1 <= world.Now)
        {
            events.Dequeue();
            happens();
            return true;
        }

        var mayClaim = Due() <= world.Now ? silos.Where(silo => silo.CanClaim).ToList() : [];
        if (!world.Scheduler.CanRun && mayClaim.Count == 0) return false;
        if (mayClaim.Count > 0 && (!world.Scheduler.CanRun || world.Random.Next(3) == 0))
            mayClaim[world.Random.Next(mayClaim.Count)].Claim();
        else
            world.Scheduler.RunOne(GoesOn);
        foreach (var silo in silos) silo.Reap();
        foreach (var click in clicks
            .Where(click => click.IsFaulted && click.Exception!.InnerException is not SimulatedFaultException))
            throw new BrokenPromiseException($"the desk broke: {click.Exception}");
        return true;
    }

    private bool GoesOn(SimulatedProcess process)
    {
        var silo = silos.FirstOrDefault(candidate => candidate.Process == process);
        if (silo is null) return true;
        if (world.Strikes(world.Rates.SiloCrashes)) silo.Crash();
        else if (world.Strikes(world.Rates.SiloFreezes)) silo.Freeze();
        else return true;
        return false;
    }

    /// <summary>
    /// Moves the clock to whatever comes next, in hops short enough for heartbeats while turns are under way.
    /// </summary>
    private bool MoveClock()
    {
        List<DateTimeOffset?> times =
        [
            world.Scheduler.NextTime, Due(), events.TryPeek(out _, out var next) ? next.Item1 : null,
            .. silos.Where(silo => silo.Process.IsDead).Select(silo => (DateTimeOffset?)silo.RestartAt),
            .. silos.Where(silo => silo.Process.FrozenUntil > world.Now)
                .Select(silo => (DateTimeOffset?)silo.Process.FrozenUntil),
        ];
        if (times.Where(time => time > world.Now).Min() is not { } target) return false;
        var hop = world.Now + SimulatedSilo.Lease * 0.8;
        world.Clock.AdvanceTo(silos.Any(silo => silo.IsBusy) && hop < target ? hop : target);
        foreach (var silo in silos)
        {
            if (silo.Process.IsDead && silo.RestartAt <= world.Now) silo.Restart();
            silo.ExtendLeases();
        }

        return true;
    }

    private DateTimeOffset? Due() => world.Store.NextDueAsync(default).Result;

    private void Calm()
    {
        calm = true;
        world.StopFaults();
        foreach (var silo in silos) silo.Process.FrozenUntil = world.Now;
    }

    private void Plan(TimeSpan within, Action happens) =>
        events.Enqueue(happens, (world.Now + world.Between(TimeSpan.Zero, within), planned++));

    private Message NewMessage(int n)
    {
        var kind = world.Random.Next(3) == 0 ? MessageKind.NoRecording : MessageKind.Voicemail;
        var recipients = Enumerable.Range(1, world.Random.Next(1, 4)).Select(r => new EnvelopeRecipient(
            $"user{r}@example.com", world.Random.Next(5) == 0 ? "NEVER" : null));
        return new Message(
            new Envelope(world.Random.Next(4) == 0 ? "" : "pbx@example.com", [.. recipients]),
            world.Random.Next(6) == 0 ? null : $"<{n}@pbx>", kind,
            kind == MessageKind.Voicemail ? world.Random.Next(1, 4) : 0, world.Random.Next(4) == 0);
    }

    private void Receive(Message message)
    {
        var entropy = new byte[CorrelationId.EntropyLength];
        world.Random.NextBytes(entropy);
        var id = CorrelationId.Create(world.Now, entropy);
        var state = VoicemailState.Received(id, world.Now, message.Envelope, 100);
        world.Spool
            .Put(id, FakeComposer.Message(id, message.MessageId, message.Kind, message.Recordings, message.IsPrivate));
        world.Ledger.Acknowledge(state);
        var put = new GrainWrite.Put(GrainId.Voicemail(id), 0, GrainJson.Write(state), world.Now);
        if (!world.Store.CommitAsync(new GrainCommit([put]),
            default).Result.Written) throw new InvalidOperationException("no grain");
        PlanTrouble(id, message);
    }

    private void PlanTrouble(CorrelationId id, Message message)
    {
        if (world.Strikes(world.Rates.PbxResends)) Plan(TimeSpan.FromHours(world.Random.Next(2) == 0 ? 0.01 : 60), () =>
            Receive(message));
        if (world.Strikes(world.Rates.ContentLost)) Plan(TimeSpan.FromDays(2), () => world.Spool.Lose(id));
        if (world.Strikes(world.Rates.ClockJumps)) Plan(TimeSpan.FromDays(5), () =>
            world.Clock.Advance(world.Between(TimeSpan.Zero, TimeSpan.FromDays(3))));
        while (world.Strikes(world.Rates.HelpdeskResends)) Plan(TimeSpan.FromDays(4), () => Click(id, message));
    }

    private void Click(CorrelationId id, Message message)
    {
        world.Ledger.Wishes[id] = world.Ledger.Wishes.GetValueOrDefault(id) + 1;
        string[]? recipients = world.Random.Next(3) switch
        {
            0 => null,
            1 => [message.Envelope.Recipients[0].Address],
            _ => ["boss@example.com", message.Envelope.Recipients[^1].Address],
        };
        for (var n = world.Random.Next(1, 4); n > 0; n--) clicks
            .Add(desk.ResendAsync(id, recipients, "helpdesk", default).AsTask());
    }

    private sealed record Message(
        Envelope Envelope, string? MessageId, MessageKind Kind, int Recordings, bool IsPrivate);
}
