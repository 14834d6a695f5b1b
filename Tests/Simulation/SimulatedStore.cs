using VoicemailOrleans.Core.Voicemail;
using VoicemailOrleans.Grains;
using VoicemailOrleans.Tests.Fakes;

namespace VoicemailOrleans.Tests.Simulation;

/// <summary>
/// The store as one process sees it: slow, away at times, failing before or after a call took effect, and a good place
/// for the process to die on either side of a save.
/// </summary>
internal sealed class SimulatedStore(SimulatedWorld world, SimulatedProcess process)
    : ForwardingGrainStore(world.Store)
{
    public override ValueTask<GrainRecord?> ReadAsync(GrainId id, CancellationToken cancellationToken) =>
        CallAsync("read", async () =>
            world.Plant == Plant.ForgetsIntakes && id.Kind == GrainKinds.Intake
                ? null
                : await Inner.ReadAsync(id, default), cancellationToken);

    public override async ValueTask<CommitResult> CommitAsync(GrainCommit commit, CancellationToken cancellationToken)
    {
        await world.MayDieAsync(process, "commit to come");
        try
        {
            var result = await CallAsync("commit", () => WriteAsync(commit), cancellationToken);
            await world.MayDieAsync(process, "commit done");
            return result;
        }
        catch (SimulatedFaultException) when (world.Plant == Plant.BelievesInTimeouts)
        {
            return new CommitResult(null);
        }
    }

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
        var fate = world.StoreFate(process.Node);
        if (fate == CallFate.Hangs) await world.HangAsync(process, cancellationToken);
        if (fate is CallFate.Hangs or CallFate.Refused) throw new SimulatedFaultException("the store failed before");
        var result = await call();
        if (fate == CallFate.AnswerHangs) await world.HangAsync(process, cancellationToken);
        else await world.CallAsync(process, what + " answered");
        if (fate != CallFate.Answered) throw new SimulatedFaultException("the store failed after");
        return result;
    }

    private async ValueTask<CommitResult> WriteAsync(GrainCommit commit)
    {
        commit = await SpoilAsync(commit);
        var result = await Inner.CommitAsync(commit, default);
        if (result.Written) world.Ledger.Committed(commit);
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
                (Plant.ForgetsLateMails, GrainWrite.Put { Id.Kind: GrainKinds.Voicemail } put) =>
                    put with { State = With(put.State, made => made.IsLate && made.IsSettled ? made.Earlier! : made) },
                (Plant.ForgetsWhatIsLacking, GrainWrite.Put { Id.Kind: GrainKinds.Voicemail } put) =>
                    put with { State = With(put.State, made => made with { Lacks = null }) },
                (Plant.LosesWakes, GrainWrite.Wake wake) => wake with { DueAt = world.Now + TimeSpan.FromDays(40) },
                _ => write,
            });
        }

        // What a store does that is not atomic and dies on the way.
        if (world.Plant == Plant.CommitsHalf && writes.Count > 1 && world.Random.Next(4) == 0) writes.RemoveAt(1);
        return commit with { Writes = writes };
    }

    private static ReadOnlyMemory<byte> With(ReadOnlyMemory<byte> state, Func<Delivery, Delivery> changed)
    {
        var read = GrainJson.ReadVoicemail(state);
        return GrainJson.Write(read with { Deliveries = [.. read.Deliveries.Select(changed)] });
    }

    private static ReadOnlyMemory<byte> WithoutInFlight(ReadOnlyMemory<byte> state) =>
        GrainJson.Write(GrainJson.ReadVoicemail(state) with { InFlight = null });
}
