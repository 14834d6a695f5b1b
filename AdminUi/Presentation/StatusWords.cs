using VoicemailOrleans.Core.Transcripts;
using VoicemailOrleans.Core.Voicemail;
using VoicemailOrleans.Grains;

namespace VoicemailOrleans.AdminUi.Presentation;

/// <summary>The status chip: where a message is, in one word.</summary>
internal static class StatusWords
{
    private static readonly Wording Deleted = new(Tones.Plain, "archive-x", "Deleted");

    public static Wording Of(VoicemailSummary summary) => summary.IsDeleted
        ? Deleted
        : Of(summary.Stage, summary.ClosedAs, summary.NeedsAttention);

    public static Wording Of(VoicemailState state) => state.Deletion is not null
        ? Deleted
        : Of(state.Stage, state.ClosedAs, IsDelayed(state));

    /// <summary>What the list shows where there is no transcript.</summary>
    public static string WithoutTranscript(VoicemailSummary summary) => summary switch
    {
        { ClosedAs: CloseReason.Duplicate } => "The same message was received before.",
        { Stage: VoicemailStage.Received } => "Just received",
        { Stage: VoicemailStage.Transcribing } => "Transcribing…",
        { MailStatus: null } => "Mail without recording, passed on unchanged",
        { MailStatus: var name } when name == TranscriptStatus.NoSpeech.HeaderValue() => "No speech heard",
        { MailStatus: var name } when name == TranscriptStatus.LowConfidence.HeaderValue() =>
            "Transcript too uncertain to show",
        _ => "Sent without transcript",
    };

    private static bool IsDelayed(VoicemailState state) =>
        state.Deliveries.Any(d => d.State is DeliveryState.Deferred or DeliveryState.Uncertain);

    private static Wording Of(VoicemailStage stage, CloseReason? closed, bool troubled) => (stage, closed) switch
    {
        (VoicemailStage.Received, _) => new(Tones.Info, "inbox", "Received"),
        (VoicemailStage.Transcribing, _) => new(Tones.Info, "loader-circle", "Transcribing"),
        (VoicemailStage.Relaying, _) when troubled => new(Tones.Warn, "clock", "Delayed"),
        (VoicemailStage.Relaying, _) => new(Tones.Info, "loader-circle", "Delivering"),
        (_, CloseReason.Bounced) => new(Tones.Error, "mail-x", "Bounced"),
        (_, CloseReason.Parked) => new(Tones.Error, "circle-alert", "Parked"),
        (_, CloseReason.Duplicate) => new(Tones.Plain, "copy-check", "Duplicate"),
        _ => new(Tones.Ok, "circle-check", "Delivered"),
    };
}
