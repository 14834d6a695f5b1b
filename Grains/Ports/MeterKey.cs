namespace VoicemailOrleans.Grains;

/// <summary>
/// Names one series of an instrument: <c>voicemail.smtp.refused</c>, or <c>voicemail.smtp.refused{code="452"}</c> with
/// its labels as Prometheus writes them.
/// </summary>
public static class MeterKey
{
    /// <summary>The key of an instrument's series.</summary>
    public static string Of(string instrument, string labels) =>
        labels.Length == 0 ? instrument : $"{instrument}{{{labels}}}";

    /// <summary>Whether a key is one of an instrument's series.</summary>
    public static bool Is(string key, string instrument) =>
        key.StartsWith(instrument, StringComparison.Ordinal)
        && (key.Length == instrument.Length || key[instrument.Length] == '{');

    /// <summary>Whether a key is of an instrument that measures time.</summary>
    public static bool IsTime(string key)
    {
        var labels = key.IndexOf('{', StringComparison.Ordinal);
        var name = labels < 0 ? key.AsSpan() : key.AsSpan(0, labels);
        return name.EndsWith(".duration", StringComparison.Ordinal)
            || name.EndsWith(".acknowledgement", StringComparison.Ordinal);
    }

    /// <summary>The value of a label; null when the key has none of that name.</summary>
    public static string? Label(string key, string name)
    {
        foreach (var before in new[] { '{', ',' })
        {
            var start = key.IndexOf($"{before}{name}=\"", StringComparison.Ordinal);
            if (start < 0) continue;
            start += name.Length + 3;
            var end = key.IndexOf('"', start);
            return end < 0 ? null : key[start..end];
        }

        return null;
    }
}
