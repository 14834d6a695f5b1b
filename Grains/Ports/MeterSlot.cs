namespace VoicemailOrleans.Grains;

/// <summary>How long a slot is.</summary>
public enum SlotLength
{
    /// <summary>Ten seconds; kept for half an hour at least.</summary>
    TenSeconds,

    /// <summary>Five minutes; kept for a day at least.</summary>
    FiveMinutes,

    /// <summary>An hour; kept for eight days at least.</summary>
    Hour,
}

/// <summary>What one process counted in a stretch of time.</summary>
/// <param name="Start">When the slot began.</param>
/// <param name="Counts">How much counters grew, by <see cref="MeterKey"/>; none that did not.</param>
/// <param name="Levels">The worst that gauges showed.</param>
/// <param name="Spreads">How measurements of histograms lay.</param>
public sealed record MeterSlot(
    DateTimeOffset Start,
    IReadOnlyDictionary<string, double> Counts,
    IReadOnlyDictionary<string, double> Levels,
    IReadOnlyDictionary<string, IReadOnlyList<SpreadBucket>> Spreads);

/// <summary>Measurements that lie between two bounds.</summary>
/// <param name="From">More than this.</param>
/// <param name="To">At most this; null in the last bucket, which has no end.</param>
/// <param name="Count">How many.</param>
public readonly record struct SpreadBucket(double From, double? To, long Count);
