using VoicemailOrleans.Core.Transcripts;
using VoicemailOrleans.Core.Voicemail;

namespace VoicemailOrleans.Grains;

/// <summary>A search of the list of voicemails: an entry must satisfy all that is given.</summary>
public sealed record VoicemailQuery
{
    /// <summary>Words, a number, an address or an ID; null or blank for any.</summary>
    public string? Text { get; init; }

    /// <summary>Which view.</summary>
    public VoicemailView View { get; init; }

    /// <summary>Received then or later.</summary>
    public DateTimeOffset? From { get; init; }

    /// <summary>Received before.</summary>
    public DateTimeOffset? Until { get; init; }

    /// <summary>Where it is on its journey.</summary>
    public VoicemailStatus? Status { get; init; }

    /// <summary>How good the transcript in the mail is.</summary>
    public TranscriptStatus? Transcript { get; init; }

    /// <summary>Somebody has the mail without a transcript that may still come.</summary>
    public bool WentWithout { get; init; }

    /// <summary>The engine that heard one of its recordings, as in SPEECH_ENGINES.</summary>
    public string? Engine { get; init; }

    /// <summary>The language of one of its transcripts, a BCP 47 tag.</summary>
    public string? Language { get; init; }

    /// <summary>The first recording is as long or longer.</summary>
    public TimeSpan? LengthMin { get; init; }

    /// <summary>The first recording is as long or shorter.</summary>
    public TimeSpan? LengthMax { get; init; }

    /// <summary>
    /// Says by recipients and mailbox what is kept from the reader: such an entry is found by everything but what was
    /// said, and has no snippet. Null when nothing is.
    /// </summary>
    public Func<IReadOnlyList<string>, string?, bool>? KeptFrom { get; init; }

    /// <summary>What the entries are sorted by.</summary>
    public VoicemailOrder Order { get; init; }

    /// <summary>From small to large, old to new; otherwise the other way round.</summary>
    public bool Ascending { get; init; }

    /// <summary>The page after this place; null for the first page.</summary>
    public VoicemailPlace? After { get; init; }

    /// <summary>The page before this place. One that would reach over the beginning is the first page.</summary>
    public VoicemailPlace? Before { get; init; }

    /// <summary>At most this many entries.</summary>
    public int Take { get; init; } = 50;
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

/// <summary>What a list is sorted by; entries that are equal in it by time of receipt.</summary>
public enum VoicemailOrder
{
    /// <summary>Time of receipt.</summary>
    Received,

    /// <summary>Length of the first recording; those without one are the shortest.</summary>
    Length,

    /// <summary>The first recipient's address.</summary>
    Recipient,

    /// <summary>The caller as shown; unknown ones come after all others.</summary>
    Caller,
}

/// <summary>
/// A place in a sorted list: that of an entry, whether or not it is still there.
/// </summary>
/// <param name="Id">The entry.</param>
/// <param name="Key">What the entry is sorted by, as the index wrote it; empty for the time of receipt.</param>
public sealed record VoicemailPlace(CorrelationId Id, string Key = "");
