namespace VoicemailOrleans.AdminUi.Operations;

/// <summary>The numbers whose voicemails, or sessions, can be shown.</summary>
internal static class NumberWords
{
    /// <summary>What an instrument counts or measures; null when its examples are not kept.</summary>
    public static string? Of(string instrument) => instrument switch
    {
        "voicemail.smtp.refused" => "SMTP replies that refused",
        "voicemail.smtp.auth.failures" => "Wrong credentials",
        "voicemail.smtp.tls.failures" => "TLS handshakes that failed",
        "voicemail.smtp.acknowledgement" => "Replies to received messages",
        "voicemail.grain.turns" => "Turns",
        "voicemail.grain.turn.duration" => "Time of a turn",
        "voicemail.grain.leases.lost" => "Leases lost",
        "voicemail.grain.conflicts" => "Overtaken commits",
        "voicemail.relay.recipients" => "Recipients offered to the mail server",
        "voicemail.relay.late_transcripts" => "Recipients sent a transcript after the mail",
        "voicemail.delivery.duration" => "Time from receipt to delivery",
        "voicemail.smarthost.dials" => "Connections to the mail server",
        "voicemail.speech.requests" => "Requests to speech engines",
        "voicemail.speech.duration" => "Time of a request to a speech engine",
        _ => null,
    };
}
