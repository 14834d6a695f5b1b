using VoicemailOrleans.Core.Audio;
using VoicemailOrleans.Core.Transcripts;
using VoicemailOrleans.Core.Voicemail;

namespace VoicemailOrleans.Grains;

/// <summary>
/// Turns sound into words. An engine splits long recordings itself; the chain of engines is an engine too.
/// </summary>
public interface ISpeechEngine
{
    /// <summary>Its name in SPEECH_ENGINES.</summary>
    string Name { get; }

    /// <summary>The sound does not leave the premises.</summary>
    bool IsOnPremise { get; }

    /// <summary>
    /// What it would answer to any recording now, known without hearing it: it is out of service, or does not do such.
    /// Null when it must hear it.
    /// </summary>
    /// <param name="language">The languages that may be spoken, see <see cref="LanguageTags"/>.</param>
    /// <param name="onPremiseOnly">Engines off the premises must not be asked.</param>
    /// <param name="engine">The only engine of a chain that is asked, by its name; null for all.</param>
    /// <param name="cancellationToken">Gives up.</param>
    ValueTask<SpeechOutcome?> ForeseeAsync(
        string language, bool onPremiseOnly, string? engine, CancellationToken cancellationToken) =>
        ValueTask.FromResult<SpeechOutcome?>(null);

    /// <summary>Recognises one recording. Failures are results; only cancellation throws.</summary>
    ValueTask<SpeechOutcome> TranscribeAsync(SpeechRequest request, CancellationToken cancellationToken);
}

/// <summary>One recording to recognise.</summary>
/// <param name="Id">The message, for log lines.</param>
/// <param name="Audio">The sound.</param>
/// <param name="Language">The languages that may be spoken, see <see cref="LanguageTags"/>.</param>
/// <param name="OnPremiseOnly">Engines off the premises must not be asked.</param>
public sealed record SpeechRequest(CorrelationId Id, PcmAudio Audio, string Language, bool OnPremiseOnly)
{
    /// <summary>The only engine of a chain that is asked, by its name; null for all in their order.</summary>
    public string? Engine { get; init; }

    /// <summary>Phrases that may well be said, for engines that can be told; newest first.</summary>
    public IReadOnlyList<string> Hints { get; init; } = [];

    /// <summary>Engines that can shall mask swear words; what they miss is masked afterwards.</summary>
    public bool MaskProfanity { get; init; }

    /// <summary>When the mail leaves without its words; null, or in the past, when no mail waits for them.</summary>
    public DateTimeOffset? WantedBy { get; init; }
}

/// <summary>What an engine answered.</summary>
public abstract record SpeechOutcome
{
    /// <summary>Words were heard.</summary>
    /// <param name="Transcript">The words.</param>
    /// <param name="Billed">Billed audio time; zero for engines that cost nothing.</param>
    public sealed record Heard(Transcript Transcript, TimeSpan Billed) : SpeechOutcome;

    /// <summary>The engine heard nobody speak.</summary>
    public sealed record NoSpeech(string Engine, TimeSpan Billed) : SpeechOutcome;

    /// <summary>Try again later.</summary>
    /// <param name="Message">What happened, without secrets, for the helpdesk.</param>
    /// <param name="RetryAfter">The engine's own wish; null when it has none.</param>
    public sealed record Unavailable(string Message, TimeSpan? RetryAfter = null) : SpeechOutcome;

    /// <summary>This recording will never be recognised.</summary>
    public sealed record Rejected(string Message, NoTranscriptReason Reason) : SpeechOutcome;
}
