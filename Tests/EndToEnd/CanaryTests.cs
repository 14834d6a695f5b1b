using System.Net.Http.Json;
using System.Text.Json;

namespace VoicemailOrleans.Tests.EndToEnd;

/// <summary>The voicemail that the service sends to itself.</summary>
public sealed class CanaryTests : EndToEndTest
{
    private static readonly (string, string) On = ("CANARY_RECIPIENT", "canary@example.org");

    [Fact]
    public async Task Canary_Arrives_IsDeletedAndCountsAsNobodysMail()
    {
        await using var service = await StartAsync(On);
        var mail = await Sink.NextAsync();
        Assert.Equal(("", "canary@example.org"), (mail.ReversePath, Assert.Single(mail.Recipients)));
        Assert.Contains("Voicemail canary of gateway.example", mail.Header("Subject"), StringComparison.Ordinal);
        await service.LineAsync(line => line.Contains("\"event\":\"Purged\"", StringComparison.Ordinal), "the purge");

        using var http = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{service.HttpPort}") };
        Assert.Equal(("Healthy", "arrived"), Component(await http.GetFromJsonAsync<JsonElement>("/health")));
        var metrics = await http.GetStringAsync("/metrics");
        Assert.Contains("voicemail_canary_flights_total{outcome=\"arrived\"} 1", metrics, StringComparison.Ordinal);
        Assert.DoesNotContain("voicemail_smtp_accepted_total 1", metrics, StringComparison.Ordinal);
        Assert.Contains("voicemail_closed_total{reason=\"delivered\"} 1", metrics, StringComparison.Ordinal);
        Assert.Contains("voicemail_purged_total 1", metrics, StringComparison.Ordinal);
        Assert.Contains("voicemail_spool_size_bytes ", metrics, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Canary_Refused_IsSaidInHealthAndLogAndStays()
    {
        Sink.OnRecipient = _ => "550 5.1.1 No canary here";
        await using var service = await StartAsync(On);
        var line = await service.LineAsync(line => line.Contains("The canary did not arrive", StringComparison.Ordinal), "the failure");
        Assert.Contains("No canary here", line, StringComparison.Ordinal);

        using var http = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{service.HttpPort}") };
        var (status, description) = Component(await http.GetFromJsonAsync<JsonElement>("/health"));
        Assert.Equal("Degraded", status);
        Assert.Contains("not delivered (Parked)", description, StringComparison.Ordinal);
        Assert.Equal(System.Net.HttpStatusCode.OK, (await http.GetAsync("/health/ready")).StatusCode);
        Assert.DoesNotContain("\"event\":\"Purged\"", service.Output, StringComparison.Ordinal);
    }

    private static (string? Status, string? Description) Component(JsonElement health)
    {
        var canary = health.GetProperty("components").GetProperty("canary");
        return (canary.GetProperty("status").GetString(), canary.GetProperty("description").GetString());
    }
}
