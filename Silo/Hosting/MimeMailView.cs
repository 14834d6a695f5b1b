using VoicemailOrleans.AdminUi;
using VoicemailOrleans.Core.Mail.Mime;

namespace VoicemailOrleans.Silo.Hosting;

/// <summary>Shows mails in the admin UI with the service's own MIME reader.</summary>
internal sealed class MimeMailView : IMailView
{
    public MailContent Read(ReadOnlyMemory<byte> message)
    {
        var mail = MimeReader.Read(message);
        var body = MainBody.Find(mail.Root);
        return new MailContent(Text(body.Html), Text(body.Plain), Headers(mail), Attachments(mail, body));
    }

    private static List<MailHeaderField> Headers(MimeMessage mail) =>
        [.. from field in mail.Root.Fields
            select new MailHeaderField(field.Name, HeaderText.Decode(field.Value.Of(mail.Content.Span)))];

    private static List<MailAttachment> Attachments(MimeMessage mail, MainBody body) =>
        [.. from part in mail.Parts()
            where !part.IsMultipart && part != body.Plain && part != body.Html
            let size = TransferDecoding.DecodedLength(part.Body.Of(part.Content), part.Encoding)
            select new MailAttachment(part.FileName, part.Type.MediaType, size)];

    private static string? Text(MimePart? part) =>
        part is null ? null : Charsets.DecodeTolerant(part.Decode().Octets.Span, part.Type.Parameter("charset"));
}
