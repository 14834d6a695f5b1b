using VoicemailOrleans.Grains;

namespace VoicemailOrleans.AdminUi.Operations;

/// <summary>A stretch of time that the charts show.</summary>
/// <param name="Name">In the page's address.</param>
/// <param name="Text">For people.</param>
/// <param name="Step">What one point stands for.</param>
/// <param name="Points">How many there are.</param>
/// <param name="Slots">The slots it is made of; never longer than a step.</param>
/// <param name="TicksEvery">Steps between two marks of the time axis.</param>
public sealed record ChartRange(
    string Name, string Text, TimeSpan Step, int Points, SlotLength Slots, int TicksEvery)
{
    public static readonly IReadOnlyList<ChartRange> All =
    [
        new("15m", "15 minutes", TimeSpan.FromSeconds(10), 90, SlotLength.TenSeconds, 18),
        new("24h", "24 hours", TimeSpan.FromMinutes(15), 96, SlotLength.FiveMinutes, 16),
        new("7d", "7 days", TimeSpan.FromHours(2), 84, SlotLength.Hour, 12),
    ];

    public static ChartRange Day => All[1];

    /// <summary>How a point is called: "per 15 minutes".</summary>
    public string StepText => Step.TotalSeconds switch
    {
        < 60 => "10 seconds",
        < 3600 => "15 minutes",
        _ => "2 hours",
    };

    /// <summary>How times are written: seconds, minutes, days.</summary>
    public string TimeForm => Step.TotalSeconds switch
    {
        < 60 => "seconds",
        < 3600 => "minutes",
        _ => "days",
    };

    public static ChartRange Parse(string? name) => All.FirstOrDefault(range => range.Name == name) ?? Day;

    /// <summary>The starts of the points; the last one holds the present.</summary>
    public IReadOnlyList<DateTimeOffset> Times(DateTimeOffset now)
    {
        var last = now.UtcTicks - now.UtcTicks % Step.Ticks;
        return
        [
            .. Enumerable.Range(0, Points).Select(i =>
                new DateTimeOffset(last - (Points - 1 - i) * Step.Ticks, TimeSpan.Zero)),
        ];
    }
}
