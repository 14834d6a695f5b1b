using VoicemailOrleans.Core.Transcripts;
using VoicemailOrleans.Core.Voicemail;
using VoicemailOrleans.Grains;

namespace VoicemailOrleans.Tests.Fakes;

/// <summary>A list of voicemails in memory, searched word by word.</summary>
internal sealed class FakeVoicemailIndex : IVoicemailIndex
{
    private readonly Lock gate = new();
    private readonly Dictionary<CorrelationId, VoicemailSummary> entries = [];
    private readonly Dictionary<CorrelationId, string> references = [];

    public event Action? Changed;

    /// <summary>Thrown by every call while set.</summary>
    public Exception? Failure { get; set; }

    /// <summary>Queries so far, newest last.</summary>
    public List<VoicemailQuery> Queries { get; } = [];

    /// <summary>How many listen to <see cref="Changed"/>.</summary>
    public int Listeners => Changed?.GetInvocationList().Length ?? 0;

    /// <param name="summary">The entry.</param>
    /// <param name="names">Other voicemails that it refers to, by which it is found too.</param>
    public void Put(VoicemailSummary summary, params CorrelationId?[] names)
    {
        lock (gate) (entries[summary.Id], references[summary.Id]) = (summary, string.Join(' ', names));
        Changed?.Invoke();
    }

    public ValueTask<VoicemailPage> SearchAsync(VoicemailQuery query, CancellationToken cancellationToken)
    {
        if (Failure is not null) throw Failure;
        lock (gate)
        {
            Queries.Add(query);
            var found = Find(query);
            var from = query switch
            {
                { Before: { } before } => Math.Max(0, found.Count(row => Compare(row.Place, before, query) < 0) - query.Take),
                { After: { } after } => found.Count(row => Compare(row.Place, after, query) <= 0),
                _ => 0,
            };
            var page = found.Skip(from).Take(query.Take).ToList();
            return new(new VoicemailPage(
                [.. page.Select(row => IsKept(row.Entry, query) ? row.Entry with { IsKept = true, Snippet = null } : row.Entry)],
                from > 0 && page.Count > 0 ? page[0].Place : null,
                from + page.Count < found.Count ? page[^1].Place : null));
        }
    }

    public ValueTask<long> CountAsync(VoicemailQuery query, int most, CancellationToken cancellationToken)
    {
        if (Failure is not null) throw Failure;
        lock (gate) return new(Math.Min(Find(query).Count, most + 1L));
    }

    public ValueTask<VoicemailViewCounts> CountAsync(CancellationToken cancellationToken)
    {
        if (Failure is not null) throw Failure;
        lock (gate)
        {
            long Count(VoicemailView view) => entries.Values.Count(entry => IsIn(entry, view));
            return new(new VoicemailViewCounts(
                Count(VoicemailView.All), Count(VoicemailView.NeedsAttention), Count(VoicemailView.Open),
                    Count(VoicemailView.Delivered)) { Deleted = Count(VoicemailView.Deleted) });
        }
    }

    public ValueTask<VoicemailChoices> ReadChoicesAsync(CancellationToken cancellationToken)
    {
        if (Failure is not null) throw Failure;
        lock (gate)
        {
            List<string> Names(Func<VoicemailSummary, string?> of) =>
                [.. entries.Values.Select(of).OfType<string>().Distinct().Order(StringComparer.Ordinal)];
            return new(new VoicemailChoices(Names(entry => entry.Engine), Names(entry => entry.Language)));
        }
    }

    private List<(VoicemailSummary Entry, VoicemailPlace Place)> Find(VoicemailQuery query)
    {
        var found = entries.Values.Where(entry => Matches(entry, query))
            .Select(entry => (Entry: entry, Place: new VoicemailPlace(entry.Id, Key(entry, query.Order)))).ToList();
        found.Sort((a, b) => Compare(a.Place, b.Place, query));
        return found;
    }

    private static string Key(VoicemailSummary entry, VoicemailOrder order) => order switch
    {
        VoicemailOrder.Length => $"{entry.Duration?.TotalMilliseconds ?? -1:0000000000}",
        VoicemailOrder.Recipient => PlainLetters.Of(entry.Recipients.FirstOrDefault() ?? "~"),
        VoicemailOrder.Caller => PlainLetters.Of(entry.Caller ?? "~"),
        _ => "",
    };

    private static int Compare(VoicemailPlace a, VoicemailPlace b, VoicemailQuery query)
    {
        var key = string.CompareOrdinal(a.Key, b.Key);
        var order = key != 0 ? key : a.Id.CompareTo(b.Id);
        return query.Ascending ? order : -order;
    }

    private bool Matches(VoicemailSummary entry, VoicemailQuery query) =>
        IsIn(entry, query.View)
        && HasWords(IsKept(entry, query) ? entry with { Snippet = null } : entry, query.Text)
        && (query.From is not { } from || entry.ReceivedAt >= from)
        && (query.Until is not { } until || entry.ReceivedAt < until)
        && (query.Status is not { } status || entry.Status == status)
        && (query.Transcript is not { } transcript || entry.MailStatus == transcript.HeaderValue())
        && (!query.WentWithout || entry.WentWithout)
        && (query.Engine is not { } engine || entry.Engine == engine)
        && (query.Language is not { } language || entry.Language == language)
        && (query.LengthMin is not { } min || entry.Duration >= min)
        && (query.LengthMax is not { } max || entry.Duration < max + TimeSpan.FromSeconds(1));

    private static bool IsKept(VoicemailSummary entry, VoicemailQuery query) =>
        query.KeptFrom?.Invoke(entry.Recipients, entry.Mailbox) == true;

    private static bool IsIn(VoicemailSummary entry, VoicemailView view) => view switch
    {
        VoicemailView.Deleted => entry.IsDeleted,
        _ when entry.IsDeleted => false,
        VoicemailView.NeedsAttention => entry.NeedsAttention,
        VoicemailView.Open => entry.Stage != VoicemailStage.Closed,
        VoicemailView.Delivered => entry.ClosedAs == CloseReason.Delivered,
        _ => true,
    };

    private bool HasWords(VoicemailSummary entry, string? text)
    {
        var haystack = $"{entry.Id} {entry.Caller} {entry.Subject} {entry.Snippet} {string.Join(' ', entry.Recipients)}"
            + $" {references[entry.Id]}";
        return (text ?? "").Split(' ', StringSplitOptions.RemoveEmptyEntries)
            .All(word => haystack.Contains(word, StringComparison.OrdinalIgnoreCase));
    }
}
