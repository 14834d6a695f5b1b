using System.Globalization;
using VoicemailOrleans.Core.Voicemail;

namespace VoicemailOrleans.AdminUi.Presentation;

/// <summary>How far one recipient is, in words, and the mail server's reply as it came.</summary>
internal static class DeliveryWords
{
    public static Wording Of(Delivery delivery) => delivery.State switch
    {
        DeliveryState.Delivered => new(
            Tones.Ok, "mail-check", delivery.IsLate ? "Delivered, transcript sent later" : "Delivered"),
        DeliveryState.Deferred => new(Tones.Warn, "clock", "Not taken yet"),
        DeliveryState.Refused => new(Tones.Error, "mail-x", "Refused"),
        DeliveryState.Uncertain => new(Tones.Warn, "circle-question-mark", "Uncertain"),
        _ => new(Tones.Info, "mail", "Waiting"),
    };

    /// <summary>The reply with its codes, or our own words about the connection.</summary>
    public static string Reply(DeliveryReply reply)
    {
        if (reply.Code == 0) return reply.Text;
        // Many servers repeat the enhanced code in the text.
        var enhanced = reply.EnhancedCode is { } code && !reply.Text.StartsWith(code, StringComparison.Ordinal)
            ? code + " "
            : "";
        return $"{reply.Code} {enhanced}{reply.Text}";
    }

    /// <summary>What else there is to know.</summary>
    public static IEnumerable<string> Notes(Delivery delivery)
    {
        if (delivery.Earlier is { } earlier)
            yield return $"The mail itself was delivered{At(earlier.RepliedAt)}; this is about its transcript.";
        else if (delivery.Round > 0)
            yield return $"This is resend number {delivery.Round}; the timeline has what came before.";
        if (delivery.UncertainAttempts > 0)
            yield return "The server’s answer was lost once, so a copy may have arrived already.";
        if (delivery.IsReported) yield return "The sender has been told by a report.";
        if (delivery is { State: DeliveryState.Delivered, Lacks: not null })
            yield return "The mail lacked its transcript, which may still come.";
    }

    private static string At(DateTimeOffset? time) => time is { } at
        ? at.UtcDateTime.ToString(" 'on' d MMM 'at' HH:mm 'UTC'", CultureInfo.InvariantCulture)
        : "";
}
