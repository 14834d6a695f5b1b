using System.Text.Json.Serialization;

namespace VoicemailOrleans.Core.Voicemail;

/// <summary>
/// What kind of mail a message is: only <see cref="Voicemail"/> is enhanced, all others pass byte for byte.
/// </summary>
public enum MessageKind
{
    /// <summary>Carries at least one recording.</summary>
    Voicemail,

    /// <summary>Carries no recording.</summary>
    NoRecording,

    /// <summary>multipart/signed, S/MIME or PGP signed: a change would break the signature.</summary>
    Signed,

    /// <summary>Encrypted: nothing to read.</summary>
    Encrypted,

    /// <summary>Carries our own header already.</summary>
    AlreadyEnhanced,

    /// <summary>
    /// A report, a receipt, mailing-list or other automatic traffic, or Avaya's vmsync between servers.
    /// </summary>
    Automatic,

    /// <summary>Beyond the limits of the reader (nesting, parts, header): passed on unread.</summary>
    TooComplex,
}

/// <summary>What was read out of a message, once, by the first turn. All text is decoded and bounded.</summary>
public sealed record MessageFacts
{
    /// <summary>What kind of mail it is.</summary>
    public required MessageKind Kind { get; init; }

    /// <summary>Message-ID with its angle brackets, or null when the message has none.</summary>
    public string? MessageId { get; init; }

    /// <summary>The Date field is there (some PBXs leave it out).</summary>
    public bool HasDate { get; init; }

    /// <summary>The Subject, decoded, at most 500 characters.</summary>
    public string? Subject { get; init; }

    /// <summary>The From field, decoded.</summary>
    public string? From { get; init; }

    /// <summary>The caller's name, when a profile or the directory had one.</summary>
    public string? CallerName { get; init; }

    /// <summary>The mail has no name: the directory has one for the number.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool IsNameFromDirectory { get; init; }

    /// <summary>The caller's number, when a profile found one.</summary>
    public string? CallerNumber { get; init; }

    /// <summary>The mailbox or extension called, when a profile found one.</summary>
    public string? Mailbox { get; init; }

    /// <summary>
    /// The mail says that the caller did not want to be known. Null in what older versions read: then it is looked up.
    /// </summary>
    public bool? IsNumberWithheld { get; init; }

    /// <summary>Sensitivity says private, personal or confidential: no cloud engine.</summary>
    public bool IsPrivate { get; init; }

    /// <summary>
    /// SHA-256, lower-case hex, of the content after the first Received field: that one is our own and differs each
    /// time the same message is sent to us again.
    /// </summary>
    public required string ContentHash { get; init; }

    /// <summary>The recordings, in message order, numbered from 1.</summary>
    public IReadOnlyList<RecordingFacts> Recordings { get; init; } = [];

    /// <summary>
    /// Of a mail without recording: attachments that may hold one and are not looked into, by name or type, ten at
    /// most; null when there are none.
    /// </summary>
    public IReadOnlyList<string>? Unsearched { get; init; }
}

/// <summary>One audio part.</summary>
/// <param name="Number">1 for the first recording of the message.</param>
/// <param name="FileName">Its name as the mail gives it, made safe to show; null when it has none.</param>
/// <param name="MediaType">Its declared type, lower case.</param>
/// <param name="SizeBytes">Octets after transfer decoding.</param>
public sealed record RecordingFacts(int Number, string? FileName, string MediaType, long SizeBytes);
