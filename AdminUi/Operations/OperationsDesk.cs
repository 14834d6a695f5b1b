using VoicemailOrleans.Grains;

namespace VoicemailOrleans.AdminUi.Operations;

/// <summary>
/// Gathers what the operations page and its badge show. However many look, reports and short slots are read once per
/// <see cref="AdminUiOptions.OperationsInterval"/>, and long slots once a minute.
/// </summary>
internal sealed class OperationsDesk
{
    private static readonly TimeSpan Week = TimeSpan.FromDays(8);
    private static readonly TimeSpan Quarter = TimeSpan.FromMinutes(16);

    private readonly TimeProvider clock;
    private readonly Cached<IReadOnlyList<NodeReport>> nodes;
    private readonly Cached<IReadOnlyList<MeterSlot>> recent;
    private readonly Cached<IReadOnlyList<MeterSlot>> day;
    private readonly Cached<IReadOnlyList<MeterSlot>> week;
    private readonly Cached<VoicemailStages> stages;

    public OperationsDesk(
        IOperationsReports reports, IVoicemailIndex index, AdminUiOptions options, TimeProvider clock)
    {
        this.clock = clock;
        var often = options.OperationsInterval * 0.8; // done again at the next announcement
        Cached<IReadOnlyList<MeterSlot>> Slots(TimeSpan lifetime, SlotLength length, TimeSpan back) =>
            new(lifetime, clock, () =>
                reports.ReadSlotsAsync(length, clock.GetUtcNow() - back, CancellationToken.None).AsTask());
        nodes = new(often, clock, () => reports.ReadNodesAsync(CancellationToken.None).AsTask());
        recent = Slots(often, SlotLength.TenSeconds, Quarter);
        day = Slots(often, SlotLength.FiveMinutes, ChartRange.Day.Step * ChartRange.Day.Points);
        week = Slots(often * 12, SlotLength.Hour, Week);
        stages = new(often, clock, () => VoicemailStages.ReadAsync(index, CancellationToken.None));
    }

    /// <summary>How many things of the service need attention; hints do not count.</summary>
    public async Task<int> CountAsync() => AttentionRules.Of(await FactsAsync())
        .Count(item => item.Tone is Presentation.Tones.Error or Presentation.Tones.Warn);

    /// <summary>Everything the page shows.</summary>
    public async Task<OperationsSnapshot> ReadAsync(ChartRange range)
    {
        var facts = await FactsAsync();
        var slots = range.Slots switch
        {
            SlotLength.TenSeconds => facts.Recent,
            SlotLength.FiveMinutes => await day.ReadAsync(),
            _ => facts.Week,
        };
        return new OperationsSnapshot(
            facts, await stages.ReadAsync(), AttentionRules.Of(facts), range,
            new Charts(range, facts.Now, slots), await day.ReadAsync(),
            LocalDay.Start(LocalDay.Today(clock), clock));
    }

    private async Task<OperationsFacts> FactsAsync() =>
        new(clock.GetUtcNow(), await nodes.ReadAsync(), await recent.ReadAsync(), await week.ReadAsync());
}
