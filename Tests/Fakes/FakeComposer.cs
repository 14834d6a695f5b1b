using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using VoicemailOrleans.Core.Octets;
using VoicemailOrleans.Core.Voicemail;
using VoicemailOrleans.Grains;

namespace VoicemailOrleans.Tests.Fakes;

/// <summary>
/// Reads and writes messages of its own plain form: a Received line, then lines <c>Name: value</c> that say what the
/// message pretends to be. See <see cref="Message"/>.
/// </summary>
public sealed class FakeComposer : IMailComposer
{
    /// <summary>The mailbox that all messages were left in.</summary>
    public string? Mailbox { get; set; }

    /// <summary>When set, everything but reports throws it.</summary>
    public Exception? Breaks { get; set; }

    /// <summary>When set, composing a report throws it.</summary>
    public Exception? ReportBreaks { get; set; }

    /// <summary>What each resend was written for.</summary>
    public List<Delivery> Resends { get; } = [];

    /// <summary>A message in the form that this composer reads.</summary>
    public static string Message(
        CorrelationId id, string? messageId, MessageKind kind = MessageKind.Voicemail, int recordings = 1,
        bool isPrivate = false, string text = "") =>
        string.Create(CultureInfo.InvariantCulture,
            $"Received: {id}\r\nMessage-ID: {messageId}\r\nKind: {kind}\r\nRecordings: {recordings}\r\n"
            + $"Private: {isPrivate}\r\nText: {text}\r\n");

    /// <inheritdoc/>
    public MessageFacts Read(ReadOnlyMemory<byte> content, Envelope envelope)
    {
        if (Breaks is { } failure) throw failure;
        var text = Encoding.UTF8.GetString(content.Span);
        var fields = text.Split("\r\n", StringSplitOptions.RemoveEmptyEntries).Select(line => line.Split(": ", 2))
            .ToDictionary(pair => pair[0], pair => pair.Length > 1 ? pair[1] : "");
        var rest = text[(text.IndexOf('\n', StringComparison.Ordinal) + 1)..];
        var recordings = int.Parse(fields["Recordings"], CultureInfo.InvariantCulture);
        return new MessageFacts
        {
            Kind = Enum.Parse<MessageKind>(fields["Kind"]),
            MessageId = fields["Message-ID"] is { Length: > 0 } messageId ? messageId : null,
            Mailbox = Mailbox,
            IsPrivate = bool.Parse(fields["Private"]),
            ContentHash = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(rest))),
            Recordings =
                [.. Enumerable.Range(1, recordings).Select(n => new RecordingFacts(n, $"{n}.wav", "audio/wav", 4))],
        };
    }

    /// <inheritdoc/>
    public OctetSource? ReadRecording(ReadOnlyMemory<byte> content, int number) =>
        Breaks is { } failure ? throw failure
        : number > Read(content, new Envelope("", [])).Recordings.Count ? null
        : OctetSource.Of(Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"recording {number}")));

    /// <inheritdoc/>
    public ComposedMail Compose(
        ReadOnlyMemory<byte> content, VoicemailState state, IReadOnlyList<TranscriptionState> transcriptions) =>
        state.Quarantine is not null ? Mail("Untouched", content, [])
        : Breaks is { } failure ? throw failure
        : Mail("Composed", content, [.. transcriptions.Select(state.Corrected)]);

    /// <inheritdoc/>
    public ComposedMail ComposeResend(
        ReadOnlyMemory<byte> content, VoicemailState state, IReadOnlyList<TranscriptionState> transcriptions,
        Delivery delivery, DateTimeOffset now)
    {
        Resends.Add(delivery);
        return state.Quarantine is not null ? Mail("Resent untouched", content, [])
            : Breaks is { } failure ? throw failure
            : Mail("Resent", content, [.. transcriptions.Select(state.Corrected)]);
    }

    /// <inheritdoc/>
    public ComposedMail ComposeBare(
        ReadOnlyMemory<byte> content, VoicemailState state, Delivery delivery, DateTimeOffset now) =>
        Mail("Bare", content, []) with { Status = "not-transcribed" };

    /// <inheritdoc/>
    public ComposedMail? ComposeLate(
        ReadOnlyMemory<byte> content, VoicemailState state, IReadOnlyList<TranscriptionState> transcriptions, int round,
        DateTimeOffset at) =>
        Breaks is { } failure ? throw failure : Mail("Late", content, [.. transcriptions.Select(state.Corrected)]);

    /// <inheritdoc/>
    public ReadOnlyMemory<byte> ComposeReport(
        CorrelationId reportId, ReadOnlyMemory<byte> content, VoicemailState state, IReadOnlyList<Delivery> deliveries,
        DateTimeOffset now) =>
        ReportBreaks is { } failure
            ? throw failure
            : Encoding.UTF8.GetBytes($"{Word(deliveries[0].State)}: {string.Join(',', deliveries.Select(delivery => delivery.Recipient))}\r\n");

    private static string Word(DeliveryState state) => state switch
    {
        DeliveryState.Refused => "Report",
        DeliveryState.Delivered => "Relayed",
        _ => "Delayed",
    };

    private static ComposedMail Mail(
        string how, ReadOnlyMemory<byte> content, IReadOnlyList<TranscriptionState> transcriptions)
    {
        var statuses = string.Join(',', transcriptions.Select(one => one.Result?.Status.ToString() ?? "Open"));
        var header = $"{how}: {statuses}\r\n";
        return new ComposedMail([Encoding.UTF8.GetBytes(header), content], transcriptions.Count == 0 ? null : statuses);
    }
}
