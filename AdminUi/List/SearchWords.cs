using VoicemailOrleans.Core.Transcripts;
using VoicemailOrleans.Grains;

namespace VoicemailOrleans.AdminUi.List;

/// <summary>The choices of a search: their names in addresses and their words on the page.</summary>
internal static class SearchWords
{
    public static readonly SearchChoices<VoicemailView> Views = new(
        (VoicemailView.All, null, "All"),
        (VoicemailView.NeedsAttention, "attention", "Needs attention"),
        (VoicemailView.Open, "open", "Open"),
        (VoicemailView.Delivered, "delivered", "Delivered"),
        (VoicemailView.Deleted, "deleted", "Deleted"));

    public static readonly SearchChoices<SearchPeriod> Periods = new(
        (SearchPeriod.Today, "today", "Today"),
        (SearchPeriod.SevenDays, "7d", "Last 7 days"),
        (SearchPeriod.ThirtyDays, "30d", "Last 30 days"));

    public const string Missing = "Missing when the mail left";

    public static readonly SearchChoices<VoicemailStatus> Statuses = new(
        (VoicemailStatus.Received, "received", "Received"),
        (VoicemailStatus.Transcribing, "transcribing", "Transcribing"),
        (VoicemailStatus.Delivering, "delivering", "Delivering"),
        (VoicemailStatus.Delayed, "delayed", "Delayed"),
        (VoicemailStatus.Delivered, "delivered", "Delivered"),
        (VoicemailStatus.Bounced, "bounced", "Bounced"),
        (VoicemailStatus.Parked, "parked", "Parked"),
        (VoicemailStatus.Duplicate, "duplicate", "Duplicate"));

    public static readonly SearchChoices<TranscriptStatus> Transcripts = new(
        (TranscriptStatus.Transcribed, "transcribed", "Complete"),
        (TranscriptStatus.LowConfidence, "low-confidence", "Too uncertain"),
        (TranscriptStatus.Partial, "partial", "Only a part"),
        (TranscriptStatus.NoSpeech, "no-speech", "No speech heard"),
        (TranscriptStatus.NotTranscribed, "not-transcribed", "None"));

    public static readonly SearchChoices<(VoicemailOrder Order, bool IsAscending)> Orders = new(
        ((VoicemailOrder.Received, false), null, "Newest first"),
        ((VoicemailOrder.Received, true), "oldest", "Oldest first"),
        ((VoicemailOrder.Length, false), "longest", "Longest first"),
        ((VoicemailOrder.Length, true), "shortest", "Shortest first"),
        ((VoicemailOrder.Recipient, true), "recipient", "Recipient A to Z"),
        ((VoicemailOrder.Recipient, false), "recipient-back", "Recipient Z to A"),
        ((VoicemailOrder.Caller, true), "caller", "Caller A to Z"),
        ((VoicemailOrder.Caller, false), "caller-back", "Caller Z to A"));
}
