namespace VoicemailOrleans.Core.Mail.Mime;

/// <summary>Content-Transfer-Encoding (RFC 2045 section 6).</summary>
public enum TransferEncoding
{
    /// <summary>7bit, 8bit, binary, or none.</summary>
    Identity,

    /// <summary>quoted-printable.</summary>
    QuotedPrintable,

    /// <summary>base64.</summary>
    Base64,

    /// <summary>x-uuencode and its other names.</summary>
    UuEncode,

    /// <summary>Any other: the octets are not understood (RFC 2045 section 6.4).</summary>
    Unknown,
}

/// <summary>A decoded body.</summary>
/// <param name="Octets">What came out; of a malformed body, what could be made of it.</param>
/// <param name="IsClean">The body was well formed: encoding the octets again loses nothing.</param>
public readonly record struct TransferResult(ReadOnlyMemory<byte> Octets, bool IsClean);
