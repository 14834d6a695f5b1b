namespace VoicemailOrleans.Core.Mail.Mime;

/// <summary>Decides what kind of mail a message is. The order matters: the first that holds is the answer.</summary>
public static class MailClassifier
{
    private static readonly string[] ListFields = ["List-Id", "List-Post", "List-Unsubscribe"];

    /// <summary>Classifies a message.</summary>
    /// <param name="message">As read.</param>
    /// <param name="recordings">What <see cref="RecordingFinder"/> found in it.</param>
    public static MailKind Classify(MimeMessage message, IReadOnlyList<MimePart> recordings)
    {
        var root = message.Root;
        if (message.TooComplex is not null) return MailKind.TooComplex;
        if (root.Field(TraceFields.Status) is not null) return MailKind.AlreadyEnhanced;
        if (Sealed(root) is { } kind) return kind;
        if (IsAutomatic(root)) return MailKind.Automatic;
        if (root.Field(TraceFields.CorrelationId) is not null) return MailKind.AlreadyEnhanced; // it went in a circle
        if (recordings.Count == 0) return MailKind.NoRecording;
        return InlinePgp(message) ?? MailKind.Voicemail;
    }

    private static MailKind? Sealed(MimePart root) => root.Type.MediaType switch
    {
        "multipart/signed" => MailKind.Signed,
        "multipart/encrypted" => MailKind.Encrypted,
        "application/pkcs7-mime" or "application/x-pkcs7-mime" =>
            root.Type.Parameter("smime-type")?.Contains("signed", StringComparison.OrdinalIgnoreCase) is true
                ? MailKind.Signed
                : MailKind.Encrypted,
        "application/octet-stream" when root.FileName?.EndsWith(".p7m", StringComparison.OrdinalIgnoreCase) is true =>
            MailKind.Encrypted,
        _ => null,
    };

    /// <summary>
    /// Reports and receipts (RFC 6522), automatic answers (RFC 3834), list traffic (RFC 2919, RFC 2369), and what
    /// Avaya's voicemail servers send each other.
    /// </summary>
    private static bool IsAutomatic(MimePart root)
    {
        if (root.Type.Is("multipart/report") || root.Type.Is("message/delivery-status")) return true;
        var answers = ContentType.ParseDisposition(root.RawValue("Auto-Submitted")).MediaType;
        if (answers is not ("no" or "")) return true;
        if (root.RawValue("Precedence")?.Trim().ToLowerInvariant() is "list" or "bulk" or "junk") return true;
        return ListFields.Any(name => root.Field(name) is not null)
            || new[] { "From", "Sender", "To" }.Any(name => IsVmSync(root.RawValue(name)));
    }

    private static bool IsVmSync(string? value) =>
        value is not null && AddressText.Parse(value).LocalPart.ToLowerInvariant() is "vmsyncmaster" or "vmsyncslave";

    private static MailKind? InlinePgp(MimeMessage message)
    {
        if (MainBody.Find(message.Root).Plain is not { } plain) return null;
        var start = TransferDecoding.DecodeStart(plain.Body.Of(message.Content), plain.Encoding).Span;
        start = start.TrimStart(" \t\r\n"u8);
        if (start.StartsWith("-----BEGIN PGP SIGNED MESSAGE-----"u8)) return MailKind.Signed;
        return start.StartsWith("-----BEGIN PGP MESSAGE-----"u8) ? MailKind.Encrypted : null;
    }
}
