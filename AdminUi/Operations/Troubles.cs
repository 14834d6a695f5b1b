using VoicemailOrleans.Grains;

namespace VoicemailOrleans.AdminUi.Operations;

/// <summary>The log's warnings and errors of all processes together.</summary>
internal static class Troubles
{
    /// <summary>Grouped by kind, the latest first.</summary>
    public static IReadOnlyList<TroubleGroup> Of(IEnumerable<NodeReport> nodes) =>
    [
        .. nodes.SelectMany(node => node.Troubles).GroupBy(trouble => trouble.Event, StringComparer.Ordinal)
            .Select(Sum).OrderByDescending(trouble => trouble.Last),
    ];

    private static TroubleGroup Sum(IEnumerable<TroubleGroup> same)
    {
        var all = same.OrderByDescending(trouble => trouble.Last).ToList();
        return all[0] with
        {
            Count = all.Sum(trouble => trouble.Count),
            First = all.Min(trouble => trouble.First),
            Level = all.Max(trouble => trouble.Level),
            Example = all.Select(trouble => trouble.Example).FirstOrDefault(example => example is not null),
        };
    }
}
