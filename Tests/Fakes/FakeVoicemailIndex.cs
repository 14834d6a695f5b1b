using VoicemailOrleans.Core.Voicemail;
using VoicemailOrleans.Grains;

namespace VoicemailOrleans.Tests.Fakes;

/// <summary>A list of voicemails in memory, searched word by word.</summary>
internal sealed class FakeVoicemailIndex : IVoicemailIndex
{
    private readonly Lock gate = new();
    private readonly SortedDictionary<CorrelationId, VoicemailSummary> entries = [];
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
            var found = entries.Values.Reverse()
                .Where(entry => query.Before is not { } before || entry.Id.CompareTo(before) < 0)
                .Where(entry => IsIn(entry, query.View) && Matches(entry, query.Text))
                .Take(query.Take + 1).ToList();
            return new(new VoicemailPage([.. found.Take(query.Take)], found.Count > query.Take));
        }
    }

    public ValueTask<VoicemailViewCounts> CountAsync(CancellationToken cancellationToken)
    {
        if (Failure is not null) throw Failure;
        lock (gate)
        {
            long Count(VoicemailView view) => entries.Values.Count(entry => IsIn(entry, view));
            return new(new VoicemailViewCounts(
                entries.Count, Count(VoicemailView.NeedsAttention), Count(VoicemailView.Open),
                    Count(VoicemailView.Delivered)));
        }
    }

    private static bool IsIn(VoicemailSummary entry, VoicemailView view) => view switch
    {
        VoicemailView.NeedsAttention => entry.NeedsAttention,
        VoicemailView.Open => entry.Stage != VoicemailStage.Closed,
        VoicemailView.Delivered => entry.ClosedAs == CloseReason.Delivered,
        _ => true,
    };

    private bool Matches(VoicemailSummary entry, string? text)
    {
        var haystack = $"{entry.Id} {entry.Caller} {entry.Subject} {entry.Snippet} {string.Join(' ', entry.Recipients)}"
            + $" {references[entry.Id]}";
        return (text ?? "").Split(' ', StringSplitOptions.RemoveEmptyEntries)
            .All(word => haystack.Contains(word, StringComparison.OrdinalIgnoreCase));
    }
}
