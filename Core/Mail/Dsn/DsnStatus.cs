using System.Globalization;
using System.Text;

namespace VoicemailOrleans.Core.Mail.Dsn;

/// <summary>
/// What a delivery status notification says to machines (RFC 3464): ASCII alone; what is beyond it in the form that
/// RFC 6533 section 3 gives addresses.
/// </summary>
internal static class DsnStatus
{
    /// <summary>With the name of any field in front, less than the 998 of RFC 5322 section 2.1.1.</summary>
    private const int EmbeddedMax = 900;

    /// <summary>Appends the fields of the message, and those of each recipient.</summary>
    public static void Append(StringBuilder text, DeliveryReport report)
    {
        if (report.EnvelopeId is { } id) text.Append($"Original-Envelope-Id: {Embedded(DecodeXtext(id))}\r\n");
        text.Append($"Reporting-MTA: dns; {report.HostName}\r\n")
            .Append($"Arrival-Date: {DsnComposer.Date(report.ArrivedAt)}\r\n")
            .Append($"{Mime.TraceFields.CorrelationId}: {report.OriginalId}\r\n");
        foreach (var recipient in report.Recipients) AppendRecipient(text, recipient);
    }

    private static void AppendRecipient(StringBuilder text, ReportedRecipient recipient)
    {
        text.Append("\r\n");
        if (recipient.OriginalRecipient?.Split(';', 2) is [var type, var address])
            text.Append($"Original-Recipient: {DsnText.OneLine(type, 40)};{Embedded(DecodeXtext(address))}\r\n");
        var addressType = System.Text.Ascii.IsValid(recipient.Address) ? "rfc822" : "utf-8";
        text.Append($"Final-Recipient: {addressType};{Embedded(recipient.Address)}\r\n")
            .Append($"Action: {recipient.Action.ToString().ToLowerInvariant()}\r\n")
            .Append($"Status: {StatusOf(recipient)}\r\n");

        // A host is named only when it spoke: our own words are no SMTP reply (RFC 3464 section 2.3.6).
        if (recipient.Code > 0)
        {
            if (recipient.RemoteHost is { } host)
                text.Append($"Remote-MTA: dns; {DsnText.OneLine(WithoutPort(host), 255)}\r\n");
            text.Append($"Diagnostic-Code: smtp; {Fold(Embedded(DsnText.Reply(recipient)))}\r\n");
        }

        if (recipient.LastAttemptAt is { } at) text.Append($"Last-Attempt-Date: {DsnComposer.Date(at)}\r\n");
        if (recipient.RetriedUntil is { } until) text.Append($"Will-Retry-Until: {DsnComposer.Date(until)}\r\n");
    }

    /// <summary>
    /// The status is of the action's class. A 4.x.x that became final after its last retry stays what it was, and
    /// without any it is a failure of delivery time (RFC 3463 section 3.5).
    /// </summary>
    private static string StatusOf(ReportedRecipient recipient)
    {
        var isGiven = recipient.Status is { Length: >= 5 and <= 9 } given
            && given[0] is '2' or '4' or '5' && given.All(c => char.IsAsciiDigit(c) || c == '.');
        var status = isGiven ? recipient.Status! : null;
        return recipient.Action switch
        {
            ReportAction.Relayed => status is ['2', ..] ? status : "2.0.0",
            ReportAction.Delayed => status is null or ['2', ..] ? "4.0.0" : $"4{status[1..]}",
            _ when status is ['4' or '5', ..] => status,
            _ => recipient.Code is >= 500 and < 600 ? "5.0.0" : "4.4.7",
        };
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

    /// <summary>One line of ASCII, short enough for a field; <c>ü</c> becomes <c>\x{FC}</c>.</summary>
    private static string Embedded(string text)
    {
        var ascii = new StringBuilder();
        foreach (var rune in DsnText.OneLine(text, EmbeddedMax).EnumerateRunes())
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
