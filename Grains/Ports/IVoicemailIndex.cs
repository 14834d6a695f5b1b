using VoicemailOrleans.Core.Voicemail;

namespace VoicemailOrleans.Grains;

/// <summary>
/// The list of voicemails as the admin UI shows and searches it: a read model that follows the store's change feed.
/// </summary>
public interface IVoicemailIndex
{
    /// <summary>Rung when an entry changed.</summary>
    event Action? Changed;

    /// <summary>One page of entries, newest first.</summary>
    ValueTask<VoicemailPage> SearchAsync(VoicemailQuery query, CancellationToken cancellationToken);

    /// <summary>Entries per view, all time.</summary>
    ValueTask<VoicemailViewCounts> CountAsync(CancellationToken cancellationToken);
}

/// <summary>A view of the list.</summary>
public enum VoicemailView
{
    /// <summary>All.</summary>
    All,

    /// <summary>Parked, uncertain, deferred for long, bounced: somebody should look.</summary>
    NeedsAttention,

    /// <summary>Still on their journey.</summary>
    Open,

    /// <summary>Delivered to everybody.</summary>
    Delivered,

    /// <summary>Deleted, and not purged yet. No other view has these.</summary>
    Deleted,
}

/// <summary>A search.</summary>
/// <param name="Text">Words, a number, an address or a correlation ID; null or blank for all.</param>
/// <param name="View">Which view.</param>
/// <param name="Before">Entries older than this one (keyset paging); null for the first page.</param>
/// <param name="Take">At most this many.</param>
public sealed record VoicemailQuery(string? Text, VoicemailView View, CorrelationId? Before, int Take);

/// <summary>One page of a search.</summary>
/// <param name="Items">The entries, newest first.</param>
/// <param name="HasMore">There are older ones.</param>
public sealed record VoicemailPage(IReadOnlyList<VoicemailSummary> Items, bool HasMore);

/// <summary>Entries per view.</summary>
public sealed record VoicemailViewCounts(long All, long NeedsAttention, long Open, long Delivered)
{
    /// <summary>Deleted, and not purged yet; in no other count.</summary>
    public long Deleted { get; init; }
}

/// <summary>One line of the list.</summary>
public sealed record VoicemailSummary
{
    /// <summary>The correlation ID.</summary>
    public required CorrelationId Id { get; init; }

    /// <summary>When it was received.</summary>
    public required DateTimeOffset ReceivedAt { get; init; }

    /// <summary>Where it is.</summary>
    public required VoicemailStage Stage { get; init; }

    /// <summary>How it ended.</summary>
    public CloseReason? ClosedAs { get; init; }

    /// <summary>Somebody should look.</summary>
    public bool NeedsAttention { get; init; }

    /// <summary>Somebody has put it on hold.</summary>
    public bool IsHeld { get; init; }

    /// <summary>Somebody has deleted it; it can still be restored.</summary>
    public bool IsDeleted { get; init; }

    /// <summary>Caller as the mail says, or null.</summary>
    public string? Caller { get; init; }

    /// <summary>The recipients' addresses.</summary>
    public required IReadOnlyList<string> Recipients { get; init; }

    /// <summary>Decoded subject.</summary>
    public string? Subject { get; init; }

    /// <summary>X-Voicemail-Status, or null when not (yet) a composed voicemail.</summary>
    public string? MailStatus { get; init; }

    /// <summary>Length of the first recording.</summary>
    public TimeSpan? Duration { get; init; }

    /// <summary>The start of the transcript, or the part that matches the search.</summary>
    public string? Snippet { get; init; }
}
