using System.Globalization;

namespace VoicemailOrleans.AdminUi.Operations;

/// <summary>Lengths of time as people say them.</summary>
internal static class Durations
{
    /// <summary>"120 ms", "14 s", "7 min", "2 h 5 min", "3 d 4 h".</summary>
    public static string Text(TimeSpan time) => time switch
    {
        { TotalSeconds: < 0.9995 } => Number(time.TotalMilliseconds, "0") + " ms",
        { TotalSeconds: < 9.95 } => Number(time.TotalSeconds, "0.#") + " s",
        { TotalSeconds: < 119.5 } => Number(time.TotalSeconds, "0") + " s",
        { TotalMinutes: < 60 } => Number(Math.Floor(time.TotalMinutes), "0") + " min",
        { TotalHours: < 24 } => Two((int)time.TotalHours, "h", time.Minutes, "min"),
        _ => Two((int)time.TotalDays, "d", time.Hours, "h"),
    };

    private static string Two(int large, string largeUnit, int small, string smallUnit) =>
        small == 0 ? $"{large} {largeUnit}" : $"{large} {largeUnit} {small} {smallUnit}";

    private static string Number(double value, string format) => value.ToString(format, CultureInfo.InvariantCulture);
}
