namespace VoicemailOrleans.Grains;

/// <summary>
/// Who did what with whose message, kept for as long as the site says. Entries are only ever added, and each carries a
/// hash of the one before it: an entry that was changed, taken out or put in between shows. It holds no word of what
/// was said.
/// </summary>
public interface IAuditTrail
{
    /// <summary>Adds an entry.</summary>
    /// <param name="entry">What happened.</param>
    /// <param name="isDurable">Whether to return only when it would survive a power cut.</param>
    /// <exception cref="IOException">It could not be written, or nobody knows whether it was.</exception>
    void Append(AuditEntry entry, bool isDurable);

    /// <summary>The entries that fit, of all nodes, newest first. Reads as far as somebody looks.</summary>
    IEnumerable<AuditRecord> Read(AuditQuery query);

    /// <summary>Reads everything and says whether something is missing or was changed.</summary>
    AuditVerdict Check(CancellationToken cancellationToken);

    /// <summary>What the last check found; null when there was none yet.</summary>
    AuditVerdict? LastVerdict { get; }
}

/// <summary>One thing that was done.</summary>
/// <param name="At">When.</param>
/// <param name="Who">The person's name.</param>
/// <param name="From">The address it was done from.</param>
/// <param name="Action">A word or two with hyphens: <c>resend</c>, <c>user-add</c>.</param>
/// <param name="What">More about it.</param>
/// <param name="Object">Identifier of the voicemail, or name of the user or setting it was done to.</param>
/// <param name="Why">The reason, where a person gave one.</param>
public sealed record AuditEntry(
    DateTimeOffset At, string Who, string From, string Action, string? What, string? Object, string? Why);

/// <summary>An entry as it stands in a node's chain.</summary>
/// <param name="Entry">What happened.</param>
/// <param name="Place">Where it stands.</param>
public sealed record AuditRecord(AuditEntry Entry, AuditPlace Place);

/// <summary>A place in the whole trail, by which it is paged: newest first, then by node and number.</summary>
/// <param name="At">When.</param>
/// <param name="Node">The process that wrote it.</param>
/// <param name="Number">Its number in that node's chain, from 1.</param>
public readonly record struct AuditPlace(DateTimeOffset At, string Node, long Number) : IComparable<AuditPlace>
{
    /// <summary>Earlier first.</summary>
    public int CompareTo(AuditPlace other)
    {
        var byTime = At.CompareTo(other.At);
        if (byTime != 0) return byTime;
        var byNode = string.CompareOrdinal(Node, other.Node);
        return byNode != 0 ? byNode : Number.CompareTo(other.Number);
    }
}

/// <summary>Which entries to read; what is null does not matter.</summary>
/// <param name="Who">Part of the person's name, in any case.</param>
/// <param name="Action">Part of the action.</param>
/// <param name="Object">Part of the identifier or name of what it was done to.</param>
/// <param name="Since">From this time on.</param>
/// <param name="Until">Before this time.</param>
/// <param name="Before">Only entries before this place: the next page.</param>
public sealed record AuditQuery(
    string? Who = null,
    string? Action = null,
    string? Object = null,
    DateTimeOffset? Since = null,
    DateTimeOffset? Until = null,
    AuditPlace? Before = null);

/// <summary>What a check found.</summary>
/// <param name="At">When it ended.</param>
/// <param name="Entries">Entries that were read.</param>
/// <param name="Problems">What is wrong, a sentence each; empty when nothing is.</param>
/// <param name="Heads">The last entry of each node's chain: noted elsewhere, it proves that the chain up to it is the
/// same.</param>
public sealed record AuditVerdict(
    DateTimeOffset At, long Entries, IReadOnlyList<string> Problems, IReadOnlyList<AuditHead> Heads);

/// <summary>The end of a chain.</summary>
/// <param name="Node">The process that wrote it.</param>
/// <param name="Number">The number of its last entry.</param>
/// <param name="Hash">SHA-256 of that entry's line, in hexadecimal.</param>
public sealed record AuditHead(string Node, long Number, string Hash);
