namespace VoicemailOrleans.Core.Voicemail;

/// <summary>
/// Who sent a message and who shall have it, as the SMTP session said it: never taken from header fields.
/// </summary>
/// <param name="ReversePath">The address of MAIL FROM without angle brackets; empty for the null reverse-path.</param>
/// <param name="Recipients">The addresses of RCPT TO, in order, each once.</param>
public sealed record Envelope(string ReversePath, IReadOnlyList<EnvelopeRecipient> Recipients)
{
    /// <summary>The content needs SMTPUTF8 (RFC 6531).</summary>
    public bool SmtpUtf8 { get; init; }

    /// <summary>MAIL said BODY=8BITMIME (RFC 6152).</summary>
    public bool EightBitMime { get; init; }

    /// <summary>RET= of MAIL (RFC 3461): <c>FULL</c>, <c>HDRS</c> or null.</summary>
    public string? DsnReturn { get; init; }

    /// <summary>ENVID= of MAIL in its xtext form (RFC 3461), or null.</summary>
    public string? DsnEnvelopeId { get; init; }

    /// <summary>The host name the client gave in EHLO or HELO.</summary>
    public string? ClientName { get; init; }

    /// <summary>The client's address, as text.</summary>
    public string? ClientAddress { get; init; }
}

/// <summary>One recipient of an envelope.</summary>
/// <param name="Address">The forward-path without angle brackets and source route.</param>
/// <param name="DsnNotify">NOTIFY= as given (RFC 3461), or null.</param>
/// <param name="DsnOriginalRecipient">ORCPT= as given (RFC 3461), or null.</param>
public sealed record EnvelopeRecipient(string Address, string? DsnNotify = null, string? DsnOriginalRecipient = null);
