using System.Globalization;

namespace VoicemailOrleans.Core.Transcripts;

/// <summary>
/// The words of the preview around the facts, in one language. They stand in <c>Wording/*.json</c>, built into the
/// program: what a file lacks or has too much stops the first use, so a language is whole or not there. Names of days
/// and months stand there too, because the service runs without the system's cultures and the same mail must come out
/// the same on every machine.
/// </summary>
public sealed record PreviewWording
{
    /// <summary>The English wording.</summary>
    public static PreviewWording English => For("en");

    /// <summary>BCP 47 tag of this wording.</summary>
    public required string Language { get; init; }

    /// <summary>Above the transcript.</summary>
    public required string Title { get; init; }

    /// <summary>The subject of a mail that has none.</summary>
    public required string SubjectWhenMissing { get; init; }

    /// <summary>The first line, with <c>{caller}</c>.</summary>
    public required string Caller { get; init; }

    /// <summary>In place of a number that the caller withheld.</summary>
    public required string NumberWithheld { get; init; }

    /// <summary>Before the mailbox.</summary>
    public required string Mailbox { get; init; }

    /// <summary>Before a recording's number, when there are several.</summary>
    public required string Recording { get; init; }

    /// <summary>Above numbers the caller said.</summary>
    public required string Numbers { get; init; }

    /// <summary>Behind a number that is not the one the call came from.</summary>
    public required string DiffersFromCaller { get; init; }

    /// <summary>Above dates and times the caller said.</summary>
    public required string Times { get; init; }

    /// <summary>Below a doubtful transcript.</summary>
    public required string LowConfidence { get; init; }

    /// <summary>Behind a transcript that was cut to keep the mail short.</summary>
    public required string CutShort { get; init; }

    /// <summary>Below words that a person corrected.</summary>
    public required string Corrected { get; init; }

    /// <summary>Below words of only some of the recording.</summary>
    public required string Partial { get; init; }

    /// <summary>In place of words that are too doubtful.</summary>
    public required string Hidden { get; init; }

    /// <summary>Nobody spoke.</summary>
    public required string NoSpeech { get; init; }

    /// <summary>For <see cref="NoTranscriptReason.SentWithoutWaiting"/>.</summary>
    public required string SentWithoutWaiting { get; init; }

    /// <summary>For <see cref="NoTranscriptReason.UnknownAudioFormat"/>.</summary>
    public required string UnknownAudioFormat { get; init; }

    /// <summary>For <see cref="NoTranscriptReason.SwitchedOff"/>.</summary>
    public required string SwitchedOff { get; init; }

    /// <summary>For <see cref="NoTranscriptReason.MarkedPrivate"/>.</summary>
    public required string MarkedPrivate { get; init; }

    /// <summary>For <see cref="NoTranscriptReason.OnPremisesOnly"/>.</summary>
    public required string OnPremisesOnly { get; init; }

    /// <summary>For <see cref="NoTranscriptReason.TooLong"/>.</summary>
    public required string TooLong { get; init; }

    /// <summary>For <see cref="NoTranscriptReason.CouldNotBeTranscribed"/>.</summary>
    public required string CouldNotBeTranscribed { get; init; }

    /// <summary>Below words of which some were redacted.</summary>
    public required string Redacted { get; init; }

    /// <summary>In place of what was redacted; one word in brackets.</summary>
    public required string RedactedMark { get; init; }

    /// <summary>The end of every notice.</summary>
    public required string Attached { get; init; }

    /// <summary>Above everything in a mail that brings the transcript alone.</summary>
    public required string Late { get; init; }

    /// <summary>The end of every notice in such a mail.</summary>
    public required string AttachedEarlier { get; init; }

    /// <summary>The footer.</summary>
    public required string Footer { get; init; }

    /// <summary>Before the correlation ID.</summary>
    public required string Reference { get; init; }

    /// <summary>Between ours and what the PBX wrote.</summary>
    public required string OriginalMessage { get; init; }

    /// <summary>How <c>{label}</c> and <c>{value}</c> stand beside each other.</summary>
    public required string Labelled { get; init; }

    /// <summary>
    /// A day and time: <c>{weekday}</c>, <c>{day}</c>, <c>{month}</c>, <c>{year}</c>, <c>{time}</c> of 24 hours,
    /// <c>{zone}</c>.
    /// </summary>
    public required string Moment { get; init; }

    /// <summary>The <c>{day}</c> of a month's first.</summary>
    public required string FirstDay { get; init; }

    /// <summary>Seven, from Sunday on.</summary>
    public required IReadOnlyList<string> Weekdays { get; init; }

    /// <summary>Twelve.</summary>
    public required IReadOnlyList<string> Months { get; init; }

    /// <summary>The wording for a language, by its primary subtag; English where there is none.</summary>
    public static PreviewWording For(string languageTag) => PreviewWordingFiles.Find(languageTag);

    /// <summary>A label and what it is about.</summary>
    public string Label(string label, string value) => Labelled.Replace("{label}", label).Replace("{value}", value);

    /// <summary>The local time with its zone, for example <c>Monday, 4 May 2026, 14:03 (UTC+02:00)</c>.</summary>
    public string LocalTime(DateTimeOffset time)
    {
        var culture = CultureInfo.InvariantCulture;
        return Moment
            .Replace("{weekday}", Weekdays[(int)time.DayOfWeek])
            .Replace("{day}", time.Day == 1 ? FirstDay : time.Day.ToString(culture))
            .Replace("{month}", Months[time.Month - 1])
            .Replace("{year}", time.Year.ToString(culture))
            .Replace("{time}", time.ToString("HH:mm", culture))
            .Replace("{zone}", time.Offset == TimeSpan.Zero ? "UTC" : time.ToString("'UTC'zzz", culture));
    }

    /// <summary>What stands in place of, or below, the words; nothing when they need no notice.</summary>
    /// <param name="recording">The recording.</param>
    /// <param name="isLate">The mail brings the transcript alone.</param>
    public IEnumerable<string> Notices(RecordingPreview recording, bool isLate = false)
    {
        var where = isLate ? AttachedEarlier : Attached;
        if (Cause(recording) is { } cause) yield return $"{cause} {where}";
        if (recording.Shown is { } shown && Redaction.IsIn(shown)) yield return $"{Redacted} {where}";
    }

    private string? Cause(RecordingPreview recording) => recording.Status switch
    {
        TranscriptStatus.Transcribed when recording.Shown is not null => recording.IsCorrected ? Corrected : null,
        TranscriptStatus.Partial when recording.Shown is not null => Partial,
        TranscriptStatus.LowConfidence => Hidden,
        TranscriptStatus.NotTranscribed => recording.Reason switch
        {
            NoTranscriptReason.SentWithoutWaiting => SentWithoutWaiting,
            NoTranscriptReason.UnknownAudioFormat => UnknownAudioFormat,
            NoTranscriptReason.SwitchedOff => SwitchedOff,
            NoTranscriptReason.MarkedPrivate => MarkedPrivate,
            NoTranscriptReason.OnPremisesOnly => OnPremisesOnly,
            NoTranscriptReason.TooLong => TooLong,
            _ => CouldNotBeTranscribed,
        },
        _ => NoSpeech,
    };
}
