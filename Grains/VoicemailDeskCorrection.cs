using VoicemailOrleans.Core.Transcripts;
using VoicemailOrleans.Core.Voicemail;

namespace VoicemailOrleans.Grains;

/// <summary>Corrections of transcripts.</summary>
public sealed partial class VoicemailDesk
{
    /// <inheritdoc/>
    public async ValueTask<DeskResult> CorrectAsync(
        CorrelationId id, VoicemailInput.CorrectionMade correction, CancellationToken cancellationToken)
    {
        var isTooLong = correction.Text.Length > TranscriptCorrection.TextMax;
        if (isTooLong || correction.Why?.Length > TranscriptCorrection.WhyMax)
            throw new ArgumentException("The text or the reason is too long.", nameof(correction));
        if (await store.ReadAsync(GrainId.Voicemail(id), cancellationToken) is not { } record)
            return DeskResult.NotFound;
        var turn = new VoicemailTurn(store, policies.Current, clock, record, lease: null);
        var transcriptions = await store.ReadTranscriptionsAsync(turn.State, cancellationToken);
        if (transcriptions.FirstOrDefault(made => made.Number == correction.Recording)?.Result is not { } result)
            return DeskResult.NotNow;
        // The corrected text would count more than a transcript that its author has not seen.
        if (correction.Heard is { } heard && heard != result.At) return DeskResult.Overtaken;
        turn.Learn(correction);
        if (!await turn.CommitAsync(ends: false, cancellationToken)) return DeskResult.NotFound;
        var answer = ToResult(turn.Answer!.Value);
        GrainLog.Correction(logger, id, correction.Recording, answer);
        // Engines outside are told the hints, so nothing of what they may not hear goes there.
        var mayBeTold = turn is { State.Facts.IsPrivate: false, Policy: { OnPremisesOnly: false, Transcribe: true } };
        if (turn.Answer == ActionAnswer.Done && mayBeTold)
            await store.LearnHintsAsync(
                HintPhrases.Of(result.Transcript, turn.State.LastCorrection(correction.Recording)?.Text ?? ""),
                turn.Now, logger, cancellationToken);
        return answer;
    }
}
