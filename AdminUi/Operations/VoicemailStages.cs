using VoicemailOrleans.Core.Voicemail;
using VoicemailOrleans.Grains;

namespace VoicemailOrleans.AdminUi.Operations;

/// <summary>Where the voicemails are.</summary>
/// <param name="Counts">By view.</param>
/// <param name="Open">Those on their journey, by stage.</param>
/// <param name="Attention">Those somebody should look at, by reason.</param>
/// <param name="IsCut">There are more than were counted by stage and reason.</param>
public sealed record VoicemailStages(
    VoicemailViewCounts Counts, IReadOnlyList<StageCount> Open, IReadOnlyList<StageCount> Attention, bool IsCut)
{
    private const int CountedMax = 500;

    /// <summary>Counts them. The newest 500 of a view are enough to see what it is made of.</summary>
    public static async Task<VoicemailStages> ReadAsync(IVoicemailIndex index, CancellationToken cancellationToken)
    {
        var counts = await index.CountAsync(cancellationToken);
        var open = await SearchAsync(index, VoicemailView.Open, counts.Open, cancellationToken);
        var attention =
            await SearchAsync(index, VoicemailView.NeedsAttention, counts.NeedsAttention, cancellationToken);
        return new VoicemailStages(
            counts,
            Group(open.Items, item => item.Stage switch
            {
                VoicemailStage.Received => "just received",
                VoicemailStage.Transcribing => "being transcribed",
                _ => "being delivered",
            }),
            Group(attention.Items, item => (item.Stage, item.ClosedAs) switch
            {
                (_, CloseReason.Parked) => "parked",
                (_, CloseReason.Bounced) => "bounced",
                (VoicemailStage.Closed, _) => "delivered with remarks",
                _ => "delayed or uncertain",
            }),
            open.Next is not null || attention.Next is not null);
    }

    private static async Task<VoicemailPage> SearchAsync(
        IVoicemailIndex index, VoicemailView view, long count, CancellationToken cancellationToken) => count == 0
        ? new VoicemailPage([], null, null)
        : await index.SearchAsync(new VoicemailQuery { View = view, Take = CountedMax }, cancellationToken);

    private static IReadOnlyList<StageCount> Group(
        IEnumerable<VoicemailSummary> items, Func<VoicemailSummary, string> name) =>
    [
        .. items.CountBy(name).OrderByDescending(pair => pair.Value)
            .Select(pair => new StageCount(pair.Key, pair.Value)),
    ];
}

/// <summary>How many are somewhere.</summary>
public sealed record StageCount(string Name, int Count);
