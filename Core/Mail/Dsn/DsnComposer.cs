using System.Globalization;
using System.Text;
using VoicemailOrleans.Core.Mail.Mime;

namespace VoicemailOrleans.Core.Mail.Dsn;

/// <summary>
/// Writes delivery status notifications: multipart/report (RFC 6522) of a text for people, the facts for machines
/// (<see cref="DsnStatus"/>), and the message's header, or all of it when it failed, the sender asked for that (RFC 3461
/// section 4.3) and it is small. Everything that came from outside is made a single line.
/// </summary>
public static class DsnComposer
{
    /// <summary>
    /// A larger message comes back as its header only, whatever RET says. Default 1 MB (Postfix bounce_size_limit is
    /// 50 kB).
    /// </summary>
    private const int FullBytesMax = 1_000_000;

    /// <summary>More of a header than this helps nobody.</summary>
    private const int HeaderBytesMax = 64 * 1024;

    /// <summary>Writes the notification, line ends CRLF.</summary>
    public static ReadOnlyMemory<byte> Compose(DeliveryReport report)
    {
        var original = MimeReader.Read(report.Original);
        var isFull = report.ReturnsFull && report.Has(ReportAction.Failed) && report.Original.Length < FullBytesMax;
        var returned = isFull ? report.Original : Header(original);
        var boundary = new BoundarySource(original, report.Id + "/dsn").Next() ?? "report_" + report.Id;
        var isEightBit = returned.Span.ContainsAnyExceptInRange((byte)0, (byte)127);
        var text = new StringBuilder();
        AppendHeader(text, report, original, boundary, isEightBit);
        text.Append($"\r\n--{boundary}\r\n").Append(PartWriter.Own("text/plain", DsnText.Explain(report)));
        text.Append($"\r\n--{boundary}\r\nContent-Type: message/delivery-status\r\n\r\n");
        DsnStatus.Append(text, report);
        text.Append($"\r\n--{boundary}\r\nContent-Type: {(isFull ? "message/rfc822" : "text/rfc822-headers")}\r\n");
        if (isEightBit) text.Append("Content-Transfer-Encoding: 8bit\r\n");
        text.Append("\r\n");
        return (byte[])
            [.. Encoding.UTF8.GetBytes(text.ToString()), .. returned.Span,
                .. Encoding.ASCII.GetBytes($"\r\n--{boundary}--\r\n")];
    }

    /// <summary>A date and time as RFC 5322 section 3.3 writes it.</summary>
    public static string Date(DateTimeOffset at) =>
        at.ToString("ddd, dd MMM yyyy HH':'mm':'ss ", CultureInfo.InvariantCulture)
        + at.ToString("zzz", CultureInfo.InvariantCulture).Replace(":", "");

    private static ReadOnlyMemory<byte> Header(MimeMessage original)
    {
        var header = original.Root.Header.Of(original.Content);
        if (header.Length <= HeaderBytesMax) return header;
        var lastLine = header.Span[..HeaderBytesMax].LastIndexOf("\r\n"u8);
        return lastLine < 0 ? default : header[..(lastLine + 2)];
    }

    private static void AppendHeader(
        StringBuilder text, DeliveryReport report, MimeMessage original, string boundary, bool isEightBit)
    {
        text.Append($"From: Mail Delivery System <MAILER-DAEMON@{report.HostName}>\r\n")
            .Append($"To: <{DsnText.OneLine(report.To, DsnText.AddressMax)}>\r\n")
            .Append($"Subject: {DsnText.Subject(report)}\r\n")
            .Append($"Date: {Date(report.At)}\r\n")
            .Append($"Message-ID: <{report.Id}@{report.HostName}>\r\n");
        if (MailFacts.ReadMessageId(original.Root) is { } messageId)
            text.Append($"In-Reply-To: {messageId}\r\nReferences: {messageId}\r\n");
        text.Append("Auto-Submitted: auto-replied\r\n")
            .Append($"{TraceFields.CorrelationId}: {report.Id}\r\n")
            .Append("MIME-Version: 1.0\r\n")
            .Append($"Content-Type: multipart/report; report-type=delivery-status;\r\n boundary=\"{boundary}\"\r\n");
        if (isEightBit) text.Append("Content-Transfer-Encoding: 8bit\r\n");
    }
}
