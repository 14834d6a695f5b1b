using System.Globalization;

namespace VoicemailOrleans.Bench.Scale;

/// <summary>Reads what a process counts.</summary>
internal static class MetricsPage
{
    private static readonly HttpClient Http = new();

    /// <summary>The sum of a metric over all of its labels, read from <c>/metrics</c>.</summary>
    public static async Task<double> SumAsync(int port, string metric)
    {
        var page = await Http.GetStringAsync(new Uri($"http://127.0.0.1:{port}/metrics"));
        return page.Split('\n')
            .Where(line => line.StartsWith(metric + "{", StringComparison.Ordinal)
                || line.StartsWith(metric + " ", StringComparison.Ordinal))
            .Sum(line => double.Parse(line[(line.LastIndexOf(' ') + 1)..], CultureInfo.InvariantCulture));
    }
}
