using System.Text;
using VoicemailOrleans.AdminUi;
using VoicemailOrleans.Core.Audio;
using VoicemailOrleans.Core.Octets;
using VoicemailOrleans.Core.Transcripts;
using VoicemailOrleans.Core.Voicemail;
using VoicemailOrleans.Grains;

namespace VoicemailOrleans.Tests.AdminUi;

/// <summary>Content for every identifier but those that were purged or damaged.</summary>
internal sealed class SampleSpool : ISpool
{
    public HashSet<CorrelationId> Purged { get; } = [];

    public HashSet<CorrelationId> Damaged { get; } = [];

    /// <summary>Content other than the usual.</summary>
    public Dictionary<CorrelationId, byte[]> Contents { get; } = [];

    public ValueTask<SpooledContent?> OpenContentAsync(CorrelationId id, CancellationToken cancellationToken) =>
        Damaged.Contains(id) ? throw new InvalidDataException("checksum") : new(Purged.Contains(id) ? null
            : new SpooledContent(Contents.TryGetValue(id, out var content) ? content
            : Encoding.UTF8.GetBytes($"X-Sample: {id}\r\n\r\nas received\r\n")));

    public ValueTask WriteReportAsync(
        CorrelationId id, CorrelationId reportOn, Envelope envelope, ReadOnlyMemory<byte> content,
        CancellationToken cancellationToken) =>
        throw new NotSupportedException("The admin UI writes no content.");

    public ValueTask MarkDeliveredAsync(CorrelationId id, DeliveredMark mark, CancellationToken cancellationToken) =>
        throw new NotSupportedException("The admin UI relays nothing.");

    public ValueTask MarkClosedAsync(CorrelationId id, ClosedMark mark, CancellationToken cancellationToken) =>
        throw new NotSupportedException("The admin UI closes nothing.");

    public ValueTask<SpoolMarks> ReadMarksAsync(CorrelationId id, CancellationToken cancellationToken) =>
        throw new NotSupportedException("The admin UI relays nothing.");

    public ValueTask DeleteContentAsync(CorrelationId id, CancellationToken cancellationToken) =>
        throw new NotSupportedException("The admin UI deletes nothing.");
}

/// <summary>Composes by putting the words on top; a message has as many recordings as asked for below ten.</summary>
internal sealed class SampleComposer : IMailComposer
{
    public MessageFacts Read(ReadOnlyMemory<byte> content, Envelope envelope) =>
        throw new NotSupportedException("Facts come from the state.");

    public OctetSource? ReadRecording(ReadOnlyMemory<byte> content, int number) =>
        number < 10 ? OctetSource.Of(Encoding.UTF8.GetBytes($"octets of recording {number}")) : null;

    public ComposedMail Compose(
        ReadOnlyMemory<byte> content, VoicemailState state, IReadOnlyList<TranscriptionState> transcriptions) =>
        new([Encoding.UTF8.GetBytes($"X-Composed: yes\r\nX-Words: {Words(state, transcriptions)}\r\n"), content], state.MailStatus);

    private static string Words(VoicemailState state, IReadOnlyList<TranscriptionState> transcriptions) =>
        string.Join(" / ", transcriptions.Select(made => state.Corrected(made).Result?.Transcript?.Text ?? "none"));

    public ComposedMail? ComposeLate(
        ReadOnlyMemory<byte> content, VoicemailState state, IReadOnlyList<TranscriptionState> transcriptions, int round,
        DateTimeOffset at) =>
        Compose(content, state, transcriptions);

    public ComposedMail ComposeResend(
        ReadOnlyMemory<byte> content, VoicemailState state, IReadOnlyList<TranscriptionState> transcriptions,
        Delivery delivery, DateTimeOffset now) =>
        throw new NotSupportedException("Silos resend.");

    public ComposedMail ComposeBare(
        ReadOnlyMemory<byte> content, VoicemailState state, Delivery delivery, DateTimeOffset now) =>
        throw new NotSupportedException("Silos relay.");

    public ReadOnlyMemory<byte> ComposeReport(
        CorrelationId reportId, ReadOnlyMemory<byte> content, VoicemailState state, IReadOnlyList<Delivery> refused,
            DateTimeOffset now) =>
        throw new NotSupportedException("Silos report.");
}

/// <summary>Decodes everything but recording 9 to six seconds of a hum in the rhythm of speech.</summary>
internal sealed class SampleDecoder : IRecordingDecoder
{
    public static readonly TimeSpan Length = TimeSpan.FromSeconds(6);

    private int decoded;

    public int Decoded => decoded;

    public ValueTask<DecodeOutcome> DecodeAsync(OctetSource recording, CancellationToken cancellationToken)
    {
        Interlocked.Increment(ref decoded);
        if (Encoding.UTF8.GetString(recording.ToArray()).EndsWith('9'))
            return new(new DecodeOutcome.Undecodable("AUDIX CELP", NoTranscriptReason.UnknownAudioFormat));
        var samples = new short[8000 * (int)Length.TotalSeconds];
        for (var i = 0; i < samples.Length; i++)
        {
            var t = i / 8000.0;
            var loud = Math.Max(0, Math.Sin(t * 5) * Math.Sin(t * 1.7 + 1) + 0.25 * Math.Sin(t * 23));
            samples[i] = (short)(Math.Sin(t * 2 * Math.PI * 160) * loud * 9000);
        }

        return new(new DecodeOutcome.Decoded(new PcmAudio(samples, 8000), "PCM, 8 kHz", null));
    }
}

/// <summary>Shows a plain mail, or the one whose HTML tries everything.</summary>
internal sealed class SampleMailView : IMailView
{
    private int views;

    public string? Html { get; set; } = SampleVoicemails.PlainHtml;

    /// <summary>Mails that were read.</summary>
    public int Views => views;

    /// <summary>The identifier of the harmful mail, and the server that it tries to reach.</summary>
    public (string Id, string Trap) Hostile { get; set; } = ("none", "");

    public MailContent Read(ReadOnlyMemory<byte> message)
    {
        Interlocked.Increment(ref views);
        return View(message);
    }

    private MailContent View(ReadOnlyMemory<byte> message) => new(
        Encoding.UTF8.GetString(message.Span).Contains(Hostile.Id, StringComparison.Ordinal)
            ? SampleVoicemails.HostileHtml.Replace("TRAP", Hostile.Trap, StringComparison.Ordinal)
            : Html,
        "the <plain> text",
        "Received: from pbx\r\nSubject: =?utf-8?q?[Transcribed]?=\r\n",
        [
            new("Received", "from pbx"), new("Subject", "[Transcribed] Voice message from Ben Carter"),
            new("From", "Avaya <voicemail@pbx.example.org>"), new("To", "priya.raman@example.org"),
            new("X-Voicemail-Status", "transcribed"),
        ],
        [
            new(1, 0, "multipart/mixed", null, "7bit", 651_000, true, false),
            new(2, 1, "text/plain", null, "quoted-printable", 180, false, true),
            new(3, 1, "audio/wav", "msg0001.wav", "base64", 481_244, false, false),
            new(4, 1, "text/html", SampleVoicemails.Hostile, "8bit", 90, false, false),
        ]);

    public MailPartContent? ReadPart(ReadOnlyMemory<byte> message, int number) => number is < 2 or > 4
        ? null
        : new MailPartContent(
            View(message).Parts[number - 1], Encoding.UTF8.GetBytes($"octets of part {number}"));
}
