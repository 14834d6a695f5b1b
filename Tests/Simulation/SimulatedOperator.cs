using VoicemailOrleans.Core.Voicemail;
using VoicemailOrleans.Grains;

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

    /// <summary>A journal without an owner is offered to the gateways until one adopts it.</summary>
    public void FindOwner(SimulatedJournal journal)
    {
        if (world.Plant != Plant.AdoptsNothing) world.Plan(TimeSpan.FromMinutes(10), () => Offer(journal));
    }

    /// <summary>Looks what came of the rebuild: a fault may fail it, then it is begun again.</summary>
    public void Check()
    {
        if (rebuilding is not { IsFaulted: true, Exception.InnerException: { } failure }) return;
        if (failure is not SimulatedFaultException) throw new BrokenPromiseException($"the rebuild broke: {failure}");
        rebuilding = Task.CompletedTask;
        world.Plan(TimeSpan.FromMinutes(1), Rebuild);
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
        else Process.Run(() => rebuilding = RebuildAsync(new SimulatedStore(world, Process)));
    }

    /// <summary>
    /// Creates a grain for every message that has none. The store is asked first and the content last: content that is
    /// still there after the store knew no grain was not being purged in between.
    /// </summary>
    private async Task RebuildAsync(SimulatedStore store)
    {
        world.Note("rebuild");
        foreach (var mail in world.Volume.Mails)
        {
            var id = GrainId.Voicemail(mail.Id);
            if (await store.ReadAsync(id, default) is not null || !world.Volume.Has(mail.Id)) continue;
            var state = VoicemailState.Received(mail.Id, mail.ReceivedAt, mail.Envelope, mail.SizeBytes);
            var put = new GrainWrite.Put(id, 0, GrainJson.Write(state), Clock.GetUtcNow());
            await store.CommitAsync(new GrainCommit([put]), default);
        }
    }

    private void Offer(SimulatedJournal journal)
    {
        var able = gateways.Where(gateway => gateway.CanRun).ToList();
        if (able.Count == 0 || !able[world.Random.Next(able.Count)].TryAdopt(journal))
            world.PlanAt(world.Now + TimeSpan.FromMinutes(1), () => Offer(journal));
    }
}
