using System.Text;
using VoicemailOrleans.AdminUi;
using VoicemailOrleans.Core.Mail.Mime;

namespace VoicemailOrleans.Silo.Hosting;

/// <summary>Shows mails in the admin UI with the service's own MIME reader.</summary>
internal sealed class MimeMailView : IMailView
{
    private const int RawHeaderBytesMax = 64 * 1024;
    private const int EncodingLengthMax = 40;

    public MailContent Read(ReadOnlyMemory<byte> message)
    {
        var mail = MimeReader.Read(message);
        var body = MainBody.Find(mail.Root);
        return new MailContent(Text(body.Html), Text(body.Plain), RawHeader(mail), Headers(mail), Parts(mail, body));
    }

    public MailPartContent? ReadPart(ReadOnlyMemory<byte> message, int number)
    {
        var mail = MimeReader.Read(message);
        if (mail.Parts().ElementAtOrDefault(number - 1) is not { IsMultipart: false } part) return null;
        return new MailPartContent(Part(part, number - 1, MainBody.Find(mail.Root)), part.Decode().Octets);
    }

    private static string RawHeader(MimeMessage mail)
    {
        var octets = mail.Root.Header.Of(mail.Content.Span);
        var text = Encoding.UTF8.GetString(octets[..Math.Min(octets.Length, RawHeaderBytesMax)]);
        return octets.Length > RawHeaderBytesMax ? text + "…" : text;
    }

    private static List<MailHeaderField> Headers(MimeMessage mail) =>
        [.. from field in mail.Root.Fields
            select new MailHeaderField(field.Name, HeaderText.Decode(field.Value.Of(mail.Content.Span)))];

    private static List<MailPart> Parts(MimeMessage mail, MainBody body) =>
        [.. mail.Parts().Select((part, index) => Part(part, index, body))];

    private static MailPart Part(MimePart part, int index, MainBody body) => new(
        index + 1,
        part.Depth,
        part.Type.MediaType,
        part.FileName is { } name ? HeaderText.Clean(name, 200) : null,
        HeaderText.Clean(part.RawValue("Content-Transfer-Encoding") ?? "7bit", EncodingLengthMax),
        part.IsMultipart
            ? part.Body.Length
            : TransferDecoding.DecodedLength(part.Body.Of(part.Content), part.Encoding),
        part.IsMultipart,
        part == body.Plain || part == body.Html);

    private static string? Text(MimePart? part) =>
        part is null ? null : Charsets.DecodeTolerant(part.Decode().Octets.Span, part.Type.Parameter("charset"));
}
