using VoicemailOrleans.Core.Transcripts;

namespace VoicemailOrleans.Core.Voicemail;

/// <summary>What a mail went without, and what has come since.</summary>
public static class LateTranscripts
{
    /// <summary>
    /// Recordings whose words a mail of the present would not have although they may still come: nobody has listened to
    /// them yet, or no engine could. Null for none. What was switched off, cannot be decoded or was too unclear is
    /// nothing that comes by waiting; what a person has typed in is there.
    /// </summary>
    public static IReadOnlyList<int>? Lacking(
        this VoicemailState state, IReadOnlyList<TranscriptionState> transcriptions, VoicemailPolicy policy)
    {
        var results = transcriptions.ToDictionary(made => made.Number, made => made.Result);
        var lacking = (state.Facts?.Recordings ?? []).Take(policy.RecordingsMax)
            .Select(recording => recording.Number)
            .Where(number => state.CorrectionOf(number) is null && results.GetValueOrDefault(number) is null or
            {
                Status: TranscriptStatus.NotTranscribed, Reason: NoTranscriptReason.CouldNotBeTranscribed,
            })
            .ToList();
        return lacking.Count > 0 ? lacking : null;
    }

    /// <summary>All that a mail without any transcript lacks; null without recordings.</summary>
    public static IReadOnlyList<int>? LackingAll(this VoicemailState state, VoicemailPolicy policy)
    {
        var recordings = (state.Facts?.Recordings ?? []).Take(policy.RecordingsMax);
        List<int> all = [.. recordings.Select(recording => recording.Number)];
        return all.Count > 0 ? all : null;
    }

    /// <summary>
    /// What a recipient may be left without by a copy that lacks so much. An uncertain attempt may have left a copy
    /// before it, and a mailbox that has that one drops this one: it bears the same Message-ID.
    /// </summary>
    public static IReadOnlyList<int>? LackingWith(this Delivery delivery, IReadOnlyList<int>? lacks) =>
        delivery is { IsSettled: false, Lacks: { } before } ? [.. before.Union(lacks ?? [])] : lacks;

    /// <summary>What the transcriptions of a voicemail say to one that went without some of their words.</summary>
    public static VoicemailInput.LateTranscriptsSeen Seen(
        IReadOnlyList<TranscriptionState> transcriptions, IReadOnlyList<DeliveredMark> marks) => new(
        transcriptions.Count(made => !made.IsDone),
        [.. transcriptions
            .Where(made => made is
            {
                IsDone: true, Result.Status: TranscriptStatus.Transcribed or TranscriptStatus.Partial,
            })
            .Select(made => made.Number)],
        marks);

    /// <summary>Somebody has the mail without words that may still come.</summary>
    public static bool WentWithout(this VoicemailState state) =>
        state.Deliveries.Any(delivery => delivery is { State: DeliveryState.Delivered, Lacks: not null });
}
