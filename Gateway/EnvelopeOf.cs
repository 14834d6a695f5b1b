using System.Net;
using VoicemailOrleans.Core.Mail.Smtp.Server;
using VoicemailOrleans.Core.Voicemail;

namespace VoicemailOrleans.Gateway;

/// <summary>Makes the stored envelope out of what the session heard: the two sides do not know each other.</summary>
internal static class EnvelopeOf
{
    public static Envelope Session(SmtpSession session, IPAddress client)
    {
        var mail = session.Transaction ?? throw new InvalidOperationException("There is no transaction.");
        var recipients = mail.Recipients.Select(recipient =>
            new EnvelopeRecipient(recipient.Address, recipient.Notify, recipient.OriginalRecipient));
        return new Envelope(mail.ReversePath, [.. recipients])
        {
            SmtpUtf8 = mail.SmtpUtf8,
            EightBitMime = mail.EightBitMime,
            DsnReturn = mail.DsnReturn,
            DsnEnvelopeId = mail.DsnEnvelopeId,
            ClientName = session.ClientName,
            ClientAddress = client.ToString(),
        };
    }
}
