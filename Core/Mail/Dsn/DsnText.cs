using System.Globalization;
using System.Text;
using VoicemailOrleans.Core.Mail.Mime;

namespace VoicemailOrleans.Core.Mail.Dsn;

/// <summary>What a delivery status notification says to people.</summary>
internal static class DsnText
{
    /// <summary>Characters of an address (RFC 5321 section 4.5.3.1: 64 and 255, and the @).</summary>
    public const int AddressMax = 320;

    private const int ReplyMax = 500;

    /// <summary>The subject: of the worst that it tells.</summary>
    public static string Subject(DeliveryReport report) =>
        report.Has(ReportAction.Failed) ? "Voicemail could not be delivered"
        : report.Has(ReportAction.Delayed) ? "Voicemail is not delivered yet"
        : "Voicemail was passed on";

    /// <summary>The text, lines of 72 columns but for addresses and replies.</summary>
    public static string Explain(DeliveryReport report)
    {
        var text = new StringBuilder($"This is the mail system at {report.HostName}.\n\n");
        foreach (var group in report.Recipients.GroupBy(recipient => recipient.Action).OrderBy(group => group.Key))
        {
            text.Append(Sentence(group.Key)).Append("\n\n");
            foreach (var recipient in group)
                text.Append($"<{OneLine(recipient.Address, AddressMax)}>\n    {Reply(recipient)}\n\n");
        }

        return text.Append($"Reference: {report.OriginalId}\n").ToString();
    }

    /// <summary>Codes and text of the reply that decided, as one line.</summary>
    public static string Reply(ReportedRecipient recipient)
    {
        var code = recipient.Code > 0 ? recipient.Code.ToString(CultureInfo.InvariantCulture) : null;
        string?[] parts = [code, recipient.Status, OneLine(recipient.Text, ReplyMax)];
        return string.Join(' ', parts.Where(part => !string.IsNullOrEmpty(part)));
    }

    /// <summary>What came from outside, as one line.</summary>
    public static string OneLine(string text, int max) => HeaderText.Clean(text, max);

    private static string Sentence(ReportAction action) => action switch
    {
        ReportAction.Failed =>
            "A voicemail message could not be delivered to the recipients below. It is\n"
            + "kept here, and your helpdesk can send it again.",
        ReportAction.Delayed =>
            "A voicemail message could not be delivered yet to the recipients below.\n"
            + "It is tried again. You need not send it again.",
        _ =>
            "A voicemail message was passed on for the recipients below, to a mail\n"
            + "system that does not report whether it arrived.",
    };
}
