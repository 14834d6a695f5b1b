namespace VoicemailOrleans.Core.Mail.Smtp.Client;

/// <summary>A message to send: everything but its content.</summary>
/// <param name="ReversePath">Empty for the null reverse-path.</param>
/// <param name="Recipients">At least one.</param>
/// <param name="Facts">What a look at the content gave.</param>
public sealed record ClientMessage(string ReversePath, IReadOnlyList<ClientRecipient> Recipients, ContentFacts Facts)
{
    /// <summary>It came with SMTPUTF8 (RFC 6531).</summary>
    public bool SmtpUtf8 { get; init; }

    /// <summary>It came with BODY=8BITMIME (RFC 6152).</summary>
    public bool EightBitMime { get; init; }

    /// <summary>RET (RFC 3461), or null.</summary>
    public string? DsnReturn { get; init; }

    /// <summary>ENVID (RFC 3461) as xtext, or null.</summary>
    public string? DsnEnvelopeId { get; init; }
}

/// <summary>A recipient of a message.</summary>
/// <param name="Address">The forward-path without angle brackets.</param>
/// <param name="DsnNotify">NOTIFY (RFC 3461), or null.</param>
/// <param name="DsnOriginalRecipient">ORCPT (RFC 3461), or null.</param>
public sealed record ClientRecipient(string Address, string? DsnNotify = null, string? DsnOriginalRecipient = null);
