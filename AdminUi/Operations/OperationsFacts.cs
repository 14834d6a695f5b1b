using VoicemailOrleans.Grains;

namespace VoicemailOrleans.AdminUi.Operations;

/// <summary>What is known of the service at a moment.</summary>
/// <param name="Now">The moment.</param>
/// <param name="Nodes">The processes that reported within a day.</param>
/// <param name="Recent">Slots of the last quarter of an hour.</param>
/// <param name="Week">Slots of the last eight days, an hour each.</param>
public sealed record OperationsFacts(
    DateTimeOffset Now, IReadOnlyList<NodeReport> Nodes, IReadOnlyList<MeterSlot> Recent, IReadOnlyList<MeterSlot> Week)
{
    /// <summary>Six reports missed: a process that is well writes every five seconds.</summary>
    public static readonly TimeSpan SilenceMax = TimeSpan.FromSeconds(30);

    /// <summary>Those that are there.</summary>
    public IReadOnlyList<NodeReport> Alive => [.. Nodes.Where(IsAlive)];

    /// <summary>A silo's view of the store, the latest one; null without silo.</summary>
    public NodeReport? Counting => Alive.Where(node => node.Roles.Contains("silo")).MaxBy(node => node.WrittenAt);

    public bool IsAlive(NodeReport node) => !node.HasStopped && Now - node.WrittenAt <= SilenceMax;

    /// <summary>Gone without a word.</summary>
    public bool HasVanished(NodeReport node) => !node.HasStopped && !IsAlive(node);

    /// <summary>A gauge of the silo that counts, summed over its series; null when nobody counts.</summary>
    public double? Level(string instrument, string? kind = null)
    {
        var levels = Counting?.Levels.Where(level => MeterKey.Is(level.Key, instrument)
            && (kind is null || MeterKey.Label(level.Key, "kind") == kind)).ToList();
        return levels is { Count: > 0 } ? levels.Sum(level => level.Value) : null;
    }

    /// <summary>How long the oldest due task waits.</summary>
    public TimeSpan OldestDue
    {
        get
        {
            var ages = Counting?.Levels.Where(level => MeterKey.Is(level.Key, "voicemail.grain.due.age"));
            return TimeSpan.FromSeconds(ages?.Select(level => level.Value).DefaultIfEmpty().Max() ?? 0);
        }
    }
}
