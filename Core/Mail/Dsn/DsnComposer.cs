using System.Globalization;
using System.Text;
using VoicemailOrleans.Core.Mail.Mime;

namespace VoicemailOrleans.Core.Mail.Dsn;

/// <summary>
/// Writes delivery status notifications: multipart/report (RFC 6522) of a text for people, the facts for machines
/// (RFC 3464), and the message's header, or all of it when the sender asked for that (RFC 3461 section 4.3) and it is
/// small. Everything that came from outside is made a single line; the facts for machines are ASCII alone, what is
/// beyond it in the form that RFC 6533 section 3 gives addresses.
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

    private const int TextMax = 500;

    /// <summary>With the name of any field in front, less than the 998 of RFC 5322 section 2.1.1.</summary>
    private const int EmbeddedMax = 900;

    /// <summary>Writes the notification, line ends CRLF.</summary>
    public static ReadOnlyMemory<byte> Compose(DeliveryReport report)
    {
        var original = MimeReader.Read(report.Original);
        var isFull = report.ReturnsFull && report.Original.Length < FullBytesMax;
        var returned = isFull ? report.Original : Header(original);
        var boundary = new BoundarySource(original, report.Id + "/dsn").Next() ?? "report_" + report.Id;
        var isEightBit = returned.Span.ContainsAnyExceptInRange((byte)0, (byte)127);
        var text = new StringBuilder();
        AppendHeader(text, report, original, boundary, isEightBit);
        text.Append($"\r\n--{boundary}\r\n").Append(PartWriter.Own("text/plain", Explain(report)));
        AppendStatus(text, report, boundary);
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
            .Append($"To: <{OneLine(report.To, 320)}>\r\n")
            .Append("Subject: Voicemail could not be delivered\r\n")
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

    private static string Explain(DeliveryReport report)
    {
        var text = new StringBuilder($"This is the mail system at {report.HostName}.\n\n")
            .Append("A voicemail message could not be delivered to the recipients below. It is\n")
            .Append("kept here, and your helpdesk can send it again.\n\n");
        foreach (var recipient in report.Recipients)
            text.Append($"<{OneLine(recipient.Address, 320)}>\n    {Diagnostic(recipient)}\n\n");
        return text.Append($"Reference: {report.OriginalId}\n").ToString();
    }

    private static void AppendStatus(StringBuilder text, DeliveryReport report, string boundary)
    {
        text.Append($"\r\n--{boundary}\r\nContent-Type: message/delivery-status\r\n\r\n");
        if (report.EnvelopeId is { } id) text.Append($"Original-Envelope-Id: {Embedded(DecodeXtext(id))}\r\n");
        text.Append($"Reporting-MTA: dns; {report.HostName}\r\n")
            .Append($"Arrival-Date: {Date(report.ArrivedAt)}\r\n")
            .Append($"{TraceFields.CorrelationId}: {report.OriginalId}\r\n");
        foreach (var recipient in report.Recipients) AppendRecipient(text, recipient);
    }

    private static void AppendRecipient(StringBuilder text, FailedRecipient recipient)
    {
        text.Append("\r\n");
        if (recipient.OriginalRecipient?.Split(';', 2) is [var type, var address])
            text.Append($"Original-Recipient: {OneLine(type, 40)};{Embedded(DecodeXtext(address))}\r\n");
        var addressType = System.Text.Ascii.IsValid(recipient.Address) ? "rfc822" : "utf-8";
        text.Append($"Final-Recipient: {addressType};{Embedded(recipient.Address)}\r\n")
            .Append("Action: failed\r\n")
            .Append($"Status: {StatusOf(recipient)}\r\n");

        // A host is named only when it spoke: our own words are no SMTP reply (RFC 3464 section 2.3.6).
        if (recipient.Code > 0)
        {
            if (recipient.RemoteHost is { } host)
                text.Append($"Remote-MTA: dns; {OneLine(WithoutPort(host), 255)}\r\n");
            text.Append($"Diagnostic-Code: smtp; {Fold(Embedded(Diagnostic(recipient)))}\r\n");
        }

        if (recipient.LastAttemptAt is { } at) text.Append($"Last-Attempt-Date: {Date(at)}\r\n");
    }

    /// <summary>
    /// A 4.x.x that became final after its last retry is a failure of delivery time (RFC 3463 section 3.5).
    /// </summary>
    private static string StatusOf(FailedRecipient recipient) => recipient.Status switch
    {
        { Length: >= 5 and <= 9 } status
            when status[0] is '4' or '5' && status.All(c => char.IsAsciiDigit(c) || c == '.') => status,
        _ => recipient.Code is >= 500 and < 600 ? "5.0.0" : "4.4.7",
    };

    private static string Diagnostic(FailedRecipient recipient)
    {
        var code = recipient.Code > 0 ? recipient.Code.ToString(CultureInfo.InvariantCulture) : null;
        string?[] parts = [code, recipient.Status, OneLine(recipient.Text, TextMax)];
        return string.Join(' ', parts.Where(part => !string.IsNullOrEmpty(part)));
    }

    /// <summary>Breaks a long value at blanks (RFC 5322 section 2.2.3).</summary>
    private static string Fold(string value)
    {
        var text = new StringBuilder();
        var column = 24;
        foreach (var word in value.Split(' '))
        {
            var isFold = column > 24 && column + word.Length > 76;
            text.Append(isFold ? "\r\n " : text.Length > 0 ? " " : "").Append(word);
            column = (isFold ? 1 : column + 1) + word.Length;
        }

        return text.ToString();
    }

    private static string OneLine(string text, int max) => HeaderText.Clean(text, max);

    /// <summary>One line of ASCII, short enough for a field; <c>ü</c> becomes <c>\x{FC}</c>.</summary>
    private static string Embedded(string text)
    {
        var ascii = new StringBuilder();
        foreach (var rune in OneLine(text, EmbeddedMax).EnumerateRunes())
        {
            var piece = rune.IsAscii
                ? rune.ToString()
                : "\\x{" + rune.Value.ToString("X", CultureInfo.InvariantCulture) + "}";
            if (ascii.Length + piece.Length > EmbeddedMax) break;
            ascii.Append(piece);
        }

        return ascii.ToString();
    }

    private static string WithoutPort(string host) =>
        host.LastIndexOf(':') is var at and > 0 && !host.EndsWith(']') ? host[..at] : host;

    /// <summary>xtext (RFC 3461 section 4): +HH is an octet.</summary>
    private static string DecodeXtext(string text)
    {
        var decoded = new StringBuilder();
        for (var i = 0; i < text.Length; i++)
        {
            var isHex = text[i] == '+' && i + 2 < text.Length
                && char.IsAsciiHexDigit(text[i + 1]) && char.IsAsciiHexDigit(text[i + 2]);
            decoded.Append(isHex ? (char)Convert.ToByte(text.Substring(i + 1, 2), 16) : text[i]);
            if (isHex) i += 2;
        }

        return decoded.ToString();
    }
}
