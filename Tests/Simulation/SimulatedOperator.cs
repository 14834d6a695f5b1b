using Microsoft.Extensions.Logging.Abstractions;
using VoicemailOrleans.Core.Voicemail;
using VoicemailOrleans.Grains;
using VoicemailOrleans.Silo.Recovery;
using VoicemailOrleans.Tests.Fakes;

namespace VoicemailOrleans.Tests.Simulation;

/// <summary>
/// Operations: lets the store fall back to what it held a while ago, has what is missing then rebuilt from the spool,
/// and finds new owners for journals.
/// </summary>
internal sealed class SimulatedOperator(SimulatedWorld world, IReadOnlyList<SimulatedGateway> gateways)
    : SimulatedNode(world, "operator")
{
    private readonly SimulatedWorld world = world;
    private Task rebuilding = Task.CompletedTask;
    private bool isPreparing;
    private int histories = 1;
    private int failedRebuilds;

    public override double CrashRate => world.Rates.DeskCrashes;

    /// <summary>What is acknowledged from now on will be lost when the store fails over a little later.</summary>
    public void PrepareFallback()
    {
        if (isPreparing) return;
        isPreparing = true;
        var snapshot = world.Store.Snapshot();
        var longest = world.Random.Next(3) == 0 ? TimeSpan.FromMinutes(10) : TimeSpan.FromSeconds(20);
        world.Plan(longest, () => FallBack(snapshot));
    }

    /// <summary>The journal of a dead gateway is offered to the others, until one adopts it or it is back.</summary>
    public void FindOwner(SimulatedGateway dead)
    {
        if (world.Plant != Plant.AdoptsNothing) world.Plan(TimeSpan.FromMinutes(1), () => Offer(dead));
    }

    /// <summary>Looks what came of the rebuild: a fault may fail it, then it is begun again, later each time.</summary>
    public void Check()
    {
        if (rebuilding is not { IsFaulted: true, Exception.InnerException: { } failure }) return;
        if (failure is not SimulatedFaultException) throw new BrokenPromiseException($"the rebuild broke: {failure}");
        rebuilding = Task.CompletedTask;
        world.Plan(TimeSpan.FromMinutes(++failedRebuilds), Rebuild);
    }

    public override void Crash()
    {
        base.Crash();
        if (!rebuilding.IsCompleted) world.Plan(TimeSpan.FromMinutes(10), Rebuild);
        rebuilding = Task.CompletedTask;
    }

    protected override void Begin()
    {
    }

    private void FallBack(object snapshot)
    {
        isPreparing = false;
        var before = world.Store.Everything;
        world.Store.Restore(snapshot);
        world.Store.History = $"history {++histories}";
        world.Note(world.Store.History);
        world.Ledger.FellBack(before, world.Store.Everything);
        if (world.Plant != Plant.RebuildsNothing) world.Plan(TimeSpan.FromMinutes(10), Rebuild);
    }

    private void Rebuild()
    {
        if (!CanRun || !rebuilding.IsCompleted) world.PlanAt(world.Now + TimeSpan.FromMinutes(3), Rebuild);
        else Process.Run(() => rebuilding = RebuildAsync(
            new SimulatedStore(world, Process), new SimulatedSpool(world, Process)));
    }

    /// <summary>
    /// What production's <c>SpoolRebuild</c> does, on a simulated spool. The grain is looked for first and the
    /// content second: content that is still there then was not being purged.
    /// </summary>
    private async Task RebuildAsync(SimulatedStore store, SimulatedSpool spool)
    {
        world.Note("rebuild");
        List<SpooledMessage> reports = [];
        foreach (var message in world.Volume.Messages)
        {
            if (await store.ReadAsync(GrainId.Voicemail(message.Id), default) is not null) continue;
            if (!world.Volume.Has(message.Id)) continue;
            if (message.ReportOn is null) await MakeAsync(message, store, spool);
            else reports.Add(message);
        }

        foreach (var report in reports)
            if (await SpoolRebuild.IsForgottenAsync(store, report, default))
                await spool.DeleteContentAsync(report.Id, default);
            else if (await SpoolRebuild.IsWantedAsync(store, report, default)) await MakeAsync(report, store, spool);
    }

    private async Task MakeAsync(SpooledMessage message, SimulatedStore store, SimulatedSpool spool)
    {
        var marks = await spool.ReadMarksAsync(message.Id, default);
        var isMarked = marks.Delivered.Count > 0 || marks.Closed is not null;
        var content = isMarked && message.ReportOn is null
            ? await spool.OpenIntactAsync(message.Id, NullLogger.Instance, default)
            : null;
        var facts = content is { } read ? new FakeComposer().Read(read.Octets, message.Envelope) : null;
        var now = Clock.GetUtcNow();
        var step = VoicemailRebuild.Next(message, marks, facts, world.Policy, now);
        var dueAt = VoicemailMachine.DueAt(step.State, world.Policy, now);
        var put = new GrainWrite.Put(GrainId.Voicemail(message.Id), 0, GrainJson.Write(step.State), dueAt);
        var memories = step.Effects.OfType<VoicemailEffect.Remember>().Select(remember => new GrainWrite.Put(
            GrainId.Intake(remember.Key), 0, GrainJson.Write(remember.State), remember.State.Until));
        var result = await store.CommitAsync(new GrainCommit([put, .. memories]), default);
        if (result.Conflict is { Kind: GrainKinds.Intake }) await store.CommitAsync(new GrainCommit([put]), default);
    }

    private void Offer(SimulatedGateway dead)
    {
        if (!dead.Process.IsDead) return;
        var able = gateways.Where(gateway => gateway.CanRun).ToList();
        if (able.Count > 0) able[world.Random.Next(able.Count)].Adopt(dead);
        else world.PlanAt(world.Now + TimeSpan.FromMinutes(1), () => Offer(dead));
    }
}
