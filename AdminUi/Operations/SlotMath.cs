using VoicemailOrleans.Grains;

namespace VoicemailOrleans.AdminUi.Operations;

/// <summary>Sums and quantiles over slots of all processes.</summary>
internal static class SlotMath
{
    /// <summary>How much an instrument's counters grew; only those with a label's value if one is asked for.</summary>
    public static double Sum(
        IEnumerable<MeterSlot> slots, string instrument, string? label = null, string? value = null) =>
        (label is null ? new CountedNumber(instrument) : new CountedNumber(instrument, label, value!)).Sum(slots);

    /// <summary>The same for each value of a label, most first.</summary>
    public static IReadOnlyList<(string Value, double Count)> By(
        IEnumerable<MeterSlot> slots, string instrument, string label) =>
    [
        .. slots.SelectMany(slot => slot.Counts).Where(count => MeterKey.Is(count.Key, instrument))
            .GroupBy(count => MeterKey.Label(count.Key, label) ?? "")
            .Select(group => (group.Key, group.Sum(count => count.Value)))
            .OrderByDescending(pair => pair.Item2).ThenBy(pair => pair.Key, StringComparer.Ordinal),
    ];

    /// <summary>The highest value of a gauge; null when no slot has one.</summary>
    public static double? Highest(IEnumerable<MeterSlot> slots, string instrument) => slots
        .Select(slot => slot.Levels.Where(level => MeterKey.Is(level.Key, instrument)).ToList())
        .Where(levels => levels.Count > 0)
        .Max(levels => (double?)levels.Sum(level => level.Value));

    /// <summary>
    /// The value that a share of the measurements do not exceed, between the bounds of its bucket; in the last bucket,
    /// which has no end, its lower bound. Null when nothing was measured.
    /// </summary>
    public static double? Quantile(IEnumerable<MeterSlot> slots, string instrument, double share)
    {
        var buckets = slots.SelectMany(slot => slot.Spreads).Where(spread => MeterKey.Is(spread.Key, instrument))
            .SelectMany(spread => spread.Value).GroupBy(bucket => (bucket.From, bucket.To))
            .OrderBy(group => group.Key.From)
            .Select(group => (group.Key.From, group.Key.To, Count: group.Sum(bucket => bucket.Count))).ToList();
        var rank = share * buckets.Sum(bucket => bucket.Count);
        double below = 0;
        foreach (var (from, to, count) in buckets)
        {
            if (below + count >= rank) return to is { } end ? from + (end - from) * (rank - below) / count : from;
            below += count;
        }

        return null;
    }
}
