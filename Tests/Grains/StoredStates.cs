using VoicemailOrleans.Core.Transcripts;
using VoicemailOrleans.Core.Voicemail;

namespace VoicemailOrleans.Tests.Grains;

/// <summary>
/// The states in the golden files of stored forms: one of each kind with everything set, one with as little as can be.
/// Their values must not change, for the files hold them; a new property belongs into new states beside these.
/// </summary>
internal static class StoredStates
{
    private static readonly DateTimeOffset At = new(2026, 3, 2, 9, 0, 0, 123, TimeSpan.Zero);
    private static readonly CorrelationId Id = CorrelationId.Parse("01kjpxp057yybbke9bjfg7bgk8");

    /// <summary>States with properties that came when there was the newest form already: only that one has them.</summary>
    public static IReadOnlyList<string> Newer { get; } =
        ["voicemail-held", "voicemail-deleted", "transcription-again", "voicemail-corrected", "hints", "voicemail-reported",
            "voicemail-late"];

    public static IReadOnlyDictionary<string, VoicemailState> Voicemails { get; } =
        new Dictionary<string, VoicemailState>
        {
            ["voicemail-full"] = FullVoicemail(),
            ["voicemail-corrected"] = FullVoicemail() with { Corrections = Corrections() },
            ["voicemail-minimal"] = VoicemailState.Received(Id, At, new Envelope("", []), 0),
            ["voicemail-held"] = FullVoicemail() with
            {
                Hold = new Hold(At.AddHours(2), "eva", "Beschwerde von \"Jörg\""), TranscribeAskedAt = At.AddHours(1),
            },
            ["voicemail-reported"] = FullVoicemail() with
            {
                IsDelayReported = true, Deliveries = [Relayed("anna@example.com", true), Relayed("ben@example.com", false)],
            },
            ["voicemail-late"] = FullVoicemail() with
            {
                IsLateUnwanted = true,
                Deliveries =
                [
                    Relayed("anna@example.com", true) with
                    {
                        Round = 1, Lacks = [2], Earlier = Relayed("anna@example.com", false) with { Lacks = [1, 2] },
                    },
                ],
            },
            ["voicemail-deleted"] = FullVoicemail() with
            {
                ReleasedAt = At.AddHours(3),
                Deletion = new Deletion(At.AddHours(4), At.AddDays(7).AddTicks(1), "max", "a prank"),
            },
        };

    public static IReadOnlyDictionary<string, TranscriptionState> Transcriptions { get; } =
        new Dictionary<string, TranscriptionState>
        {
            ["transcription-full"] = FullTranscription(),
            ["transcription-minimal"] =
                new() { Id = Id, Number = 1, CreatedAt = At, Language = "en-US" },
            ["transcription-untimed"] = FullTranscription() with { Result = Untimed() },
            ["transcription-again"] = FullTranscription() with { Engine = "google", AskedAgainAt = At.AddDays(1) },
        };

    public static IReadOnlyDictionary<string, IntakeState> Intakes { get; } =
        new Dictionary<string, IntakeState> { ["intake"] = new() { Id = Id, Until = At.AddHours(48) } };

    public static IReadOnlyDictionary<string, HintsState> Hints { get; } = new Dictionary<string, HintsState>
    {
        ["hints"] = new() { Hints = [new Hint("Zoë O'Neil", At.AddTicks(7)), new Hint("Harrow and Finch", At)] },
    };

    private static List<TranscriptCorrection> Corrections() =>
    [
        new(1, 1, "Grüß Gott, \"Zoë\" ☎", "anna", At.AddHours(2), "Listened again."),
        new(2, 7, "", "ben", At.AddHours(3), null),
    ];

    private static Delivery Relayed(string recipient, bool isDsnOffered) => new()
    {
        Recipient = recipient, Since = At, State = DeliveryState.Delivered, Attempts = 1,
        Reply = new DeliveryReply(250, "2.0.0", "Ok", "mail.example.com:25", isDsnOffered),
    };

    private static VoicemailState FullVoicemail() => new()
    {
        Id = Id,
        ReceivedAt = At,
        Envelope = new Envelope("pbx@example.com",
            [new EnvelopeRecipient("anna@example.com", "SUCCESS,FAILURE", "rfc822;anna+2B@example.com"),
                new EnvelopeRecipient("jörg@example.com")])
        {
            SmtpUtf8 = true, EightBitMime = true, DsnReturn = "HDRS", DsnEnvelopeId = "QQ+2B1",
            ClientName = "pbx.example.com", ClientAddress = "2001:db8::25",
        },
        SizeBytes = 5_000_000_000,
        Stage = VoicemailStage.Closed,
        ClosedAs = CloseReason.Bounced,
        ClosedAt = At.AddTicks(1_234_567),
        DeliverBy = At.AddMinutes(5),
        Facts = new MessageFacts
        {
            Kind = MessageKind.Voicemail, MessageId = "<1@pbx>", HasDate = true, Subject = "Nachricht für \"Jörg\" ☎",
            From = "Avaya <pbx@example.com>", CallerName = "Zoë O'Neil", CallerNumber = "+441154960123",
            Mailbox = "4711", IsPrivate = true, ContentHash = new string('a', 64),
            Recordings = [new RecordingFacts(1, "a.wav", "audio/wav", 4), new RecordingFacts(2, null, "audio/x-gsm", 5)],
        },
        Deliveries =
        [
            new Delivery
            {
                Recipient = "anna@example.com", State = DeliveryState.Refused, Attempts = 3, Since = At,
                NextAttemptAt = At.AddHours(1), RepliedAt = At.AddSeconds(2), Round = 1, UncertainAttempts = 1,
                Reply = new DeliveryReply(550, "5.1.1", "No such \\user", "mail.example.com:25"),
                ResendAskedAt = At.AddDays(1), IsReported = true,
            },
            new Delivery
            {
                Recipient = "jörg@example.com", State = DeliveryState.Uncertain, Since = At,
                Reply = new DeliveryReply(0, null, "The connection broke.", ""),
            },
        ],
        InFlight = new RelayAttempt("silo-1/7", At.AddSeconds(1), ["anna@example.com"]),
        MailStatus = "low-confidence",
        DuplicateOf = Id.Derive("twin"),
        ReportOn = Id.Derive("on"),
        ReportedBy = Id.Derive("by"),
        Resends = 2,
        History = [new(At, "received", "From 2001:db8::25, 100 octets."), new(At.AddHours(1), "closed", "Für immer.")],
    };

    private static TranscriptionState FullTranscription() => new()
    {
        Id = Id,
        Number = 2,
        CreatedAt = At,
        Language = "de-DE",
        OnPremiseOnly = true,
        Attempts = 4,
        NextAttemptAt = At.AddMinutes(1),
        LastError = "google: 503",
        Result = new TranscriptionResult
        {
            Status = TranscriptStatus.NotTranscribed,
            Reason = NoTranscriptReason.TooLong,
            Transcript = new Transcript
            {
                Words =
                [
                    new("Grüß", TimeSpan.FromMilliseconds(1500), TimeSpan.FromMilliseconds(1730), 0.0),
                    new("Gott,", TimeSpan.FromMilliseconds(1730), null, 0.29),
                    new("\"Zoë\" \n☎", null, TimeSpan.FromMilliseconds(1801), 1.0),
                    new("", TimeSpan.FromMilliseconds(1700), TimeSpan.FromMilliseconds(1600)),
                    new("das ist", null, null, 0.87),
                    new("alles.", TimeSpan.FromHours(2), TimeSpan.FromHours(2) + TimeSpan.FromMilliseconds(1), 0.5),
                ],
                Language = "de-DE", Engine = "google", Confidence = 0.9128385, IsPartial = true,
            },
            Duration = TimeSpan.FromTicks(12_345_678),
            Codec = "G.711 µ-law, 8 kHz",
            At = At.AddSeconds(12),
        },
    };

    private static TranscriptionResult Untimed() => new()
    {
        Status = TranscriptStatus.Transcribed, At = At,
        Transcript = new Transcript { Words = [new("hello"), new("there")], Language = "en-US", Engine = "openai" },
    };
}
