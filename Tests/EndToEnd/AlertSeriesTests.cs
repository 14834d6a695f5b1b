using System.Text.RegularExpressions;
using VoicemailOrleans.Tests.Tidy;

namespace VoicemailOrleans.Tests.EndToEnd;

/// <summary>
/// Every counter that an alert goes by is there, at 0, before its first event: Prometheus does not see the growth of a
/// series that begins with 1.
/// </summary>
public sealed partial class AlertSeriesTests : EndToEndTest
{
    [Fact]
    public async Task Counters_OfTheAlerts_AreThereFromTheStart()
    {
        await using var service = await StartAsync(
            ("CANARY_RECIPIENT", "canary@example.org"), ("SPEECH_ENGINES", "openai"), ("OPENAI_BASE_URL", "http://127.0.0.1:9"));
        using var http = new HttpClient();
        var series = (await http.GetStringAsync($"http://127.0.0.1:{service.HttpPort}/metrics")).Split('\n');
        var rules = await File.ReadAllTextAsync(Path.Combine(SourceTree.Root, "docker/monitoring/alerts.yml"));
        var selectors = Counter().Matches(rules);
        Assert.InRange(selectors.Count, 10, 100);
        foreach (Match selector in selectors)
        {
            var label = selector.Groups["label"].Success ? $"[{{,]{selector.Groups["label"].Value}=\"({selector.Groups["values"].Value})\"" : "";
            var wanted = new Regex($"^{selector.Groups["name"].Value}([ {{])?.*{label}", RegexOptions.None, TimeSpan.FromSeconds(5));
            Assert.True(series.Any(wanted.IsMatch), $"{selector.Value} has no series before its first event.");
        }
    }

    [GeneratedRegex("(?<name>voicemail_[a-z_]+_total)(\\{(?<label>[a-z]+)=~?\"(?<values>[^\"]+)\"\\})?")]
    private static partial Regex Counter();
}
