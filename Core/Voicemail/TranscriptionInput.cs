using VoicemailOrleans.Core.Transcripts;

namespace VoicemailOrleans.Core.Voicemail;

/// <summary>What an attempt at one recording brought.</summary>
public abstract record TranscriptionInput
{
    /// <summary>The recording is not in the spool (any more).</summary>
    public sealed record RecordingMissing : TranscriptionInput;

    /// <summary>It can never be decoded or recognised.</summary>
    /// <param name="Message">Why, for the helpdesk.</param>
    /// <param name="Reason">The notice the mail shows.</param>
    /// <param name="Sound">What was decoded; null when nothing was.</param>
    public sealed record Rejected(string Message, NoTranscriptReason Reason, SoundFacts? Sound) : TranscriptionInput;

    /// <summary>Nobody speaks in it.</summary>
    public sealed record NoSpeech(SoundFacts Sound) : TranscriptionInput;

    /// <summary>Words were heard.</summary>
    public sealed record Heard(Transcript Transcript, SoundFacts Sound) : TranscriptionInput;

    /// <summary>Whoever took its turn died or hung over it, as often as is tried.</summary>
    public sealed record StruckOut : TranscriptionInput;

    /// <summary>No engine could be asked.</summary>
    /// <param name="Message">What happened, for the helpdesk.</param>
    /// <param name="RetryAfter">The engine's own wish; null when it has none.</param>
    /// <param name="Sound">What was decoded; null when decoding itself broke down.</param>
    public sealed record Unavailable(string Message, TimeSpan? RetryAfter, SoundFacts? Sound) : TranscriptionInput;
}

/// <summary>A decoded recording.</summary>
/// <param name="Duration">Its length.</param>
/// <param name="Codec">For people, for example <c>G.711 µ-law, 8 kHz</c>.</param>
public sealed record SoundFacts(TimeSpan Duration, string Codec);
