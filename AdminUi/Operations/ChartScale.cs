namespace VoicemailOrleans.AdminUi.Operations;

/// <summary>The value axis of a chart.</summary>
/// <param name="Top">The highest mark.</param>
/// <param name="Ticks">The marks, from 0.</param>
public sealed record ChartScale(double Top, IReadOnlyList<double> Ticks)
{
    private static readonly double[] Steps = [1, 2, 2.5, 5, 10];

    /// <summary>About four round steps up to the highest value; counts have whole marks.</summary>
    public static ChartScale Of(Chart chart)
    {
        var points = chart.Series[0].Values.Count;
        var highest = chart.IsStacked
            ? Enumerable.Range(0, points).Max(i => chart.Series.Sum(series => series.Values[i] ?? 0))
            : chart.Series.Max(series => series.Values.Max() ?? 0);
        if (highest <= 0) return new ChartScale(1, [0, 1]);
        var isWhole = chart.Unit.Length == 0 && (chart.IsStacked || highest >= 4);
        var raw = Math.Max(highest, isWhole ? 4 : 0) / 4;
        var power = Math.Pow(10, Math.Floor(Math.Log10(raw)));
        bool Fits(double mark) => mark >= raw - 1e-12 && (!isWhole || mark % 1 == 0);
        var step = Steps.Select(factor => factor * power).First(Fits);
        var count = Math.Max(1, (int)Math.Ceiling(highest * 1.02 / step));
        return new ChartScale(count * step, [.. Enumerable.Range(0, count + 1).Select(i => i * step)]);
    }
}
