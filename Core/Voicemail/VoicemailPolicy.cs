using VoicemailOrleans.Core.Transcripts;

namespace VoicemailOrleans.Core.Voicemail;

/// <summary>
/// What was decided about a voicemail, see <see cref="VoicemailPolicies"/>. Times count on the silos' clocks.
/// </summary>
public sealed record VoicemailPolicy
{
    /// <summary>Whether recordings are transcribed at all. Default: true.</summary>
    public bool Transcribe { get; init; } = true;

    /// <summary>
    /// Whether an engine on the premises may hear recordings marked private. Default: false, they are not transcribed.
    /// </summary>
    public bool TranscribePrivate { get; init; }

    /// <summary>Whether only engines on the premises may hear recordings. Default: false.</summary>
    public bool OnPremisesOnly { get; init; }

    /// <summary>
    /// The languages to recognise, see <see cref="LanguageTags"/>; mails are written in the first. Default:
    /// <c>en-US</c>.
    /// </summary>
    public string Language { get; init; } = "en-US";

    /// <summary>How long after receipt the mail waits for its transcripts. Default: 5 minutes.</summary>
    public TimeSpan DeliverBy { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>
    /// Whether a transcript that comes after the mail is sent after it, as a reply in the same thread. Default: true.
    /// </summary>
    public bool LateTranscript { get; init; } = true;

    /// <summary>
    /// How long after receipt an unavailable engine is asked again, for the mail with the late transcript and for the
    /// helpdesk. Default: 24 hours, which is an outage that lasts from one working day to the next.
    /// </summary>
    public TimeSpan TranscribeFor { get; init; } = TimeSpan.FromHours(24);

    /// <summary>A transcript below this confidence is hidden from the mail. Default: 0.60, from 0 to 1.</summary>
    public double ConfidenceMin { get; init; } = 0.60;

    /// <summary>What is left out of transcripts before they are stored. Default: all that is known as secret.</summary>
    public RedactionLevel Redaction { get; init; } = RedactionLevel.All;

    /// <summary>Whether swear words are masked. Default: false.</summary>
    public bool MaskProfanity { get; init; }

    /// <summary>
    /// Stands before the subject of the mail; empty for nothing. Default: null, for what the mails' own options say.
    /// </summary>
    public string? SubjectTag { get; init; }

    /// <summary>Header fields that are taken out, of <see cref="RemovableHeaders"/>. Default: none.</summary>
    public IReadOnlyList<string> RemovedHeaders { get; init; } = [];

    /// <summary>The roles that may hear recordings and read transcripts. Default: null, all that may anyway.</summary>
    public IReadOnlyList<string>? Listen { get; init; }

    /// <summary>The names of the rules that are about the voicemail, in their order. Default: none.</summary>
    public IReadOnlyList<string> AppliedRules { get; init; } = [];

    /// <summary>
    /// Recordings of one message that are transcribed; further ones are passed on without. Default: 20.
    /// </summary>
    public int RecordingsMax { get; init; } = 20;

    /// <summary>Words kept of one transcript; the rest is cut off. Default: 12,000 (an hour of fast speech).</summary>
    public int TranscriptWordsMax { get; init; } = 12_000;

    /// <summary>
    /// How long a message is remembered, so that a PBX that sends it again is recognised. Default: 48 hours.
    /// </summary>
    public TimeSpan DuplicateWindow { get; init; } = TimeSpan.FromHours(48);

    /// <summary>
    /// How long relaying to one recipient is tried. Default: 5 days (RFC 5321 section 4.5.4.1: at least 4-5).
    /// </summary>
    public TimeSpan RelayLifetime { get; init; } = TimeSpan.FromDays(5);

    /// <summary>
    /// How long after receipt a sender who asked for it (NOTIFY=DELAY) is told that a recipient does not have the mail
    /// yet. Default: 4 hours (Sendmail's Timeout.queuewarn).
    /// </summary>
    public TimeSpan DelayReportAfter { get; init; } = TimeSpan.FromHours(4);

    /// <summary>Waits after a passing failure of the smarthost. Default: 1m 5m 15m 1h 3h, then every 6h.</summary>
    public RetrySchedule RelayRetry { get; init; } = new(
        TimeSpan.FromMinutes(1), TimeSpan.FromMinutes(5), TimeSpan.FromMinutes(15),
        TimeSpan.FromHours(1), TimeSpan.FromHours(3), TimeSpan.FromHours(6));

    /// <summary>Waits after an attempt that may have left a copy. Default: 5m 1h, then every 6h.</summary>
    public RetrySchedule UncertainRetry { get; init; } =
        new(TimeSpan.FromMinutes(5), TimeSpan.FromHours(1), TimeSpan.FromHours(6));

    /// <summary>
    /// Waits while no speech engine is available. Default: 10s 30s 1m 2m, then every 5m: that long after an engine is
    /// back at the latest it has what waited for it.
    /// </summary>
    public RetrySchedule SpeechRetry { get; init; } = new(
        TimeSpan.FromSeconds(10), TimeSpan.FromSeconds(30), TimeSpan.FromMinutes(1), TimeSpan.FromMinutes(2),
        TimeSpan.FromMinutes(5));

    /// <summary>The longest wait an engine's Retry-After may ask for. Default: 1 hour.</summary>
    public TimeSpan RetryAfterMax { get; init; } = TimeSpan.FromHours(1);

    /// <summary>
    /// Recipients that fall due within this time of each other go in one transaction. Default: 30 seconds.
    /// </summary>
    public TimeSpan GatherWindow { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>
    /// How long an attempt with its final dot on the wire is left alone by a silo that was overtaken by it.
    /// Default: 1 minute; a silo that holds its lease may wait for the reply much longer.
    /// </summary>
    public TimeSpan InFlightPatience { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>
    /// A second resend within this time, to a recipient the first one has just reached,
    /// is a double click. Default: 10 seconds.
    /// </summary>
    public TimeSpan DoubleClickWindow { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>How long a closed message is kept. Default: 30 days.</summary>
    public TimeSpan Retention { get; init; } = TimeSpan.FromDays(30);

    /// <summary>
    /// How long a deleted message can be restored, and how long one that was released is kept at least. Default: 7
    /// days.
    /// </summary>
    public TimeSpan UndoTime { get; init; } = TimeSpan.FromDays(7);

    /// <summary>
    /// How often a message on hold is looked at, for it must have a due time as all others. Default: 30 days.
    /// </summary>
    public TimeSpan HoldCheck { get; init; } = TimeSpan.FromDays(30);

    /// <summary>
    /// Recipients of one message, those of resends included. Default: 1,000 (ten times RFC 5321 section 4.5.3.1.8).
    /// </summary>
    public int RecipientsMax { get; init; } = 1_000;

    /// <summary>Lines of history kept: the first, and the newest of the others. Default: 200.</summary>
    public int HistoryMax { get; init; } = 200;
}
