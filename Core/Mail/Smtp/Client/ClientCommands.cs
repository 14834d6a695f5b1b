using System.Text;

namespace VoicemailOrleans.Core.Mail.Smtp.Client;

/// <summary>The commands, with the parameters that the server offered to understand.</summary>
internal static class ClientCommands
{
    public static byte[] Line(string text) => Encoding.UTF8.GetBytes(text + "\r\n");

    public static byte[] Mail(ClientMessage message, ServerExtensions offered)
    {
        var command = new StringBuilder("MAIL FROM:<").Append(message.ReversePath).Append('>');
        if (offered.Size) command.Append(" SIZE=").Append(message.Facts.SizeOctets);
        if (offered.EightBitMime && (message.Facts.HasEightBit || message.EightBitMime))
            command.Append(" BODY=8BITMIME");
        if (offered.SmtpUtf8 && MessageCheck.UsesUtf8(message)) command.Append(" SMTPUTF8");
        if (offered.Dsn)
        {
            AppendValue(command, "RET", message.DsnReturn);
            AppendValue(command, "ENVID", message.DsnEnvelopeId);
        }

        return Line(command.ToString());
    }

    public static byte[] Recipient(ClientRecipient recipient, ServerExtensions offered)
    {
        var command = new StringBuilder("RCPT TO:<").Append(recipient.Address).Append('>');
        if (offered.Dsn)
        {
            AppendValue(command, "NOTIFY", recipient.DsnNotify);
            AppendValue(command, "ORCPT", recipient.DsnOriginalRecipient);
        }

        return Line(command.ToString());
    }

    public static string Base64(string text) => Convert.ToBase64String(Encoding.UTF8.GetBytes(text));

    private static void AppendValue(StringBuilder command, string name, string? value)
    {
        if (value is not null && AddressSyntax.IsSafeValue(value))
            command.Append(' ').Append(name).Append('=').Append(value);
    }
}
