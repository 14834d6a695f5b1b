namespace VoicemailOrleans.AdminUi.Presentation;

/// <summary>The events of a message's history. A name not listed here still shows, with a plain dot.</summary>
internal static class EventWords
{
    public static Wording Of(string name) => name.ToLowerInvariant() switch
    {
        "received" => new(Tones.Ok, "inbox", "Received"),
        "read" => new(Tones.Ok, "mail", "Read"),
        "policy" => new(Tones.Plain, "sliders-horizontal", "Policy"),
        "transcribing" => new(Tones.Info, "audio-waveform", "Being transcribed"),
        "transcripts" => new(Tones.Ok, "audio-waveform", "Ready to leave"),
        "delivered" => new(Tones.Ok, "mail-check", "Delivered"),
        "deferred" => new(Tones.Warn, "clock", "Not taken yet"),
        "late" => new(Tones.Warn, "clock", "Late, and the sender told"),
        "late-transcript" => new(Tones.Info, "audio-waveform", "Transcript after the mail"),
        "uncertain" => new(Tones.Warn, "circle-question-mark", "Uncertain"),
        "refused" => new(Tones.Error, "mail-x", "Refused"),
        "corrected" => new(Tones.Info, "pencil", "Corrected"),
        "rebuilt" => new(Tones.Warn, "refresh-cw", "Restored"),
        "resend" => new(Tones.Info, "send", "Resent"),
        "deliver" => new(Tones.Info, "forward", "To leave at once"),
        "transcribe" => new(Tones.Info, "audio-waveform", "To be transcribed again"),
        "hold" => new(Tones.Warn, "shield", "Put on hold"),
        "release" => new(Tones.Info, "check", "Released"),
        "delete" => new(Tones.Error, "archive-x", "Deleted"),
        "restore" => new(Tones.Info, "rotate-ccw", "Restored"),
        "quarantined" => new(Tones.Error, "triangle-alert", "Quarantined"),
        "closed" => new(Tones.Plain, "check", "Closed"),
        _ => new(Tones.Plain, "info", Sentence(name)),
    };

    private static string Sentence(string name)
    {
        var words = name.Replace('-', ' ').Replace('_', ' ').Trim();
        return words.Length == 0 ? "Event" : char.ToUpperInvariant(words[0]) + words[1..];
    }
}
