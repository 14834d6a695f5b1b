namespace VoicemailOrleans.Grains.Mail;

/// <summary>How the mails we send look.</summary>
public sealed class MailComposerOptions
{
    /// <summary>Our host name, in Message-IDs, Resent-From and notifications. Default <c>localhost</c>.</summary>
    public string HostName { get; init; } = "localhost";

    /// <summary>
    /// Before the subject of a mail that shows a transcript; empty for none. Default <c>[Transcribed] </c>.
    /// </summary>
    public string SubjectTagTranscribed { get; init; } = "[Transcribed] ";

    /// <summary>
    /// Before the subject of a mail whose transcript a person has worked on; empty for none. Default
    /// <c>[Corrected] </c>.
    /// </summary>
    public string SubjectTagCorrected { get; init; } = "[Corrected] ";

    /// <summary>Before the subject of a mail that shows none; empty for none. Default <c>[Audio] </c>.</summary>
    public string SubjectTagAudio { get; init; } = "[Audio] ";

    /// <summary>The readers' time zone. Default UTC.</summary>
    public TimeZoneInfo TimeZone { get; init; } = TimeZoneInfo.Utc;

    /// <summary>A transcript with less confidence, from 0 to 1, is shown with a warning. Default 0.75.</summary>
    public double DoubtBelow { get; init; } = 0.75;

    /// <summary>
    /// A word with less confidence, from 0 to 1, is marked. Default 0.5: PocketSphinx words
    /// above it are right more often than not.
    /// </summary>
    public double UnsureWordBelow { get; init; } = 0.5;
}
