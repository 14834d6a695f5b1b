using VoicemailOrleans.Grains;

namespace VoicemailOrleans.Bench.Scale;

/// <summary>A grain with nothing to do but commit: its state, and that it is due again now.</summary>
internal sealed class BusyGrain(IGrainStore store, TimeProvider clock) : IGrain
{
    /// <summary>The kind; of no meaning elsewhere.</summary>
    public const string Name = "busy";

    /// <summary>A document as large as a voicemail's with a transcript.</summary>
    public static readonly byte[] State = new byte[2048];

    private long turns;

    /// <inheritdoc/>
    public string Kind => Name;

    /// <summary>Turns taken and committed.</summary>
    public long Turns => Interlocked.Read(ref turns);

    /// <summary>One of its grains.</summary>
    public static GrainId Id(int number) => new(Name, $"{number:D8}");

    /// <inheritdoc/>
    public async ValueTask TakeTurnAsync(ClaimedGrain claim, CancellationToken cancellationToken)
    {
        var put = new GrainWrite.Put(claim.Record.Id, claim.Record.Version, State, clock.GetUtcNow());
        var result = await store.CommitAsync(new GrainCommit([put]) { Ends = claim.Lease }, cancellationToken);
        if (result.Written) Interlocked.Increment(ref turns);
    }

    /// <inheritdoc/>
    public ValueTask QuarantineAsync(ClaimedGrain claim, CancellationToken cancellationToken) =>
        throw new InvalidOperationException(
            $"{claim.Record.Id} was struck out: leases ran out during the measurement.");
}
