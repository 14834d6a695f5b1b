using System.Diagnostics;
using System.Text.Json;
using System.Text.RegularExpressions;
using VoicemailOrleans.Tests.Fakes;
using VoicemailOrleans.Tests.Tidy;

namespace VoicemailOrleans.Tests.Deployment;

/// <summary>What watches the service names what the service counts.</summary>
public sealed partial class MonitoringTests
{
    private const string Promtool = "/usr/bin/promtool"; // of the package prometheus

    [InstalledFact(Promtool)]
    public async Task Alerts_DoWhatTheirTestsSay()
    {
        var tests = Path.Combine(SourceTree.Root, "docker/monitoring/alerts_test.yml");
        using var run = Process.Start(new ProcessStartInfo(Promtool, ["test", "rules", tests]) { RedirectStandardOutput = true })!;
        var output = await run.StandardOutput.ReadToEndAsync();
        await run.WaitForExitAsync();
        Assert.True(run.ExitCode == 0, output);
    }

    [Theory]
    [InlineData("docker/monitoring/alerts.yml", 10)]
    [InlineData("docker/monitoring/grafana/dashboards/voicemail.json", 22)]
    public void Metrics_OfAlertsAndDashboard_AreOnesWeHave(string file, int atLeast)
    {
        string[] counting = ["Gateway", "Grains", "Silo"];
        var known = counting.SelectMany(SourceTree.CSharp).SelectMany(source => source.Lines)
            .SelectMany(line => Instrument().Matches(line).Select(match => match.Groups[1].Value.Replace('.', '_')))
            .ToHashSet(StringComparer.Ordinal);
        var named = Metric().Matches(File.ReadAllText(Path.Combine(SourceTree.Root, file))).Select(match => match.Value).Distinct().ToList();
        Assert.InRange(named.Count, atLeast, 100);
        Assert.All(named, name => Assert.Contains(Suffix().Replace(name, ""), known));
    }

    [Fact]
    public void Dashboard_IsJsonWithAQueryInEveryPanel()
    {
        using var dashboard = JsonDocument.Parse(File.ReadAllText(
            Path.Combine(SourceTree.Root, "docker/monitoring/grafana/dashboards/voicemail.json")));
        foreach (var panel in dashboard.RootElement.GetProperty("panels").EnumerateArray())
            foreach (var target in panel.GetProperty("targets").EnumerateArray())
                Assert.Contains("voicemail_", target.GetProperty("expr").GetString(), StringComparison.Ordinal);
    }

    [GeneratedRegex("\"(voicemail(?:\\.[a-z_]+)+)\"")]
    private static partial Regex Instrument();

    [GeneratedRegex("\\bvoicemail_[a-z_]+")]
    private static partial Regex Metric();

    [GeneratedRegex("(_seconds|_bytes)?(_total|_bucket|_sum|_count)?$")]
    private static partial Regex Suffix();
}
