using System.Text.Json;

namespace VoicemailOrleans.Grains;

/// <summary>
/// Remembers that a message was received, so that a copy of it is recognised; forgets it when its time is over.
/// </summary>
public sealed class IntakeGrain(IGrainStore store, TimeProvider clock) : IGrain
{
    /// <inheritdoc/>
    public string Kind => GrainKinds.Intake;

    /// <inheritdoc/>
    public async ValueTask TakeTurnAsync(ClaimedGrain claim, CancellationToken cancellationToken)
    {
        var until = Until(claim.Record);
        if (clock.GetUtcNow() < until && claim.Record.DueAt < until)
        {
            await store.ReleaseAsync(claim.Lease, until, cancellationToken);
            return;
        }

        await ForgetAsync(claim, cancellationToken);
    }

    /// <summary>Forgets the message before its time: at worst a copy of it is relayed too.</summary>
    public ValueTask QuarantineAsync(ClaimedGrain claim, CancellationToken cancellationToken) =>
        ForgetAsync(claim, cancellationToken);

    /// <summary>The end of its time; one that cannot be read is over when it is due.</summary>
    private static DateTimeOffset Until(GrainRecord record)
    {
        try
        {
            return GrainJson.ReadIntake(record.State).Until;
        }
        catch (JsonException)
        {
            return record.DueAt;
        }
    }

    private async ValueTask ForgetAsync(ClaimedGrain claim, CancellationToken cancellationToken)
    {
        // A conflict means that the message came again and is remembered anew: then there is nothing to forget.
        var delete = new GrainWrite.Delete(claim.Record.Id, claim.Record.Version);
        var result = await store.CommitAsync(new GrainCommit([delete]) { Ends = claim.Lease }, cancellationToken);
        if (!result.Written) await store.ReleaseAsync(claim.Lease, null, cancellationToken);
    }
}
