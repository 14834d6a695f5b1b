namespace VoicemailOrleans.Grains;

/// <summary>One kind of grain: how a turn of it is taken. Stateless; all state is in the store.</summary>
public interface IGrain
{
    /// <summary>The kind, one of <see cref="GrainKinds"/>.</summary>
    string Kind { get; }

    /// <summary>
    /// Takes one turn of a grain that was claimed: reads, does at most one step of outside work, and commits, ending
    /// the lease with its last commit. When it throws, the host hands the grain back to be tried again later.
    /// </summary>
    /// <param name="claim">The grain as claimed.</param>
    /// <param name="cancellationToken">Fires when the lease is lost or the silo's patience at shutdown is over.</param>
    ValueTask TakeTurnAsync(ClaimedGrain claim, CancellationToken cancellationToken);

    /// <summary>
    /// Takes the place of a turn when whoever took one died or hung over it, as often as is tried
    /// (<see cref="ClaimedGrain.Strikes"/>): decides without doing the work again, and commits, ending the lease. The
    /// count was durable before each try, because the store counts at the claim.
    /// </summary>
    /// <param name="claim">The grain as claimed.</param>
    /// <param name="cancellationToken">Fires when the lease is lost or the silo's patience at shutdown is over.</param>
    ValueTask QuarantineAsync(ClaimedGrain claim, CancellationToken cancellationToken);
}
