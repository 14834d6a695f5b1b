using VoicemailOrleans.AdminUi.Presentation;
using VoicemailOrleans.Grains;

namespace VoicemailOrleans.AdminUi.List;

/// <summary>
/// How many a search finds, in its own view and in the others. Without a search these are kept counters; with one they
/// are counted, the own view further than the others, because it says how many a bulk action would take.
/// </summary>
/// <param name="Total">In the search's own view.</param>
/// <param name="TotalText">The same for people.</param>
/// <param name="Texts">Per view, for people.</param>
internal sealed record SearchCounts(long Total, string TotalText, IReadOnlyDictionary<VoicemailView, string> Texts)
{
    /// <summary>Counting stops here in the search's own view.</summary>
    public const int OwnMost = 10_000;

    private const int OtherMost = 1_000;

    public static async Task<SearchCounts> ReadAsync(
        SearchUrl search, IVoicemailIndex index, RequestCounts all, TimeProvider clock,
        Func<IReadOnlyList<string>, string?, bool>? keptFrom, CancellationToken cancellationToken)
    {
        Dictionary<VoicemailView, string> texts = [];
        var kept = await all.ReadAsync(cancellationToken);
        var total = 0L;
        foreach (var (view, _, _) in SearchWords.Views.All)
        {
            var most = view == search.View ? OwnMost : OtherMost;
            var count = search.IsPlain
                ? Kept(kept, view)
                : await index.CountAsync(
                    (search with { View = view }).ToQuery(clock, 1, keptFrom), most, cancellationToken);
            texts[view] = search.IsPlain ? Show.Count(count) : Show.Count(count, most);
            if (view == search.View) total = count;
        }

        return new SearchCounts(total, texts[search.View], texts);
    }

    private static long Kept(VoicemailViewCounts counts, VoicemailView view) => view switch
    {
        VoicemailView.NeedsAttention => counts.NeedsAttention,
        VoicemailView.Open => counts.Open,
        VoicemailView.Delivered => counts.Delivered,
        VoicemailView.Deleted => counts.Deleted,
        _ => counts.All,
    };
}
