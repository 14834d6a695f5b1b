using Microsoft.Extensions.Logging.Abstractions;
using VoicemailOrleans.Core.Voicemail;
using VoicemailOrleans.Grains;

namespace VoicemailOrleans.Tests.Simulation;

/// <summary>An admin node, where the helpdesk clicks.</summary>
internal sealed class SimulatedDesk(SimulatedWorld world, string name) : SimulatedNode(world, name)
{
    private readonly SimulatedWorld world = world;
    private readonly List<Task> clicks = [];
    private VoicemailDesk? desk;

    public override double CrashRate => world.Rates.DeskCrashes;

    /// <summary>Never: a double click that froze on its way would be two clicks.</summary>
    public override double FreezeRate => 0;

    /// <summary>Somebody wants a message sent again, and clicks once or several times.</summary>
    public void Click(CorrelationId id, IReadOnlyList<EnvelopeRecipient> recipients)
    {
        if (!CanRun) return;
        world.Ledger.Wishes[id] = world.Ledger.Wishes.GetValueOrDefault(id) + 1;
        string[]? wanted = world.Random.Next(3) switch
        {
            0 => null,
            1 => [recipients[0].Address],
            _ => ["boss@example.com", recipients[^1].Address],
        };
        Process.Run(() =>
        {
            for (var n = world.Random.Next(1, 4); n > 0; n--)
                clicks.Add(desk!.ResendAsync(id, wanted, "helpdesk", default).AsTask());
        });
    }

    /// <summary>Somebody wants something else done, and clicks once or several times.</summary>
    public void Act(CorrelationId id)
    {
        if (world.Random.Next(6) == 0) Correct(id);
        VoicemailAction action = world.Random.Next(6) switch
        {
            0 => new VoicemailAction.Deliver(),
            1 => new VoicemailAction.Transcribe(
                world.Random.Next(2) == 0 ? "simulated" : null, null, IsMailed: world.Random.Next(4) > 0),
            2 => new VoicemailAction.Hold("a complaint"),
            3 => new VoicemailAction.Delete("a prank", AtOnce: false),
            4 => new VoicemailAction.Delete("a request", AtOnce: true),
            _ => new VoicemailAction.Restore(),
        };
        Act(id, action);
        if (action is VoicemailAction.Hold) world.Plan(TimeSpan.FromDays(60), () => Release(id));
    }

    /// <summary>Somebody types what was said, in words too short for an engine to be told of.</summary>
    private void Correct(CorrelationId id)
    {
        if (!CanRun) return;
        var isMailed = world.Random.Next(2) == 0;
        if (isMailed) world.Ledger.Wishes[id] = world.Ledger.Wishes.GetValueOrDefault(id) + 1;
        var typed = new VoicemailInput.CorrectionMade(1, 0, "do it now", "helpdesk", null, isMailed);
        Process.Run(() => clicks.Add(desk!.CorrectAsync(id, typed, default).AsTask()));
    }

    /// <summary>Nothing is held for ever; whoever releases it does not give up.</summary>
    private void Release(CorrelationId id)
    {
        if (!world.Ledger.IsHeld(id)) return;
        Act(id, new VoicemailAction.Release());
        world.Plan(TimeSpan.FromDays(1), () => Release(id));
    }

    private void Act(CorrelationId id, VoicemailAction action)
    {
        if (!CanRun) return;
        Process.Run(() =>
        {
            for (var n = world.Random.Next(1, 4); n > 0; n--)
                clicks.Add(desk!.ActAsync(id, action, "helpdesk", default).AsTask());
        });
    }

    /// <summary>Looks what came of the clicks: a fault may fail them, nothing else.</summary>
    public void Check()
    {
        foreach (var click in clicks.Where(click => click.IsFaulted))
            if (click.Exception!.InnerException is not SimulatedFaultException)
                throw new BrokenPromiseException($"the desk broke: {click.Exception}");
        clicks.RemoveAll(click => click.IsCompleted);
    }

    public override void Crash()
    {
        base.Crash();
        clicks.Clear();
    }

    protected override void Begin() => desk = new VoicemailDesk(
        new SimulatedStore(world, Process), world.Policies, Clock, NullLogger<VoicemailDesk>.Instance);
}
