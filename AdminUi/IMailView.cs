namespace VoicemailOrleans.AdminUi;

/// <summary>
/// Reads a mail for display: header lines, the body as people see it, and the names of what is attached.
/// </summary>
public interface IMailView
{
    /// <summary>Reads a mail. Total: what cannot be read is absent.</summary>
    MailContent Read(ReadOnlyMemory<byte> message);
}

/// <summary>A mail for display. All text is decoded; none of it is trusted.</summary>
/// <param name="Html">The HTML alternative, or null.</param>
/// <param name="Text">The plain text alternative, or null.</param>
/// <param name="Headers">The header fields, in order.</param>
/// <param name="Attachments">What hangs on it, in order.</param>
public sealed record MailContent(
    string? Html, string? Text, IReadOnlyList<MailHeaderField> Headers, IReadOnlyList<MailAttachment> Attachments);

/// <summary>A header field.</summary>
/// <param name="Name">As written.</param>
/// <param name="Value">Unfolded and decoded.</param>
public sealed record MailHeaderField(string Name, string Value);

/// <summary>An attachment.</summary>
/// <param name="FileName">Its name; null when it has none.</param>
/// <param name="MediaType">Its declared type.</param>
/// <param name="SizeBytes">Octets after transfer decoding.</param>
public sealed record MailAttachment(string? FileName, string MediaType, long SizeBytes);
