using System.Text.Json.Serialization;
using VoicemailOrleans.Core.Voicemail;

namespace VoicemailOrleans.Grains;

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

    /// <summary>The mailbox called, or null.</summary>
    public string? Mailbox { get; init; }

    /// <summary>Decoded subject.</summary>
    public string? Subject { get; init; }

    /// <summary>X-Voicemail-Status, or null when not (yet) a composed voicemail.</summary>
    public string? MailStatus { get; init; }

    /// <summary>Somebody has the mail without a transcript that may still come.</summary>
    public bool WentWithout { get; init; }

    /// <summary>Length of the first recording.</summary>
    public TimeSpan? Duration { get; init; }

    /// <summary>The engine that heard the first recording.</summary>
    public string? Engine { get; init; }

    /// <summary>The language of the first transcript, a BCP 47 tag.</summary>
    public string? Language { get; init; }

    /// <summary>The start of the transcript, or the part that matches the search.</summary>
    public string? Snippet { get; init; }

    /// <summary>What was said is kept from the reader who searched.</summary>
    [JsonIgnore]
    public bool IsKept { get; init; }

    /// <summary>Where it is, in one word.</summary>
    [JsonIgnore]
    public VoicemailStatus Status => VoicemailStatuses.Of(Stage, ClosedAs, NeedsAttention);
}
