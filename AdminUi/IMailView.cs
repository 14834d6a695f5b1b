namespace VoicemailOrleans.AdminUi;

/// <summary>Reads a mail for display: header, the body as people see it, and the parts it is made of.</summary>
public interface IMailView
{
    /// <summary>Reads a mail. Total: what cannot be read is absent.</summary>
    MailContent Read(ReadOnlyMemory<byte> message);

    /// <summary>One part of a mail after transfer decoding; null when there is none of that number.</summary>
    MailPartContent? ReadPart(ReadOnlyMemory<byte> message, int number);
}

/// <summary>A mail for display. All text is decoded; none of it is trusted.</summary>
/// <param name="Html">The HTML alternative, or null.</param>
/// <param name="Text">The plain text alternative, or null.</param>
/// <param name="RawHeader">The header block as it is on the wire.</param>
/// <param name="Headers">The header fields, in order.</param>
/// <param name="Parts">The parts in order, multiparts before what is in them; the mail itself first.</param>
public sealed record MailContent(
    string? Html, string? Text, string RawHeader, IReadOnlyList<MailHeaderField> Headers,
    IReadOnlyList<MailPart> Parts);

/// <summary>A header field.</summary>
/// <param name="Name">As written.</param>
/// <param name="Value">Unfolded and decoded.</param>
public sealed record MailHeaderField(string Name, string Value);

/// <summary>A part of a mail.</summary>
/// <param name="Number">Its place in the mail, from 1.</param>
/// <param name="Depth">0 for the mail itself.</param>
/// <param name="MediaType">Its declared type.</param>
/// <param name="FileName">Its name; null when it has none.</param>
/// <param name="Encoding">Its transfer encoding, as declared.</param>
/// <param name="SizeBytes">Octets after transfer decoding; of a multipart, of all that is in it.</param>
/// <param name="IsMultipart">It only holds others.</param>
/// <param name="IsBody">It is the text people read.</param>
public sealed record MailPart(
    int Number, int Depth, string MediaType, string? FileName, string Encoding, long SizeBytes, bool IsMultipart,
    bool IsBody);

/// <summary>The content of a part.</summary>
/// <param name="Part">Which.</param>
/// <param name="Octets">What is in it.</param>
public sealed record MailPartContent(MailPart Part, ReadOnlyMemory<byte> Octets);
