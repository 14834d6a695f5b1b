using System.Security.Cryptography;
using VoicemailOrleans.Core.Mail.Profiles;

namespace VoicemailOrleans.Core.Mail.Mime;

/// <summary>What is read out of a message once, all text decoded and bounded.</summary>
public sealed record MailFacts
{
    /// <summary>What kind of mail it is.</summary>
    public required MailKind Kind { get; init; }

    /// <summary>Message-ID with its angle brackets, or null.</summary>
    public string? MessageId { get; init; }

    /// <summary>There is a Date field.</summary>
    public bool HasDate { get; init; }

    /// <summary>The Subject, decoded.</summary>
    public string? Subject { get; init; }

    /// <summary>The From field, decoded.</summary>
    public string? From { get; init; }

    /// <summary>Who called.</summary>
    public required CallerFacts Caller { get; init; }

    /// <summary>Sensitivity (RFC 2156 section 5.3.6) says private, personal or company-confidential.</summary>
    public bool IsPrivate { get; init; }

    /// <summary>The recordings in message order; of a mail that is no voicemail, none.</summary>
    public IReadOnlyList<MimePart> Recordings { get; init; } = [];

    /// <summary>Where else a recording may be, when none was found, see <see cref="UnsearchedParts"/>.</summary>
    public IReadOnlyList<MimePart> Unsearched { get; init; } = [];

    /// <summary>Reads the facts of a message.</summary>
    /// <param name="message">The message.</param>
    /// <param name="profiles">How to read the caller; null for the built-in rules alone.</param>
    /// <param name="sender">The sender's address in the envelope.</param>
    public static MailFacts Read(MimeMessage message, ProfileSet? profiles = null, string? sender = null)
    {
        var root = message.Root;
        var recordings = message.TooComplex is null ? RecordingFinder.Find(message) : [];
        var kind = MailClassifier.Classify(message, recordings);
        var isVoicemail = kind == MailKind.Voicemail;
        var subject = root.Text("Subject");
        var sensitivity = root.RawValue("Sensitivity")?.Trim().ToLowerInvariant();
        return new MailFacts
        {
            Kind = kind,
            MessageId = ReadMessageId(root),
            HasDate = root.Field("Date") is not null,
            Subject = subject,
            From = root.Text("From"),
            Caller = isVoicemail
                ? CallerReader.Read(CallerTexts.Of(message, recordings[0], sender), profiles ?? ProfileSet.None).Facts
                : new CallerFacts(null, null, null, false),
            IsPrivate = sensitivity is "private" or "personal" or "company-confidential",
            Recordings = isVoicemail ? recordings : [],
            Unsearched = kind == MailKind.NoRecording ? UnsearchedParts.Find(message) : [],
        };
    }

    internal static string? ReadMessageId(MimePart root)
    {
        var value = root.RawValue("Message-ID")?.Trim();
        var isSane = value is { Length: > 2 and < 998 } && value[0] == '<' && value[^1] == '>'
            && value.All(c => c is > ' ' and <= '~');
        return isSane ? value : null;
    }

    /// <summary>
    /// SHA-256, lower-case hex, of what the client sent: our own Received field on top, which says when and
    /// under which name it came, is left out.
    /// </summary>
    public static string HashContent(MimeMessage message)
    {
        var first = message.Root.Fields.Count > 0 ? message.Root.Fields[0] : null;
        var from = first is not null && first.Is("Received") ? first.Raw.End : 0;
        return Convert.ToHexStringLower(SHA256.HashData(message.Content.Span[from..]));
    }
}
