using VoicemailOrleans.Core.Transcripts;
using VoicemailOrleans.Core.Voicemail;

namespace VoicemailOrleans.AdminUi.Presentation;

/// <summary>What there is to say about a transcript beside its words.</summary>
internal static class TranscriptWords
{
    /// <summary>Below this a word is underlined as less certain.</summary>
    public const double UnsureBelow = 0.8;

    /// <summary>Below this a word should be checked against the recording.</summary>
    public const double DoubtfulBelow = 0.55;

    private const int ParagraphWordsMax = 60;

    private static readonly TimeSpan PauseOfParagraph = TimeSpan.FromSeconds(1.5);

    /// <summary>A notice for anything but a whole and certain transcript; null when none is needed.</summary>
    public static Wording? Notice(TranscriptionState? transcription) => transcription switch
    {
        null => new(Tones.Info, "clock", "Not transcribed yet."),
        { Result: null } => Waiting(transcription),
        { IsDone: false } => new(Tones.Info, "loader-circle", "Being transcribed again; this is the text until then."),
        { AskedAgainAt: not null, LastError: { } error, Result.Transcript: not null } =>
            new(Tones.Warn, "triangle-alert", $"Transcribing it again did not help: {error}"),
        { Result: { } result } => Notice(result),
    };

    /// <summary>The class of a word's underline; null for a word that is certain.</summary>
    public static string? Doubt(TranscriptWord word) => word.Confidence switch
    {
        < DoubtfulBelow => "low",
        < UnsureBelow => "mid",
        _ => null,
    };

    /// <summary>The words in paragraphs, cut at pauses of 1.5 s or more.</summary>
    public static IEnumerable<IReadOnlyList<TranscriptWord>> Paragraphs(Transcript transcript)
    {
        var paragraph = new List<TranscriptWord>();
        foreach (var word in transcript.Words)
        {
            if (paragraph.Count > 0 && (IsPause(paragraph[^1], word) || IsLong(paragraph)))
            {
                yield return paragraph;
                paragraph = [];
            }

            paragraph.Add(word);
        }

        if (paragraph.Count > 0) yield return paragraph;
    }

    /// <summary>Why there is no transcript.</summary>
    public static string Why(NoTranscriptReason? reason) => reason switch
    {
        NoTranscriptReason.SentWithoutWaiting => "The mail was sent without waiting for the transcript.",
        NoTranscriptReason.UnknownAudioFormat => "The format of the recording is unknown, or the recording is damaged.",
        NoTranscriptReason.SwitchedOff => "Transcription is switched off.",
        NoTranscriptReason.MarkedPrivate =>
            "The message is marked private, and no speech engine on the premises is set up.",
        NoTranscriptReason.OnPremisesOnly =>
            "A policy keeps it on the premises, and no speech engine there is set up.",
        NoTranscriptReason.TooLong => "The recording is longer than the limits allow.",
        _ => "The recording could not be transcribed.",
    };

    private static bool IsPause(TranscriptWord before, TranscriptWord after) =>
        before.End is { } end && after.Start is { } start && start - end >= PauseOfParagraph;

    private static bool IsLong(List<TranscriptWord> words) =>
        words.Count >= ParagraphWordsMax && words[^1].Text.EndsWith('.');

    private static Wording Waiting(TranscriptionState transcription) => transcription.LastError is { } error
        ? new(Tones.Warn, "clock", $"Not transcribed yet, tried {Times(transcription.Attempts)}: {error}")
        : new(Tones.Info, "loader-circle", "Being transcribed…");

    private static string Times(int attempts) => attempts == 1 ? "once" : $"{attempts} times";

    private static Wording? Notice(TranscriptionResult result) => result.Status switch
    {
        TranscriptStatus.Transcribed when result.Transcript is { } transcript && Redaction.IsIn(transcript) => new(
            Tones.Info, "shield",
            "Card numbers, codes and the like were left out, by policy. They are in the recording."),
        TranscriptStatus.Transcribed => null,
        TranscriptStatus.LowConfidence => new(
            Tones.Warn, "triangle-alert",
            "Confidence is low: please listen to the recording. The mail does not show this text."),
        TranscriptStatus.Partial => new(
            Tones.Warn, "triangle-alert", "Only part of the recording could be transcribed."),
        TranscriptStatus.NoSpeech => new(Tones.Plain, "mic-off", "No speech was heard on the recording."),
        _ => new(Tones.Warn, "triangle-alert", Why(result.Reason)),
    };
}
