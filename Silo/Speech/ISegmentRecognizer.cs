using VoicemailOrleans.Core.Audio;
using VoicemailOrleans.Core.Voicemail;

namespace VoicemailOrleans.Silo.Speech;

/// <summary>
/// The part of an engine that differs from others: one segment, one try. Splitting, retrying, the breaker and joining
/// are <see cref="SegmentedEngine"/>'s.
/// </summary>
internal interface ISegmentRecognizer
{
    /// <summary>Its name in SPEECH_ENGINES.</summary>
    string Name { get; }

    /// <summary>The sound does not leave the premises.</summary>
    bool IsOnPremise { get; }

    /// <summary>Segments it can work on at a time.</summary>
    int Concurrency { get; }

    /// <summary>Whether it knows a language, a BCP 47 tag.</summary>
    bool Knows(string language);

    /// <summary>Recognises one segment. Failures are results; only cancellation throws.</summary>
    Task<SegmentOutcome> RecognizeAsync(SegmentRequest request, CancellationToken cancellationToken);
}

/// <summary>One segment to recognise.</summary>
/// <param name="Id">The message, for log lines.</param>
/// <param name="Audio">The sound, at the recording's own rate.</param>
/// <param name="Languages">BCP 47 tags that it knows, the likeliest first; never empty.</param>
internal sealed record SegmentRequest(CorrelationId Id, PcmAudio Audio, IReadOnlyList<string> Languages)
{
    /// <summary>Phrases that may well be said; only some engines can be told.</summary>
    public IReadOnlyList<string> Hints { get; init; } = [];

    /// <summary>Swear words are to be masked; only some engines can.</summary>
    public bool MaskProfanity { get; init; }
}
