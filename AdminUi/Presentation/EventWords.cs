namespace VoicemailOrleans.AdminUi.Presentation;

/// <summary>The events of a message's history. A name not listed here still shows, with a plain dot.</summary>
internal static class EventWords
{
    public static Wording Of(string name) => name.ToLowerInvariant() switch
    {
        "received" => new(Tones.Ok, "inbox", "Received"),
        "read" => new(Tones.Ok, "mail", "Read"),
        "transcribed" => new(Tones.Ok, "audio-waveform", "Transcribed"),
        "deadline" or "sent-without-waiting" => new(Tones.Warn, "hourglass", "Not waiting any longer"),
        "relaying" or "attempt" => new(Tones.Info, "send", "Offered to the mail server"),
        "delivered" => new(Tones.Ok, "mail-check", "Delivered"),
        "deferred" => new(Tones.Warn, "clock", "Not taken yet"),
        "uncertain" => new(Tones.Warn, "circle-question-mark", "Uncertain"),
        "refused" => new(Tones.Error, "mail-x", "Refused"),
        "bounced" => new(Tones.Error, "mail-x", "Bounced"),
        "parked" => new(Tones.Error, "circle-alert", "Parked"),
        "duplicate" => new(Tones.Plain, "copy-check", "Duplicate"),
        "resent" or "resend" => new(Tones.Info, "send", "Resent"),
        "reported" => new(Tones.Warn, "mail-warning", "Sender told"),
        _ => new(Tones.Plain, "info", Sentence(name)),
    };

    private static string Sentence(string name)
    {
        var words = name.Replace('-', ' ').Replace('_', ' ').Trim();
        return words.Length == 0 ? "Event" : char.ToUpperInvariant(words[0]) + words[1..];
    }
}
