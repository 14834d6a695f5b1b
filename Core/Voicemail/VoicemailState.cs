using System.Text.Json;
using System.Text.Json.Serialization;

namespace VoicemailOrleans.Core.Voicemail;

/// <summary>Where a message is on its journey.</summary>
public enum VoicemailStage
{
    /// <summary>Its content is in the spool; nobody has read it yet.</summary>
    Received,

    /// <summary>Its recordings are being transcribed; it leaves when they are done or the deadline comes.</summary>
    Transcribing,

    /// <summary>It is being relayed to recipients that are still open.</summary>
    Relaying,

    /// <summary>Nothing is left to do but to purge it.</summary>
    Closed,
}

/// <summary>How a closed message ended.</summary>
public enum CloseReason
{
    /// <summary>The smarthost took it for every recipient.</summary>
    Delivered,

    /// <summary>Refused for at least one recipient, and a DSN told the sender.</summary>
    Bounced,

    /// <summary>
    /// Refused or given up for at least one recipient, and nobody can be told; or relayed out of quarantine: the
    /// helpdesk must look.
    /// </summary>
    Parked,

    /// <summary>The same message had been received before; this copy was not relayed.</summary>
    Duplicate,
}

/// <summary>The state document of a VoicemailGrain. Stored as packed JSON; see <see cref="Format"/>.</summary>
public sealed record VoicemailState
{
    /// <summary>The newest version of the stored form.</summary>
    public const int NewestFormat = 1;

    /// <summary>Version of the stored form. Readers accept all older ones.</summary>
    public int Format { get; init; } = NewestFormat;

    /// <summary>The correlation ID: also the grain's key.</summary>
    public required CorrelationId Id { get; init; }

    /// <summary>When the final dot was acknowledged.</summary>
    public required DateTimeOffset ReceivedAt { get; init; }

    /// <summary>Who sent it and who shall have it.</summary>
    public required Envelope Envelope { get; init; }

    /// <summary>Size of the content in octets.</summary>
    public required long SizeBytes { get; init; }

    /// <summary>Where it is.</summary>
    public VoicemailStage Stage { get; init; }

    /// <summary>Set when <see cref="Stage"/> is <see cref="VoicemailStage.Closed"/>.</summary>
    public CloseReason? ClosedAs { get; init; }

    /// <summary>When it was closed: retention counts from here.</summary>
    public DateTimeOffset? ClosedAt { get; init; }

    /// <summary>It leaves then, with or without transcript.</summary>
    public DateTimeOffset? DeliverBy { get; init; }

    /// <summary>What was read out of the message; null until the first turn.</summary>
    public MessageFacts? Facts { get; init; }

    /// <summary>One entry per recipient, in envelope order; later resends to other addresses follow.</summary>
    public IReadOnlyList<Delivery> Deliveries { get; init; } = [];

    /// <summary>The delivery attempt whose final dot may be on the wire; null when none is.</summary>
    public RelayAttempt? InFlight { get; init; }

    /// <summary>
    /// X-Voicemail-Status of the mail as it is relayed; null until composed, or when not a voicemail.
    /// </summary>
    public string? MailStatus { get; init; }

    /// <summary>The message this one repeats.</summary>
    public CorrelationId? DuplicateOf { get; init; }

    /// <summary>The message this one reports on (a DSN).</summary>
    public CorrelationId? ReportOn { get; init; }

    /// <summary>The DSN that was made for this one.</summary>
    public CorrelationId? ReportedBy { get; init; }

    /// <summary>A DSN told the sender that it is late; there is one such at most.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool IsDelayReported { get; init; }

    /// <summary>Rounds of deliveries after the first: resends, mailed corrections, late transcripts.</summary>
    public int Resends { get; init; }

    /// <summary>Corrections of its transcripts, oldest first; bounded. Null for nearly all.</summary>
    public IReadOnlyList<TranscriptCorrection>? Corrections { get; init; }

    /// <summary>Set when the service died or hung over it again and again; null for nearly all.</summary>
    public Quarantine? Quarantine { get; init; }

    /// <summary>Kept for as long as somebody holds it; null for nearly all.</summary>
    public Hold? Hold { get; init; }

    /// <summary>When the last hold ended: from then on there is time to think again before it is purged.</summary>
    public DateTimeOffset? ReleasedAt { get; init; }

    /// <summary>Set when somebody deleted it; it can be restored until it is purged.</summary>
    public Deletion? Deletion { get; init; }

    /// <summary>When somebody last asked to transcribe its recordings again; null when nobody did.</summary>
    public DateTimeOffset? TranscribeAskedAt { get; init; }

    /// <summary>Who asked for that wants no mail sent for a transcript that comes late.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool IsLateUnwanted { get; init; }

    /// <summary>What happened, oldest first; bounded.</summary>
    public IReadOnlyList<HistoryEntry> History { get; init; } = [];

    /// <summary>
    /// Fields that only a newer version knows: an older one that takes a turn during an upgrade hands them on.
    /// </summary>
    [JsonExtensionData]
    public Dictionary<string, JsonElement>? Unknown { get; set; }

    /// <summary>The state of a message whose content has just reached the spool.</summary>
    public static VoicemailState Received(
        CorrelationId id, DateTimeOffset receivedAt, Envelope envelope, long sizeBytes) =>
        new() { Id = id, ReceivedAt = receivedAt, Envelope = envelope, SizeBytes = sizeBytes };
}

/// <summary>A message that is handled with tongs: never read again, relayed as it came or not at all.</summary>
/// <param name="At">When it last struck out.</param>
/// <param name="StrikeOuts">How often it did: once it is relayed untouched, after that it is parked.</param>
public sealed record Quarantine(DateTimeOffset At, int StrikeOuts);

/// <summary>Retention is stopped.</summary>
/// <param name="At">Since when.</param>
/// <param name="By">Who asked for it.</param>
/// <param name="Why">The reason given.</param>
public sealed record Hold(DateTimeOffset At, string By, string Why);

/// <summary>Somebody deleted the message: it is hidden, and purged before its retention would be over.</summary>
/// <param name="At">When.</param>
/// <param name="PurgeAt">When it is purged; until then it can be restored.</param>
/// <param name="By">Who.</param>
/// <param name="Why">The reason given.</param>
public sealed record Deletion(DateTimeOffset At, DateTimeOffset PurgeAt, string By, string Why);

/// <summary>One line of a message's history, for the helpdesk. Holds no transcript text.</summary>
/// <param name="At">When.</param>
/// <param name="Event">Stable name, for example <c>received</c>, <c>deferred</c>, <c>delivered</c>.</param>
/// <param name="Detail">A sentence for people.</param>
public sealed record HistoryEntry(DateTimeOffset At, string Event, string Detail);
