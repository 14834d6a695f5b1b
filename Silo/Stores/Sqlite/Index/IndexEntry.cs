using System.Text.Json.Serialization;
using VoicemailOrleans.Core.Transcripts;
using VoicemailOrleans.Core.Voicemail;
using VoicemailOrleans.Grains;

namespace VoicemailOrleans.Silo.Stores.Sqlite.Index;

/// <summary>What the index keeps of one voicemail.</summary>
/// <param name="Summary">The line of the list; its NeedsAttention is decided when it is read.</param>
/// <param name="AttentionFrom">From when on somebody should look; null for never.</param>
/// <param name="Numbers">Numbers, as <see cref="IndexText.NumberWords"/>.</param>
/// <param name="Ids">Correlation IDs and Message-ID.</param>
/// <param name="Transcript">All that was heard.</param>
internal sealed record IndexEntry(
    VoicemailSummary Summary, DateTimeOffset? AttentionFrom, string Numbers, string Ids, string Transcript)
{
    /// <summary>The engines that heard its recordings, each once.</summary>
    public IReadOnlyList<string> Engines { get; init; } = [];

    /// <summary>The languages of its transcripts, each once.</summary>
    public IReadOnlyList<string> Languages { get; init; } = [];

    /// <summary>Octets of the mail as received.</summary>
    public long SizeBytes { get; init; }

    /// <summary>
    /// One on its way is nothing to look at before this, counted from when it was to leave, or a delivery was begun.
    /// </summary>
    public static readonly TimeSpan Patience = TimeSpan.FromMinutes(15);

    private const int SnippetLengthMax = 160;
    private const int TranscriptLengthMax = 100_000;

    /// <summary>Reads it out of the states of a voicemail and its transcriptions.</summary>
    public static IndexEntry From(VoicemailState state, IReadOnlyList<TranscriptionState> transcriptions)
    {
        var facts = state.Facts;
        var transcripts =
            transcriptions.Select(one => state.Corrected(one).Result?.Transcript).OfType<Transcript>().ToList();
        var transcript = string.Join('\n', transcripts.Select(one => one.Text));
        var summary = new VoicemailSummary
        {
            Id = state.Id,
            ReceivedAt = state.ReceivedAt,
            Stage = state.Stage,
            ClosedAs = state.ClosedAs,
            IsHeld = state.Hold is not null,
            IsDeleted = state.Deletion is not null,
            Caller = Caller(facts),
            Recipients = [.. state.Envelope.Recipients.Select(recipient => recipient.Address)],
            Mailbox = facts?.Mailbox,
            Subject = facts?.Subject,
            MailStatus = state.MailStatus,
            WentWithout = state.WentWithout(),
            Duration = transcriptions.Select(one => one.Result?.Duration).FirstOrDefault(),
            Engine = transcripts.FirstOrDefault()?.Engine,
            Language = transcripts.FirstOrDefault()?.Language,
            Snippet = transcript.Length == 0 ? null : IndexText.Cut(transcript, SnippetLengthMax),
        };
        var numbers = IndexText.NumberWords([facts?.CallerNumber, facts?.Mailbox]);
        string?[] ids = [state.Id.Value, facts?.MessageId, state.DuplicateOf?.Value, state.ReportOn?.Value];
        return new IndexEntry(
            summary,
            Attention(state),
            numbers,
            string.Join(' ', ids.OfType<string>()),
            IndexText.Cut(transcript, TranscriptLengthMax))
        {
            Engines = [.. transcripts.Select(one => one.Engine).Distinct()],
            Languages = [.. transcripts.Select(one => one.Language).Distinct()],
            SizeBytes = state.SizeBytes,
        };
    }

    /// <summary>
    /// A voicemail whose state cannot be read: it must be seen, because its journey has come to a halt.
    /// </summary>
    public static IndexEntry Unreadable(CorrelationId id) => new(
        new VoicemailSummary { Id = id, ReceivedAt = id.Time, Stage = VoicemailStage.Received, Recipients = [] },
        DateTimeOffset.UnixEpoch, "", id.Value, "");

    private static string? Caller(MessageFacts? facts) => (facts?.CallerName, facts?.CallerNumber) switch
    {
        ({ } name, { } number) => $"{name} ({number})",
        var (name, number) => name ?? number,
    };

    private static DateTimeOffset? Attention(VoicemailState state)
    {
        if (state.Deletion is not null) return null;
        if (state.ClosedAs is CloseReason.Parked or CloseReason.Bounced) return DateTimeOffset.UnixEpoch;
        if (state.Deliveries.Any(delivery => delivery.State is DeliveryState.Uncertain or DeliveryState.Refused))
            return DateTimeOffset.UnixEpoch;
        if (state.Stage is VoicemailStage.Received or VoicemailStage.Transcribing)
            return (state.DeliverBy ?? state.ReceivedAt) + Patience;
        var open = state.Deliveries.Where(delivery => !delivery.IsSettled).ToList();
        return open.Count == 0 ? null : open.Min(delivery => delivery.Since) + Patience;
    }
}

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    UseStringEnumConverter = true)]
[JsonSerializable(typeof(VoicemailSummary))]
internal sealed partial class IndexJsonContext : JsonSerializerContext;
