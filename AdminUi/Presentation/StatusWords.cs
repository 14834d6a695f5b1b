using VoicemailOrleans.Core.Transcripts;
using VoicemailOrleans.Core.Voicemail;
using VoicemailOrleans.Grains;

namespace VoicemailOrleans.AdminUi.Presentation;

/// <summary>The status chip: where a message is, in one word.</summary>
internal static class StatusWords
{
    private static readonly Wording Deleted = new(Tones.Plain, "archive-x", "Deleted");

    public static Wording Of(VoicemailSummary summary) => summary.IsDeleted ? Deleted : Of(summary.Status);

    public static Wording Of(VoicemailState state) => state.Deletion is not null
        ? Deleted
        : Of(VoicemailStatuses.Of(state.Stage, state.ClosedAs, IsDelayed(state)));

    /// <summary>In the place of what was said, where a policy keeps it from the reader.</summary>
    public const string Kept = "Not for your role to read";

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

    private static Wording Of(VoicemailStatus status) => status switch
    {
        VoicemailStatus.Received => new(Tones.Info, "inbox", "Received"),
        VoicemailStatus.Transcribing => new(Tones.Info, "loader-circle", "Transcribing"),
        VoicemailStatus.Delayed => new(Tones.Warn, "clock", "Delayed"),
        VoicemailStatus.Delivering => new(Tones.Info, "loader-circle", "Delivering"),
        VoicemailStatus.Bounced => new(Tones.Error, "mail-x", "Bounced"),
        VoicemailStatus.Parked => new(Tones.Error, "circle-alert", "Parked"),
        VoicemailStatus.Duplicate => new(Tones.Plain, "copy-check", "Duplicate"),
        _ => new(Tones.Ok, "circle-check", "Delivered"),
    };
}
