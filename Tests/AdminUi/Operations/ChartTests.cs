using VoicemailOrleans.AdminUi.Operations;
using VoicemailOrleans.Grains;

namespace VoicemailOrleans.Tests.AdminUi.Operations;

public sealed class ChartTests
{
    private static readonly DateTimeOffset Now = new(2026, 3, 2, 12, 7, 0, TimeSpan.Zero);

    [Theory]
    [InlineData(0.5, 15.0), InlineData(0.9, 60.0), InlineData(1, 60.0), InlineData(0.25, 10.0)]
    public void Quantile_LiesBetweenTheBoundsOfItsBucket(double share, double expected) =>
        Assert.Equal(expected, SlotMath.Quantile([Slot(Now, 0, [new(5, 10, 1), new(10, 20, 2)]), Slot(Now, 0, [new(60, null, 1)])], "x", share));

    [Fact]
    public void Quantile_OfNothing_IsNothing() => Assert.Null(SlotMath.Quantile([Slot(Now, 3, [])], "x", 0.5));

    [Fact]
    public void Points_CountSlotsOfAllNodesWhereTheyBelong()
    {
        var charts = new Charts(ChartRange.Day, Now,
        [
            Slot(Now, 2, []), Slot(Now.AddMinutes(-7), 3, []), Slot(Now.AddMinutes(-8), 5, []), Slot(Now.AddDays(-2), 100, []),
            Slot(Now.AddHours(1), 100, []), // a process whose clock is ahead
        ]);
        Assert.Equal([5, 5], charts.Counted("", "a", "voicemail.smtp.accepted").Values.TakeLast(2).Select(value => (int)value!));
        Assert.Equal(10, charts.Counted("", "a", "voicemail.smtp.accepted").Values.Sum());
    }

    [Theory]
    [InlineData("", true, 0, 1), InlineData("", true, 7, 8), InlineData("", true, 93, 100), InlineData(" s", false, 0.3, 0.4)]
    public void Scale_HasRoundMarksAboveTheHighestValue(string unit, bool isStacked, double highest, double top) =>
        Assert.Equal(top, ChartScale.Of(new Chart("", "", unit, isStacked, [new("", "a", [0, highest, null])])).Top, 6);

    [Fact]
    public void Lines_HaveGapsWhereNothingWasMeasured()
    {
        var chart = new Chart("", "", " s", false, [new("", "a", [1, 2, null, 4])]);
        var (_, path) = Assert.Single(ChartShapes.Lines(chart, new ChartScale(4, [0, 4])));
        Assert.Equal("M12.5,75h.3L37.5,50M87.5,0h.3", path);
    }

    [Theory]
    [InlineData(0.0123, "12 ms"), InlineData(4.26, "4.3 s"), InlineData(75, "75 s"), InlineData(130, "2 min")]
    [InlineData(7500, "2 h 5 min"), InlineData(93600, "1 d 2 h")]
    public void Durations_ReadAsPeopleSayThem(double seconds, string text) => Assert.Equal(text, Durations.Text(TimeSpan.FromSeconds(seconds)));

    private static MeterSlot Slot(DateTimeOffset start, double accepted, IReadOnlyList<SpreadBucket> spread) => new(
        start, new Dictionary<string, double> { ["voicemail.smtp.accepted"] = accepted }, new Dictionary<string, double>(),
        new Dictionary<string, IReadOnlyList<SpreadBucket>> { ["x"] = spread });
}
