using System.Text.Json;
using System.Text.Json.Serialization;

namespace VoicemailOrleans.Core.Voicemail;

/// <summary>How far one recipient is.</summary>
public enum DeliveryState
{
    /// <summary>Not tried yet.</summary>
    Pending,

    /// <summary>A passing failure; tried again at <see cref="Delivery.NextAttemptAt"/>.</summary>
    Deferred,

    /// <summary>The smarthost took responsibility (2xx after the final dot).</summary>
    Delivered,

    /// <summary>A permanent failure, or the relay lifetime is over.</summary>
    Refused,

    /// <summary>
    /// The reply to the final dot never came: it may or may not have been taken. Tried again, with the same Message-ID.
    /// </summary>
    Uncertain,
}

/// <summary>The delivery to one recipient.</summary>
public sealed record Delivery
{
    /// <summary>The recipient's address.</summary>
    public required string Recipient { get; init; }

    /// <summary>How far it is.</summary>
    public DeliveryState State { get; init; }

    /// <summary>Attempts made so far in the present round (a resend starts a new one).</summary>
    public int Attempts { get; init; }

    /// <summary>When this round began: the relay lifetime counts from here.</summary>
    public required DateTimeOffset Since { get; init; }

    /// <summary>When it is tried again; null when it is not.</summary>
    public DateTimeOffset? NextAttemptAt { get; init; }

    /// <summary>The smarthost's last word, or ours about the connection.</summary>
    public DeliveryReply? Reply { get; init; }

    /// <summary>When <see cref="Reply"/> came.</summary>
    public DateTimeOffset? RepliedAt { get; init; }

    /// <summary>
    /// 0 for the delivery the sender asked for, else the number of the resend that asked for this round.
    /// </summary>
    public int Round { get; init; }

    /// <summary>
    /// Those of <see cref="Attempts"/> whose reply to the final dot never came: each may have left a copy.
    /// </summary>
    public int UncertainAttempts { get; init; }

    /// <summary>When the helpdesk last asked to send it again; null when it never did.</summary>
    public DateTimeOffset? ResendAskedAt { get; init; }

    /// <summary>A DSN told the sender how it ended.</summary>
    public bool IsReported { get; init; }

    /// <summary>
    /// Recordings whose words the delivered mail lacked although they may still come; null for nearly all. While it is
    /// open, those that the copy of an uncertain attempt lacked.
    /// </summary>
    public IReadOnlyList<int>? Lacks { get; init; }

    /// <summary>
    /// An earlier round left, or may have left, a copy without words that have come since, or with others: the mail of
    /// this round needs a Message-ID of its own. Set when the round begins, so that all its attempts bear the same.
    /// </summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool HasOtherCopy { get; init; }

    /// <summary>
    /// The delivery that this round brings nothing but the late transcript of; null when the round is for the mail.
    /// </summary>
    public Delivery? Earlier { get; init; }

    /// <summary>
    /// Fields that only a newer version knows: an older one that takes a turn during an upgrade hands them on.
    /// </summary>
    [JsonExtensionData]
    public Dictionary<string, JsonElement>? Unknown { get; set; }

    /// <summary>Whether this round is for the late transcript alone.</summary>
    [JsonIgnore]
    public bool IsLate => Earlier is not null;

    /// <summary>Whether the delivery needs no further attempt.</summary>
    [JsonIgnore]
    public bool IsSettled => State is DeliveryState.Delivered or DeliveryState.Refused;
}

/// <summary>A reply as it came over the wire.</summary>
/// <param name="Code">SMTP reply code; 0 when no reply came and <paramref name="Text"/> is our own words.</param>
/// <param name="EnhancedCode">Enhanced status code such as <c>5.1.1</c>, or null.</param>
/// <param name="Text">The text, control characters escaped, at most 500 characters.</param>
/// <param name="Host">The smarthost that said it, <c>host:port</c>.</param>
/// <param name="IsDsnOffered">
/// Whether the smarthost that took it offers DSN and so tells the sender itself; null where it does not matter, as the
/// sender asked for nothing, or is not known.
/// </param>
public sealed record DeliveryReply(
    int Code, string? EnhancedCode, string Text, string Host, bool? IsDsnOffered = null);

/// <summary>A delivery attempt whose final dot is about to be sent: committed just before it.</summary>
/// <param name="AttemptId">Names the attempt; unique per message.</param>
/// <param name="At">When.</param>
/// <param name="Recipients">Those whose RCPT was accepted in this transaction.</param>
/// <param name="Lacks">What the mail lacks, see <see cref="Delivery.Lacks"/>.</param>
public sealed record RelayAttempt(
    string AttemptId, DateTimeOffset At, IReadOnlyList<string> Recipients, IReadOnlyList<int>? Lacks = null);
