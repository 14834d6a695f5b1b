using System.Security.Cryptography;

namespace VoicemailOrleans.Core.Mail.Mime;

/// <summary>What is read out of a message once, all text decoded and bounded.</summary>
public sealed record MailFacts
{
    /// <summary>The lines that name the caller stand at the top of the text.</summary>
    private const int CallerTextBytesMax = 8192;

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

    /// <summary>Reads the facts of a message.</summary>
    public static MailFacts Read(MimeMessage message)
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
                ? ReadCaller(message, subject, recordings[0])
                : new CallerFacts(null, null, null, false),
            IsPrivate = sensitivity is "private" or "personal" or "company-confidential",
            Recordings = isVoicemail ? recordings : [],
        };
    }

    private static CallerFacts ReadCaller(MimeMessage message, string? subject, MimePart recording)
    {
        string? body = null;
        if (MainBody.Find(message.Root).Plain is { } plain)
        {
            var start = plain.Body.Of(message.Content)[..Math.Min(plain.Body.Length, CallerTextBytesMax)];
            var decoded = TransferDecoding.Decode(start, plain.Encoding);
            body = Charsets.DecodeTolerant(decoded.Octets.Span, plain.Type.Parameter("charset"));
        }

        var from = message.Root.RawValue("From") is { } raw ? AddressText.Parse(raw) : null;
        return CallerProfile.Read(subject, from, body, recording.FileName);
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
