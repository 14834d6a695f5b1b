namespace VoicemailOrleans.Core.Transcripts;

/// <summary>
/// The words of the preview around the facts. English by default; another language is another instance.
/// </summary>
public sealed record PreviewWording
{
    /// <summary>The English wording.</summary>
    public static PreviewWording English { get; } = new();

    /// <summary>BCP 47 tag of this wording.</summary>
    public string Language { get; init; } = "en";

    /// <summary>Above the transcript.</summary>
    public string Title { get; init; } = "Voicemail preview";

    /// <summary>Before the caller.</summary>
    public string From { get; init; } = "Voicemail from";

    /// <summary>In place of a number that the caller withheld.</summary>
    public string NumberWithheld { get; init; } = "number withheld";

    /// <summary>Before the mailbox.</summary>
    public string Mailbox { get; init; } = "Mailbox";

    /// <summary>Before a recording's number, when there are several.</summary>
    public string Recording { get; init; } = "Recording";

    /// <summary>Above numbers the caller said.</summary>
    public string Numbers { get; init; } = "Numbers mentioned";

    /// <summary>Behind a number that is not the one the call came from.</summary>
    public string DiffersFromCaller { get; init; } = "differs from the caller's number";

    /// <summary>Above dates and times the caller said.</summary>
    public string Times { get; init; } = "Dates and times mentioned";

    /// <summary>Below a doubtful transcript.</summary>
    public string LowConfidence { get; init; } = "Confidence is low, please listen to the recording.";

    /// <summary>Behind a transcript that was cut to keep the mail short.</summary>
    public string CutShort { get; init; } = "The rest of the transcript is left out to keep this mail short.";

    /// <summary>Below words that a person corrected.</summary>
    public string Corrected { get; init; } =
        "The transcript was corrected by hand; a mail sent earlier may show other words.";

    /// <summary>The end of every notice.</summary>
    public string Attached { get; init; } = "The recording is attached.";

    /// <summary>Above everything in a mail that brings the transcript alone.</summary>
    public string Late { get; init; } = "This is the transcript of a voicemail that was delivered earlier without it.";

    /// <summary>The end of every notice in such a mail.</summary>
    public string AttachedEarlier { get; init; } = "The recording is attached to the earlier mail.";

    /// <summary>The footer.</summary>
    public string Footer { get; init; } = "Created automatically; may contain errors.";

    /// <summary>Before the correlation ID.</summary>
    public string Reference { get; init; } = "Reference";

    /// <summary>What stands in place of, or below, the words; null when they need no notice.</summary>
    /// <param name="recording">The recording.</param>
    /// <param name="isLate">The mail brings the transcript alone.</param>
    public string? Notice(RecordingPreview recording, bool isLate) =>
        Cause(recording) is { } cause ? $"{cause} {(isLate ? AttachedEarlier : Attached)}" : null;

    private string? Cause(RecordingPreview recording) => recording.Status switch
    {
        TranscriptStatus.Transcribed when recording.Shown is not null => recording.IsCorrected ? Corrected : null,
        TranscriptStatus.Partial when recording.Shown is not null => "Only part of the message was transcribed.",
        TranscriptStatus.LowConfidence =>
            "The transcript is not shown: too much of the message was hard to understand.",
        TranscriptStatus.NotTranscribed => recording.Reason switch
        {
            NoTranscriptReason.SentWithoutWaiting => "Sent without waiting for the transcript.",
            NoTranscriptReason.UnknownAudioFormat =>
                "Not transcribed: the audio format is unknown or the recording is damaged.",
            NoTranscriptReason.SwitchedOff => "Transcription is switched off for this mailbox.",
            NoTranscriptReason.MarkedPrivate => "The message is marked private and was not transcribed.",
            NoTranscriptReason.OnPremisesOnly => "By policy the message was not given to a speech service.",
            NoTranscriptReason.TooLong => "The message is too long to be transcribed.",
            _ => "The message could not be transcribed.",
        },
        _ => "No speech was heard.",
    };
}
