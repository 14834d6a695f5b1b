using VoicemailOrleans.Core.Transcripts;

namespace VoicemailOrleans.Core.Voicemail;

/// <summary>
/// Corrected transcripts. What a person wrote counts more than what an engine heard, whichever came later: mails, the
/// list and the search have the corrected text.
/// </summary>
public static class Corrections
{
    /// <summary>
    /// Corrections kept of one recording; of more, the oldest go. Enough to see who changed what since when.
    /// </summary>
    private const int KeptMax = 5;

    /// <summary>The newest correction of a recording, a withdrawal included; null when there is none.</summary>
    public static TranscriptCorrection? LastCorrection(this VoicemailState state, int recording) =>
        state.Corrections?.LastOrDefault(correction => correction.Recording == recording);

    /// <summary>The correction that holds for a recording; null when the engine's transcript does.</summary>
    public static TranscriptCorrection? CorrectionOf(this VoicemailState state, int recording) =>
        state.LastCorrection(recording) is { Text.Length: > 0 } correction ? correction : null;

    /// <summary>Corrections made of all recordings, those that are no longer kept included.</summary>
    public static int CorrectionCount(this VoicemailState state) =>
        (state.Corrections ?? []).GroupBy(made => made.Recording).Sum(group => group.Max(made => made.Revision));

    /// <summary>The transcription as it holds: with the corrected words where there are such.</summary>
    public static TranscriptionState Corrected(this VoicemailState state, TranscriptionState transcription)
    {
        if (state.CorrectionOf(transcription.Number) is not { } correction) return transcription;
        var result = transcription.Result
            ?? new TranscriptionResult { Status = TranscriptStatus.NotTranscribed, At = correction.At };
        var language = LanguageTags.First(transcription.Language);
        var transcript = CorrectedTranscript.Of(result.Transcript, correction.Text, language);
        return transcription with
        {
            Result = result with { Status = TranscriptStatus.Transcribed, Reason = null, Transcript = transcript },
        };
    }

    internal static IReadOnlyList<TranscriptCorrection> With(
        IReadOnlyList<TranscriptCorrection>? corrections, TranscriptCorrection added)
    {
        var all = new List<TranscriptCorrection>(corrections ?? []) { added };
        var surplus = all.Count(correction => correction.Recording == added.Recording) - KeptMax;
        if (surplus > 0) all.RemoveAt(all.FindIndex(correction => correction.Recording == added.Recording));
        return all;
    }
}
