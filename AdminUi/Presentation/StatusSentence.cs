using VoicemailOrleans.Core.Transcripts;
using VoicemailOrleans.Core.Voicemail;

namespace VoicemailOrleans.AdminUi.Presentation;

/// <summary>What happened to a message, in a sentence or two that the helpdesk can read out on the phone.</summary>
internal static class StatusSentence
{
    public static string Of(VoicemailState state) => state.Stage switch
    {
        VoicemailStage.Received => "It is safely stored and will be looked at in a moment.",
        VoicemailStage.Transcribing => "The recording is being transcribed. The mail leaves when that is done, "
            + "or without transcript when the time is up.",
        VoicemailStage.Relaying => Relaying(state),
        _ => Closed(state),
    };

    private static string Relaying(VoicemailState state)
    {
        var open = state.Deliveries.Where(d => !d.IsSettled).ToList();
        if (open.Any(d => d.State == DeliveryState.Uncertain))
            return "The connection broke at the last moment, so the mail server may or may not have the mail. "
                + "It is offered again under the same Message-ID.";
        if (open.Any(d => d.State == DeliveryState.Deferred))
            return $"The mail server would not take the mail for {People(open)} yet. It is tried again until it does.";
        if (open.Count > 0 && open.TrueForAll(d => d.IsLate))
            return $"The mail was delivered. Its transcript came later, and is on its way to {People(open)}.";
        return state.Resends > 0
            ? $"It is being sent again to {People(open)}."
            : $"The mail is on its way to {People(open)}.";
    }

    private static string Closed(VoicemailState state) => state.ClosedAs switch
    {
        CloseReason.Duplicate => "The same message had been received before; this copy was not sent.",
        CloseReason.Bounced =>
            $"The mail could not be delivered to {People(Refused(state))}. The sender has been told by a report.",
        CloseReason.Parked when state.Quarantine is not null && Refused(state).Count == 0 =>
            $"The mail server took the mail for {Everybody(state)}, as it came and without transcript, because the "
            + "service had died over it. Have an eye on it, and resend it if somebody misses it.",
        CloseReason.Parked when state.Quarantine is { StrikeOuts: > 1 } =>
            $"The mail was not delivered to {People(Refused(state))}: the service died over it again and again and "
            + "does not try any more. Its content is kept; a resend tries once more.",
        CloseReason.Parked =>
            $"The mail could not be delivered to {People(Refused(state))}, and there is nobody to tell. "
            + "Put the cause right and resend it.",
        _ when state.Deliveries.Any(d => d.IsLate) =>
            $"The mail server took the mail for {Everybody(state)}. The transcript came later, and was sent after it.",
        _ => $"The mail server took the mail for {Everybody(state)}{Transcript(state)}",
    };

    private static string Transcript(VoicemailState state) => state.MailStatus switch
    {
        null when state.Quarantine is not null => ", as it came, because the service had died over it.",
        null => ". " + Unchanged(state.Facts),
        var name when name == TranscriptStatus.Transcribed.HeaderValue() => ", with its transcript.",
        var name when name == TranscriptStatus.Partial.HeaderValue() => ", with a transcript of part of the recording.",
        var name when name == TranscriptStatus.NoSpeech.HeaderValue() => ". Nobody spoke on the recording.",
        var name when name == TranscriptStatus.LowConfidence.HeaderValue() =>
            ". The transcript was too uncertain to put into the mail.",
        _ => ", without a transcript.",
    };

    private static string Unchanged(MessageFacts? facts) => facts switch
    {
        { Kind: MessageKind.NoRecording, Unsearched: { Count: > 0 } closed } =>
            "No recording was found, so it passed unchanged. There may be one in what is not looked into: "
            + $"{string.Join(", ", closed)}.",
        { Kind: MessageKind.NoRecording } => "It carried no recording, and passed unchanged.",
        { Kind: MessageKind.Signed } => "It is signed, and passed unchanged, because a change breaks the signature.",
        { Kind: MessageKind.Encrypted } => "It is encrypted, and passed unchanged.",
        { Kind: MessageKind.AlreadyEnhanced } => "It had been through this service before, and passed unchanged.",
        { Kind: MessageKind.Automatic } => "A machine wrote it, or it went to a list, so it passed unchanged.",
        { Kind: MessageKind.TooComplex } => "It was too complex to be read safely, and passed unchanged.",
        _ => "It passed unchanged.",
    };

    private static List<Delivery> Refused(VoicemailState state) =>
        [.. state.Deliveries.Where(d => d.State == DeliveryState.Refused)];

    private static string Everybody(VoicemailState state) =>
        state.Deliveries.Count < 3 ? People(state.Deliveries) : $"all {state.Deliveries.Count} recipients";

    private static string People(IReadOnlyList<Delivery> deliveries) => deliveries.Count switch
    {
        0 => "its recipients",
        1 => deliveries[0].Recipient,
        2 => $"{deliveries[0].Recipient} and {deliveries[1].Recipient}",
        _ => $"{deliveries[0].Recipient} and {deliveries.Count - 1} others",
    };
}
