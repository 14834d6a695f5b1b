namespace VoicemailOrleans.Core.Mail.Smtp.Server;

/// <summary>Decides which recipients are taken, so that this server is no open relay (RFC 5321 7.1).</summary>
internal sealed class RelayRule(IReadOnlyList<string> domains)
{
    /// <summary>The refusal for a recipient; null when it is taken.</summary>
    public SmtpReply? Check(MailPath path)
    {
        // Old mailers gave local parts with these to a shell (CWE-77). No mailbox needs them.
        if (path.LocalPart.ContainsAny('|', '`')) return Replies.UnsafeRecipient;
        if (domains.Count == 0 || path.At < 0) return null;

        // A route hidden in the local part (user%other@ours, other!user@ours, "user@other"@ours) would be followed by
        // some hosts behind us; a source route in front is ignored and the mailbox itself is checked.
        if (path.LocalPart.ContainsAny('%', '!', '@')) return Replies.RelayDenied;
        foreach (var domain in domains)
            if (Matches(path.Domain, domain)) return null;
        return Replies.RelayDenied;
    }

    private static bool Matches(ReadOnlySpan<char> given, string domain) =>
        domain.StartsWith('.')
            ? given.EndsWith(domain, StringComparison.OrdinalIgnoreCase)
            : given.Equals(domain, StringComparison.OrdinalIgnoreCase);
}
