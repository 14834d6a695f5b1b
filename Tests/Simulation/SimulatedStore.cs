using VoicemailOrleans.Grains;
using VoicemailOrleans.Tests.Fakes;

namespace VoicemailOrleans.Tests.Simulation;

/// <summary>The store as one process sees it: slow, and failing before or after a call took effect.</summary>
internal sealed class SimulatedStore(SimulatedWorld world, SimulatedProcess process)
    : ForwardingGrainStore(world.Store)
{
    public override ValueTask<GrainRecord?> ReadAsync(GrainId id, CancellationToken cancellationToken) =>
        CallAsync("read", async () =>
            world.Plant == Plant.ForgetsIntakes && id.Kind == GrainKinds.Intake
                ? null
                : await Inner.ReadAsync(id, default), cancellationToken);

    public override ValueTask<CommitResult> CommitAsync(GrainCommit commit, CancellationToken cancellationToken) =>
        CallAsync("commit", async () =>
        {
            commit = await SpoilAsync(commit);
            var result = await Inner.CommitAsync(commit, default);
            if (result.Written) world.Ledger.Committed(commit);
            return result;
        }, cancellationToken);

    public override async ValueTask ReleaseAsync(
        GrainLease lease, DateTimeOffset? dueAt, CancellationToken cancellationToken) =>
        await CallAsync("release", async () =>
        {
            await Inner.ReleaseAsync(lease, dueAt, default);
            return true;
        }, cancellationToken);

    private async ValueTask<T> CallAsync<T>(string what, Func<ValueTask<T>> call, CancellationToken cancellationToken)
    {
        await world.CallAsync(process, what);
        cancellationToken.ThrowIfCancellationRequested();
        if (world.Strikes(world.Rates.StoreFailsBefore)) throw new SimulatedFaultException("the store failed before");
        var result = await call();
        await world.CallAsync(process, what + " answered");
        if (world.Strikes(world.Rates.StoreFailsAfter)) throw new SimulatedFaultException("the store failed after");
        return result;
    }

    private async ValueTask<GrainCommit> SpoilAsync(GrainCommit commit)
    {
        List<GrainWrite> writes = [];
        foreach (var write in commit.Writes)
        {
            var present = (await Inner.ReadAsync(write.Id, default))?.Version ?? 0;
            writes.Add((world.Plant, write) switch
            {
                (Plant.IgnoresConflicts, GrainWrite.Put put) => put with { ExpectedVersion = present },
                (Plant.ForgetsIntakes, GrainWrite.Put { Id.Kind: GrainKinds.Intake } put) =>
                    put with { ExpectedVersion = present },
                (Plant.ForgetsInFlight, GrainWrite.Put { Id.Kind: GrainKinds.Voicemail } put) =>
                    put with { State = WithoutInFlight(put.State) },
                (Plant.LosesWakes, GrainWrite.Wake wake) => wake with { DueAt = world.Now + TimeSpan.FromDays(40) },
                _ => write,
            });
        }

        return commit with { Writes = writes };
    }

    private static ReadOnlyMemory<byte> WithoutInFlight(ReadOnlyMemory<byte> state) =>
        GrainJson.Write(GrainJson.ReadVoicemail(state) with { InFlight = null });
}
