using VoicemailOrleans.Core.Voicemail;

namespace VoicemailOrleans.Grains;

/// <summary>The phrases that engines are told to expect; a turn forgets those whose time is over.</summary>
public sealed class HintsGrain(IGrainStore store, TimeProvider clock) : IGrain
{
    /// <inheritdoc/>
    public string Kind => GrainKinds.Hints;

    /// <inheritdoc/>
    public ValueTask TakeTurnAsync(ClaimedGrain claim, CancellationToken cancellationToken)
    {
        var now = Now(claim);
        var state = HintRules.Forget(GrainJson.ReadHints(claim.Record.State), now);
        GrainWrite write = state.Hints.Count == 0
            ? new GrainWrite.Delete(claim.Record.Id, claim.Record.Version)
            : new GrainWrite.Put(
                claim.Record.Id, claim.Record.Version, GrainJson.Write(state), HintRules.DueAt(state, now));
        return CommitAsync(claim, write, cancellationToken);
    }

    /// <summary>Forgets them all: at worst engines hear as well as they did before anybody corrected them.</summary>
    public ValueTask QuarantineAsync(ClaimedGrain claim, CancellationToken cancellationToken) =>
        CommitAsync(claim, new GrainWrite.Delete(claim.Record.Id, claim.Record.Version), cancellationToken);

    private async ValueTask CommitAsync(ClaimedGrain claim, GrainWrite write, CancellationToken cancellationToken)
    {
        // A conflict means that something was learnt meanwhile: that commit set the next due time.
        var result = await store.CommitAsync(new GrainCommit([write]) { Ends = claim.Lease }, cancellationToken);
        if (!result.Written) await store.ReleaseAsync(claim.Lease, null, cancellationToken);
    }

    private DateTimeOffset Now(ClaimedGrain claim) =>
        clock.GetUtcNow() is var now && now < claim.Record.DueAt ? claim.Record.DueAt : now;
}
