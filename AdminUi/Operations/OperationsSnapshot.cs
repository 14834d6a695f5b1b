using VoicemailOrleans.Grains;

namespace VoicemailOrleans.AdminUi.Operations;

/// <summary>Everything the operations page shows.</summary>
/// <param name="Facts">The processes and what they counted.</param>
/// <param name="Voicemails">Where the voicemails are.</param>
/// <param name="Attention">What needs attention, the worst first.</param>
/// <param name="Range">The stretch of time the charts show.</param>
/// <param name="Charts">The charts.</param>
/// <param name="Day">Slots of the last 24 hours.</param>
/// <param name="Midnight">When the day began, in the service's time zone.</param>
public sealed record OperationsSnapshot(
    OperationsFacts Facts, VoicemailStages Voicemails, IReadOnlyList<AttentionItem> Attention, ChartRange Range,
    Charts Charts, IReadOnlyList<MeterSlot> Day, DateTimeOffset Midnight)
{
    /// <summary>Slots of today.</summary>
    public IReadOnlyList<MeterSlot> Today => [.. Day.Where(slot => slot.Start >= Midnight)];
}
