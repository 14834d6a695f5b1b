namespace VoicemailOrleans.Grains;

/// <summary>One page of a search.</summary>
/// <param name="Items">The entries, in the order asked for.</param>
/// <param name="Previous">The page before this one ends before this place; null when this is the first.</param>
/// <param name="Next">The page after this one begins after this place; null when this is the last.</param>
public sealed record VoicemailPage(
    IReadOnlyList<VoicemailSummary> Items, VoicemailPlace? Previous, VoicemailPlace? Next);

/// <summary>Entries per view.</summary>
public sealed record VoicemailViewCounts(long All, long NeedsAttention, long Open, long Delivered)
{
    /// <summary>Deleted, and not purged yet; in no other count.</summary>
    public long Deleted { get; init; }

    /// <summary>Octets of the mails as received, of all voicemails that are not purged.</summary>
    public long ContentBytes { get; init; }
}

/// <summary>What occurs in the list, sorted.</summary>
/// <param name="Engines">Names of engines.</param>
/// <param name="Languages">BCP 47 tags of transcripts.</param>
public sealed record VoicemailChoices(IReadOnlyList<string> Engines, IReadOnlyList<string> Languages);
