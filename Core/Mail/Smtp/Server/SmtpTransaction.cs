namespace VoicemailOrleans.Core.Mail.Smtp.Server;

/// <summary>One mail transaction: what MAIL and RCPT said. Filled by the session, handed over with the message.</summary>
public sealed class SmtpTransaction
{
    private readonly List<SmtpRecipient> recipients = [];
    private HashSet<string>? known;

    /// <summary>The address of MAIL without angle brackets; empty for the null reverse-path.</summary>
    public string ReversePath { get; internal set; } = "";

    /// <summary>The accepted recipients, in order, each once.</summary>
    public IReadOnlyList<SmtpRecipient> Recipients => recipients;

    /// <summary>SMTPUTF8 was given (RFC 6531).</summary>
    public bool SmtpUtf8 { get; internal set; }

    /// <summary>BODY=8BITMIME was given (RFC 6152).</summary>
    public bool EightBitMime { get; internal set; }

    /// <summary>RET= (RFC 3461): <c>FULL</c>, <c>HDRS</c> or null.</summary>
    public string? DsnReturn { get; internal set; }

    /// <summary>ENVID= in its xtext form (RFC 3461), or null.</summary>
    public string? DsnEnvelopeId { get; internal set; }

    /// <summary>The same mailbox again? Domains are case-insensitive, local parts are not ours to judge (RFC 5321 2.4).</summary>
    internal bool Has(MailPath path) => known?.Contains(path.Key) ?? false;

    internal void Add(MailPath path, string? notify, string? originalRecipient)
    {
        (known ??= new HashSet<string>(StringComparer.Ordinal)).Add(path.Key);
        recipients.Add(new SmtpRecipient(path.Address, notify, originalRecipient));
    }
}

/// <summary>One accepted recipient.</summary>
/// <param name="Address">The forward-path without angle brackets and source route.</param>
/// <param name="Notify">NOTIFY= as given (RFC 3461), or null.</param>
/// <param name="OriginalRecipient">ORCPT= as given (RFC 3461), or null.</param>
public sealed record SmtpRecipient(string Address, string? Notify, string? OriginalRecipient);
