using VoicemailOrleans.Tests.Fakes;

namespace VoicemailOrleans.Tests.Simulation;

/// <summary>What came of a seed.</summary>
/// <param name="Trace">The same for the same seed.</param>
/// <param name="Copies">Copies that were taken by the smarthost.</param>
/// <param name="LateCopies">Those of them that brought a late transcript.</param>
/// <param name="Broken">The promise that was broken, and what happened last; null when all were kept.</param>
internal sealed record JourneyOutcome(ulong Trace, int Copies, int LateCopies, string? Broken);

/// <summary>
/// One seed: a few messages, a system of several silos, gateways and admin nodes, and whatever the seed has in store
/// for them; then the faults stop, the clock runs past every retention, and nothing may be left.
/// </summary>
internal sealed class SimulatedJourney
{
    private const int StepsMax = 400_000;

    private readonly SimulatedWorld world;
    private readonly List<SimulatedSilo> silos;
    private readonly List<SimulatedGateway> gateways;
    private readonly List<SimulatedDesk> desks;
    private readonly SimulatedOperator operations;
    private readonly Misfortunes misfortunes;
    private readonly SimulatedPbx pbx;
    private readonly DateTimeOffset faultsEnd;
    private bool calm;

    private SimulatedJourney(int seed, Plant plant)
    {
        world = new SimulatedWorld(seed, plant);
        silos = Several("silo", name => new SimulatedSilo(world, name));
        gateways = Several("gateway", name => new SimulatedGateway(world, name));
        desks = Several("desk", name => new SimulatedDesk(world, name));
        operations = new SimulatedOperator(world, gateways);
        misfortunes = new Misfortunes(world, gateways, operations);
        pbx = new SimulatedPbx(world, gateways, Acknowledged);
        foreach (var gateway in gateways) gateway.Died = operations.FindOwner;
        foreach (var node in world.Nodes) node.Start();
        faultsEnd = world.Now + world.Between(TimeSpan.FromHours(3), TimeSpan.FromDays(8));
        for (var n = world.Random.Next(2, 6); n > 0; n--)
        {
            var mail = pbx.NewMail(n);
            world.Plan(TimeSpan.FromHours(3), () => pbx.Send(mail));
        }
    }

    /// <summary>Runs a seed.</summary>
    public static JourneyOutcome Run(int seed, Plant plant = Plant.None)
    {
        var context = SynchronizationContext.Current;
        SynchronizationContext.SetSynchronizationContext(null);
        var journey = new SimulatedJourney(seed, plant);
        string? broken = null;
        try
        {
            journey.Run();
        }
        catch (BrokenPromiseException e)
        {
            broken = string.Join(Environment.NewLine, journey.world.LastNotes.Prepend(e.Message));
        }
        finally
        {
            SynchronizationContext.SetSynchronizationContext(context);
        }

        var ledger = journey.world.Ledger;
        return new JourneyOutcome(journey.world.Trace, ledger.Copies, ledger.LateCopies, broken);
    }

    private List<T> Several<T>(string what, Func<string, T> make) =>
        [.. Enumerable.Range(1, 1 + world.Random.Next(3)).Select(n => make($"{what}{n}"))];

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
        foreach (var node in world.Nodes)
            if (node.RestartAt <= world.Now) node.Start();
        if (world.Happen()) return true;
        var mayClaim = Due() <= world.Now ? silos.Where(silo => silo.CanClaim).ToList() : [];
        if (!world.Scheduler.CanRun && mayClaim.Count == 0) return false;
        if (mayClaim.Count > 0 && (!world.Scheduler.CanRun || world.Random.Next(3) == 0))
            mayClaim[world.Random.Next(mayClaim.Count)].Claim();
        else
            world.Scheduler.RunOne(GoesOn);
        foreach (var silo in silos) silo.Reap();
        foreach (var desk in desks) desk.Check();
        operations.Check();
        return true;
    }

    private bool GoesOn(SimulatedProcess process)
    {
        if (world.Strikes(process.Node.CrashRate)) process.Node.Crash();
        else if (world.Strikes(process.Node.FreezeRate)) process.Node.Freeze();
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
            world.Scheduler.NextTime, Due(), world.NextEvent, world.Clock.NextTimer, world.StoreOutage.Until,
            .. world.Nodes.SelectMany(node =>
                new DateTimeOffset?[] { node.RestartAt, node.Process.FrozenUntil, node.StoreWay.Until }),
        ];
        if (times.Where(time => time > world.Now).Min() is not { } target) return false;
        var hop = world.Now + SimulatedSilo.Lease * 0.8;
        world.Clock.AdvanceTo(silos.Any(silo => silo.NeedsHeartbeat) && hop < target ? hop : target);
        foreach (var silo in silos) silo.ExtendLeases();
        return true;
    }

    /// <summary>When the store finds a grain due.</summary>
    private DateTimeOffset? Due() => world.Now + world.Store.NextInAsync().Result;

    private void Calm()
    {
        calm = true;
        world.StopFaults();
        misfortunes.End();
    }

    private void Acknowledged(SentMail mail)
    {
        misfortunes.Plan(mail);
        if (world.Strikes(world.Rates.PbxResends))
            world.Plan(TimeSpan.FromHours(world.Random.Next(2) == 0 ? 0.01 : 60), () => pbx.Send(mail));
        while (world.Strikes(world.Rates.HelpdeskResends)) world.Plan(TimeSpan.FromDays(4), () => Click(mail));
        // Also while it is being transcribed, which takes a moment.
        while (world.Strikes(world.Rates.HelpdeskActs))
            world.Plan(TimeSpan.FromHours(world.Random.Next(2) == 0 ? 0.05 : 96), () => Act(mail));
    }

    private void Act(SentMail mail) =>
        desks[world.Random.Next(desks.Count)].Act(mail.Ids[world.Random.Next(mail.Ids.Count)]);

    private void Click(SentMail mail)
    {
        var id = mail.Ids[world.Random.Next(mail.Ids.Count)];
        desks[world.Random.Next(desks.Count)].Click(id, mail.Envelope.Recipients);
    }
}
