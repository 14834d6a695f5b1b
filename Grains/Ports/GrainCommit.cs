namespace VoicemailOrleans.Grains;

/// <summary>A grain as stored.</summary>
/// <param name="Id">Which.</param>
/// <param name="Version">1 for a new grain, one more with each commit that touches it (a wake included).</param>
/// <param name="DueAt">When a silo shall take its next turn.</param>
/// <param name="State">The state document, UTF-8 JSON.</param>
public sealed record GrainRecord(GrainId Id, long Version, DateTimeOffset DueAt, ReadOnlyMemory<byte> State);

/// <summary>Writes that happen together or not at all. Each grain appears at most once.</summary>
/// <param name="Writes">The writes.</param>
public sealed record GrainCommit(IReadOnlyList<GrainWrite> Writes)
{
    /// <summary>
    /// The lease this commit ends, if any. A lease that was lost meanwhile is left alone; versions guard the state.
    /// </summary>
    public GrainLease? Ends { get; init; }
}

/// <summary>One write of a commit.</summary>
public abstract record GrainWrite(GrainId Id)
{
    /// <summary>Creates the grain (<paramref name="ExpectedVersion"/> 0) or replaces its state and due time.</summary>
    public sealed record Put(
        GrainId Id, long ExpectedVersion, ReadOnlyMemory<byte> State, DateTimeOffset DueAt) : GrainWrite(Id);

    /// <summary>Removes the grain.</summary>
    public sealed record Delete(GrainId Id, long ExpectedVersion) : GrainWrite(Id);

    /// <summary>
    /// Makes the grain due at <paramref name="DueAt"/> if that is sooner than now planned, and counts its version up in
    /// any case, so that a turn under way notices. Nothing happens when the grain does not exist. Never conflicts.
    /// </summary>
    public sealed record Wake(GrainId Id, DateTimeOffset DueAt) : GrainWrite(Id);
}

/// <summary>What became of a commit.</summary>
/// <param name="Conflict">
/// The first grain whose version was not the expected one; null when the commit was written.
/// </param>
public readonly record struct CommitResult(GrainId? Conflict)
{
    /// <summary>The commit was written.</summary>
    public bool Written => Conflict is null;
}

/// <summary>One change in the feed.</summary>
/// <param name="Position">Pass the largest one seen to read on.</param>
/// <param name="Id">Which grain.</param>
/// <param name="Deleted">It no longer exists.</param>
public readonly record struct GrainChange(long Position, GrainId Id, bool Deleted);

/// <summary>How many grains of a kind there are.</summary>
/// <param name="Kind">The kind.</param>
/// <param name="Total">All of them.</param>
/// <param name="Due">Those that are due now.</param>
/// <param name="OldestDue">The longest waiting of these; null when none is due.</param>
public sealed record GrainCount(string Kind, long Total, long Due, DateTimeOffset? OldestDue);

/// <summary>A stretch of the feed with the states that belong to it, all of one moment.</summary>
/// <param name="Position">Read on from here.</param>
/// <param name="Records">The grains that changed, as they are, oldest change first.</param>
/// <param name="Deleted">Those of them that no longer exist.</param>
/// <param name="IsLast">Nothing else had changed: with what was read before, this is the whole store.</param>
public sealed record GrainExport(
    long Position, IReadOnlyList<GrainRecord> Records, IReadOnlyList<GrainId> Deleted, bool IsLast);
