namespace VoicemailOrleans.Core.Mail.Mime;

/// <summary>One header field, as ranges over the message.</summary>
/// <param name="Name">Its name as written, without blanks before the colon.</param>
/// <param name="Raw">Everything: name, colon, value, folds, and the line end if there is one.</param>
/// <param name="Value">What follows the colon, blanks and folds included, without the last line end.</param>
public sealed record MimeField(string Name, ByteRange Raw, ByteRange Value)
{
    /// <summary>Compares names as RFC 5322 does: without regard to case.</summary>
    public bool Is(string name) => string.Equals(Name, name, StringComparison.OrdinalIgnoreCase);
}
