using VoicemailOrleans.Core.Transcripts;

namespace VoicemailOrleans.Core.Voicemail;

/// <summary>One recording on its way to an end result: all its transitions, as pure functions.</summary>
/// <remarks>
/// Theory of operation. An attempt decodes the recording and asks the engines; its result is final unless no engine was
/// available. Then it is tried again, beyond the mail's deadline too, since the helpdesk sees what comes late, until
/// the policy's patience is over. An end result never changes: whatever a second, slower attempt brings is dropped. The
/// commit of the end result wakes the voicemail. After that the grain only waits to be deleted along with it; it is due
/// long after that should have happened, and then deletes itself when the voicemail is gone. An attempt that kills its
/// silo leaves no fact behind; the store counts those at the claim, and one that struck out gets an end result without
/// an attempt, so that the voicemail goes on.
///
/// <para>Somebody may ask for it again, by another engine or in another language. The former result stays until there
/// is a new one, and for good when the new attempt brings no words and the former one had some: trying must not cost
/// what is known. The patience is counted anew.</para>
/// </remarks>
public static class TranscriptionMachine
{
    private const int TextMax = 500;

    private static readonly TimeSpan OrphanCheck = TimeSpan.FromDays(7);

    /// <summary>
    /// A recording's first state; it has its end result already when the policy lets no engine hear it.
    /// </summary>
    public static TranscriptionState Begin(
        CorrelationId id, int number, bool isPrivate, VoicemailPolicy policy, DateTimeOffset now)
    {
        var state = new TranscriptionState
        {
            Id = id, Number = number, CreatedAt = now, NextAttemptAt = now,
            Language = policy.Language, OnPremiseOnly = isPrivate,
        };
        if (!policy.Transcribe) return Without(state, NoTranscriptReason.SwitchedOff, null, now);
        if (isPrivate && !policy.TranscribePrivate) return Without(state, NoTranscriptReason.MarkedPrivate, null, now);
        return state;
    }

    /// <summary>
    /// The state of a recording that somebody wants transcribed again; the same when that is under way already.
    /// </summary>
    public static TranscriptionState Again(
        TranscriptionState state, string? engine, string language, DateTimeOffset now)
    {
        var isUnderWay = !state.IsDone && state.Engine == engine && state.Language == language;
        if (isUnderWay && !(state.NextAttemptAt > now)) return state;
        return state with
        {
            Engine = engine, Language = language, AskedAgainAt = now, Attempts = 0, NextAttemptAt = now,
            LastError = null,
        };
    }

    /// <summary>What an attempt makes of a state. Total: a recording with an end result stays as it is.</summary>
    public static TranscriptionState Next(
        TranscriptionState state, TranscriptionInput input, VoicemailPolicy policy, DateTimeOffset now)
    {
        if (state.IsDone) return state;
        return input switch
        {
            TranscriptionInput.RecordingMissing => Without(
                state with { LastError = "The recording is not in the spool." },
                NoTranscriptReason.CouldNotBeTranscribed, null, now),
            TranscriptionInput.StruckOut => Without(
                state with { LastError = "The service died or hung over this recording, again and again." },
                NoTranscriptReason.CouldNotBeTranscribed, null, now),
            TranscriptionInput.Rejected rejected => Without(
                state with { LastError = Cut(rejected.Message) }, rejected.Reason, rejected.Sound, now),
            TranscriptionInput.NoSpeech silent => Done(state, TranscriptStatus.NoSpeech, null, null, silent.Sound, now),
            TranscriptionInput.Heard heard => OnHeard(state, heard, policy, now),
            TranscriptionInput.Unavailable unavailable => OnUnavailable(state, unavailable, policy, now),
            _ => throw new ArgumentOutOfRangeException(nameof(input), input, "an input without an answer"),
        };
    }

    /// <summary>When the next turn is due.</summary>
    public static DateTimeOffset DueAt(TranscriptionState state, VoicemailPolicy policy) => DueTime.RoundUp(
        state is { IsDone: true, Result: { } result }
            ? result.At + policy.RelayLifetime + policy.Retention + OrphanCheck
            : state.NextAttemptAt ?? state.CreatedAt);

    private static TranscriptionState OnHeard(
        TranscriptionState state, TranscriptionInput.Heard heard, VoicemailPolicy policy, DateTimeOffset now)
    {
        var transcript = heard.Transcript;
        if (transcript.Words.All(word => string.IsNullOrWhiteSpace(word.Text)))
            return Done(state, TranscriptStatus.NoSpeech, null, null, heard.Sound, now);
        if (transcript.Words.Count > policy.TranscriptWordsMax)
        {
            var kept = transcript.Words.Take(policy.TranscriptWordsMax);
            transcript = transcript with { Words = [.. kept], IsPartial = true };
        }

        // Before the first time that it is stored: what is left out here, nobody can read anywhere.
        transcript = Redaction.Of(transcript, policy.Redaction);
        if (policy.MaskProfanity) transcript = Profanity.Of(transcript);
        var status = transcript.Confidence < policy.ConfidenceMin ? TranscriptStatus.LowConfidence
            : transcript.IsPartial ? TranscriptStatus.Partial
            : TranscriptStatus.Transcribed;
        return Done(state, status, null, transcript, heard.Sound, now);
    }

    private static TranscriptionState OnUnavailable(
        TranscriptionState state, TranscriptionInput.Unavailable unavailable, VoicemailPolicy policy,
        DateTimeOffset now)
    {
        state = state with { Attempts = state.Attempts + 1, LastError = Cut(unavailable.Message) };
        var wait = policy.SpeechRetry.Wait(state.Attempts, RetrySchedule.JitterOf(state.Id));
        if (unavailable.RetryAfter is { } wish && wish > wait)
            wait = wish < policy.RetryAfterMax ? wish : policy.RetryAfterMax;
        return now + wait > (state.AskedAgainAt ?? state.CreatedAt) + policy.TranscribeFor
            ? Without(state, NoTranscriptReason.CouldNotBeTranscribed, unavailable.Sound, now)
            : state with { NextAttemptAt = now + wait };
    }

    private static TranscriptionState Without(
        TranscriptionState state, NoTranscriptReason reason, SoundFacts? sound, DateTimeOffset now) =>
        Done(state, TranscriptStatus.NotTranscribed, reason, null, sound, now);

    private static TranscriptionState Done(
        TranscriptionState state, TranscriptStatus status, NoTranscriptReason? reason, Transcript? transcript,
        SoundFacts? sound, DateTimeOffset now)
    {
        if (transcript is null && state.Result?.Transcript is not null)
            return state with { NextAttemptAt = null, LastError = state.LastError ?? "No speech was heard this time." };
        var result = new TranscriptionResult
        {
            Status = status, Reason = reason, Transcript = transcript,
            Duration = sound?.Duration, Codec = sound?.Codec, At = now,
        };
        return state with { NextAttemptAt = null, Result = result };
    }

    private static string Cut(string text) => text.Length <= TextMax ? text : text[..TextMax];
}
