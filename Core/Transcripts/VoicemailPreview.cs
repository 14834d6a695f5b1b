namespace VoicemailOrleans.Core.Transcripts;

/// <summary>
/// What a mail shows about a voicemail: the input of <see cref="PreviewText"/> and <see cref="PreviewHtml"/>.
/// </summary>
public sealed record VoicemailPreview
{
    /// <summary>The message's name, for the footer.</summary>
    public required string CorrelationId { get; init; }

    /// <summary>The caller's name; null when unknown.</summary>
    public string? CallerName { get; init; }

    /// <summary>The caller's number as the PBX wrote it; null when withheld or unknown.</summary>
    public string? CallerNumber { get; init; }

    /// <summary>The number is missing because the caller withheld it, not because nobody could read it.</summary>
    public bool IsNumberWithheld { get; init; }

    /// <summary>The mailbox called; null when unknown.</summary>
    public string? Mailbox { get; init; }

    /// <summary>When the message was received, in the reader's time zone.</summary>
    public required DateTimeOffset ReceivedAt { get; init; }

    /// <summary>The recordings, in message order.</summary>
    public required IReadOnlyList<RecordingPreview> Recordings { get; init; }

    /// <summary>A transcript with less confidence is shown with a warning. Default 0.75.</summary>
    public double DoubtBelow { get; init; } = 0.75;

    /// <summary>A word with less confidence is marked. Default 0.5.</summary>
    public double UnsureWordBelow { get; init; } = 0.5;

    /// <summary>It goes out alone, after a mail that had the recording and lacked the transcript.</summary>
    public bool IsLate { get; init; }

    /// <summary>The words around the facts; English by default.</summary>
    public PreviewWording Wording { get; init; } = PreviewWording.English;

    /// <summary>
    /// The status of the whole mail. Recordings in which nobody spoke count only if nobody spoke in any. Then: all
    /// transcribed is transcribed; words of some of them, or part of the words, is partial; of mails without any words
    /// the worst counts, and not transcribed is worse than low confidence.
    /// </summary>
    public TranscriptStatus Status
    {
        get
        {
            var spoken = Recordings.Select(recording => recording.Status)
                .Where(status => status != TranscriptStatus.NoSpeech).ToList();
            if (Recordings.Count == 0) return TranscriptStatus.NotTranscribed;
            if (spoken.Count == 0) return TranscriptStatus.NoSpeech;
            if (spoken.TrueForAll(status => status == TranscriptStatus.Transcribed))
                return TranscriptStatus.Transcribed;
            if (spoken.Exists(status => status is TranscriptStatus.Transcribed or TranscriptStatus.Partial))
                return TranscriptStatus.Partial;
            return spoken.Contains(TranscriptStatus.NotTranscribed)
                ? TranscriptStatus.NotTranscribed
                : TranscriptStatus.LowConfidence;
        }
    }

    /// <summary>What stands in place of, or below, the words of a recording.</summary>
    internal IEnumerable<string> Notices(RecordingPreview recording) => Wording.Notices(recording, IsLate);

    /// <summary>
    /// Number, or the words that it is withheld; null when it is not known: no line is better than a wrong one.
    /// </summary>
    internal string? NumberShown => CallerNumber ?? (IsNumberWithheld ? Wording.NumberWithheld : null);
}

/// <summary>One recording of a voicemail.</summary>
/// <param name="Number">From 1.</param>
/// <param name="FileName">Its name, made safe to show; null when it has none.</param>
/// <param name="Status">What became of it.</param>
/// <param name="Reason">Why there are no words; null when there are.</param>
/// <param name="Transcript">The words; null when there are none.</param>
/// <param name="Duration">Its length; null when unknown.</param>
public sealed record RecordingPreview(
    int Number, string? FileName, TranscriptStatus Status, NoTranscriptReason? Reason, Transcript? Transcript,
    TimeSpan? Duration)
{
    /// <summary>A person corrected the words.</summary>
    public bool IsCorrected { get; init; }

    /// <summary>The words that may be shown; null when there are none, or they are too doubtful.</summary>
    internal Transcript? Shown =>
        Status is TranscriptStatus.Transcribed or TranscriptStatus.Partial && Transcript is { Words.Count: > 0 }
            ? Transcript
            : null;
}
