using VoicemailOrleans.Core.Transcripts;

namespace VoicemailOrleans.Core.Voicemail;

/// <summary>Theory of operation: corrections.</summary>
/// <remarks>
/// A correction names the revision its author was looking at. When somebody else was quicker, nothing is stored and
/// the author is told; the same text sent twice (a double click) counts once. Mails are composed from the state, so one
/// that is not under way yet leaves with the corrected words in any case. When the correction shall be mailed,
/// everybody who has the mail, or still waits for it, gets a new round, as with a resend: an attempt under way with the
/// old words then finds that its try is not the present one, and is refused its dot. The author must try again while a
/// dot is on the wire or a DSN is being written, because nobody knows then who has the mail; and before the first
/// attempt was committed, because that one might be under way with the old words. Recipients that were refused are left
/// alone. What a policy leaves out of transcripts is left out of what a person writes too.
/// </remarks>
public static partial class VoicemailMachine
{
    private static VoicemailStep OnCorrectionMade(
        VoicemailState state, VoicemailInput.CorrectionMade made, VoicemailPolicy policy, DateTimeOffset now)
    {
        if (state.Deletion is not null) return Answer(state, ActionAnswer.Deleted);
        if (Decide(state, policy, now) is VoicemailWork.Purge) return Answer(state, ActionAnswer.NotNow);
        made = made with { Text = LanguageTags.Of(policy.Language).Aggregate(made.Text, Redacted) };
        if (state.Facts?.Recordings.Any(recording => recording.Number == made.Recording) != true)
            return Answer(state, ActionAnswer.NotNow);
        var last = state.LastCorrection(made.Recording);
        var revision = last?.Revision ?? 0;
        if (revision != made.Seen)
        {
            var isSame = last?.Text == made.Text && last.By == made.By;
            return Answer(state, isSame ? ActionAnswer.AlreadyUnderWay : ActionAnswer.Overtaken);
        }

        var isSettled = state.Stage == VoicemailStage.Closed
            || (state.Stage == VoicemailStage.Relaying && state.InFlight is null && HasOpen(state));
        if (made.IsMailed && !isSettled) return Answer(state, ActionAnswer.NotNow);
        var correction = new TranscriptCorrection(
            made.Recording, revision + 1, made.Text, made.By, now, made.Why);
        state = state with { Corrections = Corrections.With(state.Corrections, correction) };
        state = state.Note(policy, now, "corrected", Detail(made));
        if (made.IsMailed) state = SendCorrection(state, made.By, policy, now);
        return new VoicemailStep(state, [new VoicemailEffect.Answer(ActionAnswer.Done)]);

        string Redacted(string text, string language) => Redaction.Of(text, language, policy.Redaction);
    }

    private static string Detail(VoicemailInput.CorrectionMade made)
    {
        var what = made.Text.Length == 0 ? "went back to the original transcript" : "corrected the transcript";
        return $"{made.By} {what} of recording {made.Recording}{(made.Why is { } why ? $": {why}" : ".")}";
    }

    private static VoicemailState SendCorrection(
        VoicemailState state, string by, VoicemailPolicy policy, DateTimeOffset now)
    {
        var round = state.Resends + 1;
        var sent = state.Deliveries.Where(delivery => delivery.State != DeliveryState.Refused)
            .ToDictionary(delivery => delivery.Recipient, delivery =>
                DeliveryRules.Again(state, delivery, round, now) with { ResendAskedAt = now });
        if (sent.Count == 0) return state;
        state = Replace(state, sent) with
        {
            Stage = VoicemailStage.Relaying, ClosedAs = null, ClosedAt = null, Resends = round,
        };
        return state.Note(policy, now, "resend", $"{by} has the correction sent to {History.Names(sent.Values)}.");
    }
}
