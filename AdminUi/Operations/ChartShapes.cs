using System.Globalization;
using System.Text;

namespace VoicemailOrleans.AdminUi.Operations;

/// <summary>What is drawn of a chart, as SVG path data in a square of 100 by 100 with the origin above.</summary>
internal static class ChartShapes
{
    private const double BarShare = 0.72;

    /// <summary>One path per series with a bar for each value, on top of the bars of the series before it.</summary>
    public static IEnumerable<(ChartSeries Series, string Path)> Bars(Chart chart, ChartScale scale)
    {
        if (!chart.IsStacked) yield break;
        var width = 100.0 / chart.Series[0].Values.Count;
        var heights = new double[chart.Series[0].Values.Count];
        foreach (var series in chart.Series)
        {
            var path = new StringBuilder();
            for (var i = 0; i < heights.Length; i++)
            {
                if (series.Values[i] is not > 0) continue;
                var (bottom, height) = (100 - heights[i], series.Values[i]!.Value / scale.Top * 100);
                heights[i] += height;
                var left = i * width + width * (1 - BarShare) / 2;
                path.Append(CultureInfo.InvariantCulture, $"M{left:0.##},{bottom:0.##}")
                    .Append(CultureInfo.InvariantCulture, $"v{-height:0.###}h{width * BarShare:0.##}v{height:0.###}z");
            }

            if (path.Length > 0) yield return (series, path.ToString());
        }
    }

    /// <summary>One path per series; where nothing was measured the line has a gap.</summary>
    public static IEnumerable<(ChartSeries Series, string Path)> Lines(Chart chart, ChartScale scale)
    {
        if (chart.IsStacked) yield break;
        foreach (var series in chart.Series)
        {
            var path = new StringBuilder();
            var isDrawing = false;
            for (var i = 0; i < series.Values.Count; i++)
            {
                var x = (i + 0.5) * 100 / series.Values.Count;
                if (series.Values[i] is { } value)
                {
                    path.Append(isDrawing ? 'L' : 'M')
                        .Append(CultureInfo.InvariantCulture, $"{x:0.##},{100 - value / scale.Top * 100:0.##}");
                    // A point alone would not show: it gets a short stroke.
                    if (!isDrawing) path.Append("h.3");
                }

                isDrawing = series.Values[i] is not null;
            }

            if (path.Length > 0) yield return (series, path.ToString());
        }
    }
}
