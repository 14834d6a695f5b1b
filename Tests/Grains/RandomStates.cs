using VoicemailOrleans.Core.Transcripts;
using VoicemailOrleans.Core.Voicemail;

namespace VoicemailOrleans.Tests.Grains;

/// <summary>
/// States of any shape: every optional value there or not, texts of any characters, times in any order. Times of words
/// are whole milliseconds and confidences whole hundredths, which is what the stored form keeps.
/// </summary>
internal static class RandomStates
{
    private const string Characters = "aZ09 .,\"\\/<>&'+\n\t\0äß☎語\u2028";

    public static TranscriptionState Transcription(Random random) => new()
    {
        Id = Id(random),
        Number = random.Next(1, 20),
        CreatedAt = Time(random),
        Language = Text(random),
        OnPremiseOnly = Coin(random),
        Attempts = random.Next(5),
        NextAttemptAt = Coin(random) ? Time(random) : null,
        LastError = Coin(random) ? Text(random) : null,
        Engine = Maybe(random),
        AskedAgainAt = Coin(random) ? Time(random) : null,
        Result = Coin(random) ? Result(random) : null,
    };

    public static VoicemailState Voicemail(Random random) => new()
    {
        Id = Id(random),
        ReceivedAt = Time(random),
        Envelope = new Envelope(Text(random), Some(random, r => new EnvelopeRecipient(Text(r), Maybe(r), Maybe(r))))
        {
            SmtpUtf8 = Coin(random), EightBitMime = Coin(random), DsnReturn = Maybe(random),
            DsnEnvelopeId = Maybe(random), ClientName = Maybe(random), ClientAddress = Maybe(random),
        },
        SizeBytes = random.NextInt64(),
        Stage = Any<VoicemailStage>(random),
        ClosedAs = Coin(random) ? Any<CloseReason>(random) : null,
        ClosedAt = Coin(random) ? Time(random) : null,
        DeliverBy = Coin(random) ? Time(random) : null,
        Facts = Coin(random) ? Facts(random) : null,
        Deliveries = Some(random, r => Coin(r) ? Delivery(r) : Delivery(r) with { Earlier = Delivery(r) }),
        InFlight = Coin(random)
            ? new RelayAttempt(Text(random), Time(random), Some(random, Text), Coin(random) ? [random.Next(1, 20)] : null)
            : null,
        MailStatus = Maybe(random),
        DuplicateOf = Coin(random) ? Id(random) : null,
        ReportOn = Coin(random) ? Id(random) : null,
        ReportedBy = Coin(random) ? Id(random) : null,
        Resends = random.Next(3),
        IsDelayReported = Coin(random),
        Hold = Coin(random) ? new Hold(Time(random), Text(random), Text(random)) : null,
        ReleasedAt = Coin(random) ? Time(random) : null,
        Deletion = Coin(random) ? new Deletion(Time(random), Time(random), Text(random), Text(random)) : null,
        TranscribeAskedAt = Coin(random) ? Time(random) : null,
        IsLateUnwanted = Coin(random),
        History = Some(random, r => new HistoryEntry(Time(r), Text(r), Text(r))),
        Corrections = Coin(random)
            ? Some(random, r => new TranscriptCorrection(r.Next(9), r.Next(9), Text(r), Text(r), Time(r), Maybe(r)))
            : null,
    };

    private static TranscriptionResult Result(Random random) => new()
    {
        Status = Any<TranscriptStatus>(random),
        Reason = Coin(random) ? Any<NoTranscriptReason>(random) : null,
        Transcript = Coin(random) ? Transcript(random) : null,
        Duration = Coin(random) ? TimeSpan.FromTicks(random.NextInt64(36_000_000_000)) : null,
        Codec = Maybe(random),
        At = Time(random),
    };

    private static Transcript Transcript(Random random)
    {
        var (starts, ends, confidences) = (random.Next(3), random.Next(3), random.Next(3));
        return new Transcript
        {
            Words = Some(random, r => new TranscriptWord(
                Text(r),
                Has(starts) ? Milliseconds(r) : null,
                Has(ends) ? Milliseconds(r) : null,
                Has(confidences) ? r.Next(101) / 100.0 : null)),
            Language = Text(random), Engine = Text(random), IsPartial = Coin(random),
            Confidence = Coin(random) ? random.NextDouble() : null,
        };

        // No word, every word, or some words have one.
        bool Has(int share) => share == 1 || (share == 2 && Coin(random));
    }

    private static Delivery Delivery(Random random) => new()
    {
        Recipient = Text(random),
        State = Any<DeliveryState>(random),
        Attempts = random.Next(9),
        Since = Time(random),
        NextAttemptAt = Coin(random) ? Time(random) : null,
        Reply = Coin(random) ? Reply(random) : null,
        RepliedAt = Coin(random) ? Time(random) : null,
        Round = random.Next(3),
        UncertainAttempts = random.Next(3),
        ResendAskedAt = Coin(random) ? Time(random) : null,
        IsReported = Coin(random),
        Lacks = Coin(random) ? Some(random, r => r.Next(1, 20)) : null,
        HasOtherCopy = Coin(random),
    };

    private static DeliveryReply Reply(Random random) => new(
        random.Next(600), Maybe(random), Text(random), Text(random), Coin(random) ? Coin(random) : null);

    private static MessageFacts Facts(Random random) => new()
    {
        Kind = Any<MessageKind>(random), MessageId = Maybe(random), HasDate = Coin(random), Subject = Maybe(random),
        From = Maybe(random), CallerName = Maybe(random), CallerNumber = Maybe(random), Mailbox = Maybe(random),
        IsPrivate = Coin(random), ContentHash = Text(random),
        Recordings = Some(random, r => new RecordingFacts(r.Next(9), Maybe(r), Text(r), r.NextInt64())),
    };

    private static bool Coin(Random random) => random.Next(2) == 0;

    private static T Any<T>(Random random) where T : struct, Enum
    {
        var values = Enum.GetValues<T>();
        return values[random.Next(values.Length)];
    }

    private static IReadOnlyList<T> Some<T>(Random random, Func<Random, T> make) =>
        [.. Enumerable.Range(0, random.Next(6) * random.Next(6)).Select(_ => make(random))];

    private static string Text(Random random) =>
        new([.. Enumerable.Range(0, random.Next(12)).Select(_ => Characters[random.Next(Characters.Length)])]);

    private static string? Maybe(Random random) => Coin(random) ? Text(random) : null;

    private static TimeSpan Milliseconds(Random random) => TimeSpan.FromMilliseconds(random.Next(10_000_000));

    private static DateTimeOffset Time(Random random) =>
        new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero).AddTicks(random.NextInt64(1L << 50));

    private static CorrelationId Id(Random random)
    {
        var entropy = new byte[CorrelationId.EntropyLength];
        random.NextBytes(entropy);
        return CorrelationId.Create(Time(random), entropy);
    }
}
