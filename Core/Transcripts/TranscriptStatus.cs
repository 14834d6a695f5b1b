namespace VoicemailOrleans.Core.Transcripts;

/// <summary>
/// The state of the transcript in a mail; the names are the values of X-Voicemail-Status,
/// see <see cref="TranscriptStatusNames"/>.
/// </summary>
public enum TranscriptStatus
{
    /// <summary>Whole and trustworthy enough to show.</summary>
    Transcribed,

    /// <summary>Below the threshold: hidden from the mail, with the reason.</summary>
    LowConfidence,

    /// <summary>Only some of the recording.</summary>
    Partial,

    /// <summary>Nobody spoke.</summary>
    NoSpeech,

    /// <summary>There is none; a <see cref="NoTranscriptReason"/> says why.</summary>
    NotTranscribed,
}

/// <summary>Why a mail has no transcript. One notice per cause (see the preview).</summary>
public enum NoTranscriptReason
{
    /// <summary>Every engine failed for good.</summary>
    CouldNotBeTranscribed,

    /// <summary>The deliver-by deadline came first.</summary>
    SentWithoutWaiting,

    /// <summary>The recording's format is unknown or damaged.</summary>
    UnknownAudioFormat,

    /// <summary>Transcription is switched off.</summary>
    SwitchedOff,

    /// <summary>Marked private, and no engine on the premises is configured.</summary>
    MarkedPrivate,

    /// <summary>Longer or larger than the limits allow.</summary>
    TooLong,

    /// <summary>A policy keeps it on the premises, and no engine there is configured.</summary>
    OnPremisesOnly,
}

/// <summary>The wire names of <see cref="TranscriptStatus"/>.</summary>
public static class TranscriptStatusNames
{
    /// <summary>
    /// The value of X-Voicemail-Status: <c>transcribed|low-confidence|partial|no-speech|not-transcribed</c>.
    /// </summary>
    public static string HeaderValue(this TranscriptStatus status) => status switch
    {
        TranscriptStatus.Transcribed => "transcribed",
        TranscriptStatus.LowConfidence => "low-confidence",
        TranscriptStatus.Partial => "partial",
        TranscriptStatus.NoSpeech => "no-speech",
        _ => "not-transcribed",
    };
}
