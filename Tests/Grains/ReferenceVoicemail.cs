using VoicemailOrleans.Core.Transcripts;
using VoicemailOrleans.Core.Voicemail;

namespace VoicemailOrleans.Tests.Grains;

/// <summary>
/// An ordinary voicemail at rest: delivered to one recipient, five lines of history, 100 words with times and
/// confidences as a cloud engine gives them. What is said about the size of stored voicemails is said about this one.
/// </summary>
internal static class ReferenceVoicemail
{
    private const string Said =
        "Hi Anna, this is Martin Keller from Northwind Paper in Hamburg. I am calling about order number 4471982, the "
        + "forty boxes of letterhead you placed last Tuesday. The printer tells me that the blue on the second page came "
        + "out darker than the proof we sent you, so before we ship the rest I would like you to see a sample. I can have "
        + "a courier bring it to your office tomorrow between nine and eleven. Please call me back today before five "
        + "thirty at 040 5550 1234, or leave a word with my colleague Susanne. Thanks a lot, and have a good afternoon.";

    private static readonly DateTimeOffset ReceivedAt = new(2026, 3, 2, 9, 14, 27, 318, TimeSpan.Zero);

    /// <summary>The state document of its VoicemailGrain.</summary>
    public static VoicemailState Voicemail(int number = 0)
    {
        var random = new Random(number);
        var id = Id(random, number);
        var received = id.Time;
        var (anna, pbx) = ("anna.lindqvist@hospital.example", "voicemail@pbx.hospital.example");
        var reply = new DeliveryReply(250, "2.6.0", $"<{id}@hospital.example> Queued mail for delivery",
            "mail.hospital.example:25");
        var envelope = new Envelope(pbx, [new EnvelopeRecipient(anna)])
        {
            EightBitMime = true, ClientName = "aam01.hospital.example", ClientAddress = "10.20.30.41",
        };
        return VoicemailState.Received(id, received, envelope, 341_882 + number) with
        {
            Stage = VoicemailStage.Closed,
            ClosedAs = CloseReason.Delivered,
            ClosedAt = received + TimeSpan.FromTicks(94_512_337),
            DeliverBy = received + TimeSpan.FromMinutes(5),
            MailStatus = "transcribed",
            Facts = Facts(random),
            Deliveries =
            [
                new Delivery
                {
                    Recipient = anna, State = DeliveryState.Delivered, Attempts = 1, Since = received, Reply = reply,
                    RepliedAt = received + TimeSpan.FromTicks(94_512_337),
                },
            ],
            History =
            [
                new(received, "received", $"From 10.20.30.41, {341_882 + number} octets for 1 recipients."),
                new(received + TimeSpan.FromTicks(412_310), "transcribing", "Recordings: 1."),
                new(received + TimeSpan.FromTicks(91_344_871), "transcripts", "All recordings are done."),
                new(received + TimeSpan.FromTicks(94_512_337), "delivered",
                    $"{anna}: {reply.Host} said {reply.Code} {reply.EnhancedCode} {reply.Text}"),
                new(received + TimeSpan.FromTicks(94_512_337), "closed", "Delivered to every recipient."),
            ],
        };
    }

    /// <summary>The state document of its TranscriptionGrain.</summary>
    /// <param name="number">Each number has words of its own order, times and confidences.</param>
    /// <param name="words">How many words were said.</param>
    public static TranscriptionState Transcription(int number = 0, int words = 100)
    {
        var id = Id(new Random(number), number);
        var random = new Random(number + 1);
        var heard = Words(random, number, words);
        return new TranscriptionState
        {
            Id = id, Number = 1, CreatedAt = id.Time + TimeSpan.FromTicks(412_310), Language = "en-US",
            Result = new TranscriptionResult
            {
                Status = TranscriptStatus.Transcribed,
                Transcript = new Transcript
                {
                    Words = heard, Language = "en-US", Engine = "google",
                    Confidence = heard.Average(word => word.Confidence),
                },
                Duration = heard[^1].End!.Value + TimeSpan.FromMilliseconds(737.375),
                Codec = "G.711 µ-law, 8 kHz",
                At = id.Time + TimeSpan.FromTicks(91_344_871),
            },
        };
    }

    // The text is that of the first number; others shuffle it, so that nothing gains from all being alike.
    private static List<TranscriptWord> Words(Random random, int number, int count)
    {
        var said = Said.Split(' ');
        if (number > 0) random.Shuffle(said);
        var at = 20 + random.Next(80);
        var words = new List<TranscriptWord>();
        for (var i = 0; i < count; i++)
        {
            var start = at;
            at += 12 + random.Next(50);
            var sure = (double)(float)(1 - 0.3 * random.NextDouble() * random.NextDouble());
            words.Add(new TranscriptWord(said[i % said.Length], Time(start), Time(at), Math.Round(sure, 8)));
            if (random.Next(6) == 0) at += random.Next(120);
        }

        return words;
    }

    private static TimeSpan Time(int hundredths) => TimeSpan.FromMilliseconds(hundredths * 10);

    private static CorrelationId Id(Random random, int number)
    {
        var entropy = new byte[CorrelationId.EntropyLength];
        random.NextBytes(entropy);
        return CorrelationId.Create(ReceivedAt + TimeSpan.FromMilliseconds(number * 61_317L), entropy);
    }

    private static MessageFacts Facts(Random random)
    {
        var hash = new byte[32];
        random.NextBytes(hash);
        return new MessageFacts
        {
            Kind = MessageKind.Voicemail,
            MessageId = $"<{random.NextInt64(1L << 40):x}.{random.Next()}@aam01.hospital.example>",
            HasDate = true,
            Subject = $"Voice Message from Martin Keller (+49 40 5550 {random.Next(1000, 9999)})",
            From = "Avaya Messaging <voicemail@pbx.hospital.example>",
            CallerName = "Martin Keller",
            CallerNumber = $"+49405550{random.Next(1000, 9999)}",
            Mailbox = "4711",
            ContentHash = Convert.ToHexStringLower(hash),
            Recordings = [new RecordingFacts(1, "voicemail.wav", "audio/wav", 251_884)],
        };
    }
}
