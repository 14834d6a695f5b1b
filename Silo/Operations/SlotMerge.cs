using VoicemailOrleans.Grains;

namespace VoicemailOrleans.Silo.Operations;

/// <summary>Makes one slot of several.</summary>
internal static class SlotMerge
{
    /// <summary>Counts add up, spreads too, of levels the worst stays.</summary>
    public static MeterSlot Of(DateTimeOffset start, IEnumerable<MeterSlot> slots)
    {
        var counts = new Dictionary<string, double>();
        var levels = new Dictionary<string, double>();
        var spreads = new Dictionary<string, IReadOnlyList<SpreadBucket>>();
        foreach (var slot in slots)
        {
            foreach (var (key, value) in slot.Counts) counts[key] = counts.GetValueOrDefault(key) + value;
            foreach (var (key, value) in slot.Levels)
                levels[key] = levels.TryGetValue(key, out var known) ? MeterCatalog.Worse(key, known, value) : value;
            foreach (var (key, value) in slot.Spreads)
                spreads[key] = spreads.TryGetValue(key, out var known) ? Sum(known, value) : value;
        }

        return new MeterSlot(start, counts, levels, spreads);
    }

    /// <summary>The start of the slot that a time lies in.</summary>
    public static DateTimeOffset Floor(DateTimeOffset time, TimeSpan length) =>
        new(time.UtcTicks - time.UtcTicks % length.Ticks, TimeSpan.Zero);

    private static List<SpreadBucket> Sum(IReadOnlyList<SpreadBucket> one, IReadOnlyList<SpreadBucket> other) =>
    [
        .. one.Concat(other).GroupBy(bucket => (bucket.From, bucket.To)).OrderBy(group => group.Key.From)
            .Select(group => new SpreadBucket(group.Key.From, group.Key.To, group.Sum(bucket => bucket.Count))),
    ];
}
