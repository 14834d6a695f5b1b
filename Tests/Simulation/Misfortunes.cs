namespace VoicemailOrleans.Tests.Simulation;

/// <summary>What befalls the system as a whole, planned around each message that was acknowledged.</summary>
internal sealed class Misfortunes(
    SimulatedWorld world, IReadOnlyList<SimulatedGateway> gateways, SimulatedOperator operations)
{
    /// <summary>Plans trouble for a message and its surroundings.</summary>
    public void Plan(SentMail mail)
    {
        var id = mail.Ids[^1];
        if (world.Strikes(world.Rates.ContentLost))
            world.Plan(TimeSpan.FromDays(2), () => world.Volume.Break(id, world.Random.Next(2) == 0));
        if (world.Strikes(world.Rates.ClockJumps)) world.Plan(TimeSpan.FromDays(5), () =>
            world.Clock.Advance(world.Between(TimeSpan.Zero, TimeSpan.FromDays(3))));
        if (world.Strikes(world.Rates.ClockErrors)) world.Plan(Soon(), SetClockWrong);
        if (world.Strikes(world.Rates.StoreOutages)) world.Plan(Soon(), LoseStore);
        if (world.Strikes(world.Rates.SpoolOutages)) world.Plan(Soon(), () => Begin(world.SpoolOutage, "spool away"));
        if (world.Strikes(world.Rates.GatewaysLeave)) world.Plan(Soon(), LoseGateway);
        if (world.Strikes(world.Rates.StoreFallsBack)) world.Plan(Soon(), operations.PrepareFallback);
    }

    /// <summary>Everything is as it should be again.</summary>
    public void End()
    {
        world.StoreOutage.Until = world.SpoolOutage.Until = world.Now;
        world.StoreClock.Error = TimeSpan.Zero;
        foreach (var node in world.Nodes)
        {
            node.Clock.Error = TimeSpan.Zero;
            node.StoreWay.Until = node.Process.FrozenUntil = world.Now;
        }
    }

    /// <summary>Often while the message is young, sometimes when it has been waiting for long.</summary>
    private TimeSpan Soon() => world.Random.Next(3) switch
    {
        0 => TimeSpan.FromDays(3),
        1 => TimeSpan.FromMinutes(10),
        _ => TimeSpan.FromSeconds(3),
    };

    private void SetClockWrong()
    {
        var error = world.Between(-world.ClockErrorMax, world.ClockErrorMax);
        var which = world.Random.Next(world.Nodes.Count + 1);
        world.Note($"clock {which} is off by {error}");
        if (which == world.Nodes.Count) world.StoreClock.Error = error;
        else world.Nodes[which].Clock.Error = error;
    }

    private void LoseStore()
    {
        var which = world.Random.Next(2 * world.Nodes.Count);
        Begin(which < world.Nodes.Count ? world.Nodes[which].StoreWay : world.StoreOutage, $"store away from {which}");
    }

    private void Begin(Outage outage, string what)
    {
        world.Note(what);
        var longest = world.Random.Next(3) == 0 ? TimeSpan.FromHours(3) : TimeSpan.FromMinutes(1);
        var manner = world.Random.Next(5);
        outage.Begin(world.Now + world.Between(TimeSpan.Zero, longest), manner == 0 ? null : (CallFate)manner);
    }

    private void LoseGateway()
    {
        // The first one always stays: somebody must be there to adopt. One with mail in its journal goes first.
        var mayGo = gateways.Skip(1).Where(gateway => !gateway.IsGone);
        mayGo.MaxBy(gateway => gateway.Journal.Records.Count(record => !record.IsSafe))?.Leave();
    }
}
