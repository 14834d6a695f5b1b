namespace VoicemailOrleans.Grains;

/// <summary>What a silo has room for.</summary>
/// <param name="Silo">Its name, unique among those on the store.</param>
/// <param name="Lease">How long it wants to have each grain.</param>
/// <param name="Max">How many grains at most, of all kinds together.</param>
/// <param name="Kinds">The kinds it would take, in this order, and how many at most of each.</param>
public sealed record ClaimRequest(string Silo, TimeSpan Lease, int Max, IReadOnlyList<KindShare> Kinds);

/// <summary>How many grains of a kind.</summary>
/// <param name="Kind">The kind.</param>
/// <param name="Max">How many at most.</param>
public readonly record struct KindShare(string Kind, int Max);

/// <summary>What a claim brought.</summary>
/// <param name="Claims">The grains, in the order asked for.</param>
/// <param name="NextIn">
/// How long from now, by the store's clock, until another grain of these kinds can be claimed: an unleased one when it
/// is due, a leased one when it is due and its lease has run out. Zero or less when one could be now, were there room;
/// null when there is none.
/// </param>
public sealed record DueWork(IReadOnlyList<ClaimedGrain> Claims, TimeSpan? NextIn);

/// <summary>The right to take a grain's turn until a time.</summary>
/// <param name="Id">Which grain.</param>
/// <param name="Token">Names this claim; no other claim of any grain has the same.</param>
/// <param name="Until">When it runs out unless extended.</param>
public sealed record GrainLease(GrainId Id, string Token, DateTimeOffset Until);

/// <summary>A grain and the lease on it.</summary>
/// <param name="Record">The grain as claimed.</param>
/// <param name="Lease">The lease.</param>
/// <param name="Strikes">
/// How many claims before this one ended by their lease running out, since a commit last ended one: so often whoever
/// took its turn died or hung over it. 0 for nearly all.
/// </param>
public sealed record ClaimedGrain(GrainRecord Record, GrainLease Lease, int Strikes = 0);
