using static System.FormattableString;

namespace VoicemailOrleans.Core.Mail.Smtp.Client;

/// <summary>What can be said of a recipient before a single octet is sent.</summary>
internal static class MessageCheck
{
    /// <summary>
    /// The reason why the message cannot go to a recipient over a server with these extensions; null when it can.
    /// </summary>
    public static SmtpReply? Refuse(
        ClientMessage message, ClientRecipient recipient, ServerExtensions offered, ClientSettings settings)
    {
        if (message.ReversePath.Length > 0 && !AddressSyntax.IsSafe(message.ReversePath))
            return SmtpReply.Own("5.1.7", "the reverse-path cannot stand in a command");
        if (!AddressSyntax.IsSafe(recipient.Address))
            return SmtpReply.Own("5.1.3", "the recipient's address cannot stand in a command");
        if (message.Facts.SizeOctets > offered.SizeOctetsMax)
            return SmtpReply.Own("5.3.4", Invariant(
                $"the message has {message.Facts.SizeOctets} octets, the smarthost takes {offered.SizeOctetsMax}"));
        if (!offered.SmtpUtf8 && NeedsUtf8(message, recipient))
            return SmtpReply.Own("5.6.7", "the message needs SMTPUTF8, which the smarthost does not offer");
        if (message.Facts.HasEightBit && !offered.EightBitMime && settings.RefuseEightBit)
            return SmtpReply.Own("5.6.3", "the message has 8-bit content, and the smarthost does not offer 8BITMIME");
        return null;
    }

    /// <summary>Worth declaring where it is offered.</summary>
    public static bool UsesUtf8(ClientMessage message) =>
        message.SmtpUtf8 || AddressSyntax.NeedsUtf8(message.ReversePath)
        || message.Recipients.Any(recipient => AddressSyntax.NeedsUtf8(recipient.Address));

    /// <summary>
    /// Impossible without. A client that said SMTPUTF8 for plain ASCII need not suffer for it; 8-bit octets in a header
    /// block that came without SMTPUTF8 were never right, and are passed on as they are.
    /// </summary>
    private static bool NeedsUtf8(ClientMessage message, ClientRecipient recipient) =>
        (message.SmtpUtf8 && message.Facts.HasEightBitHeader)
        || AddressSyntax.NeedsUtf8(message.ReversePath) || AddressSyntax.NeedsUtf8(recipient.Address);
}
