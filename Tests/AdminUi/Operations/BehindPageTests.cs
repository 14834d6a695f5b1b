using System.Net;
using VoicemailOrleans.AdminUi.Operations;
using VoicemailOrleans.Grains;

namespace VoicemailOrleans.Tests.AdminUi.Operations;

public sealed class BehindPageTests
{
    [Fact]
    public async Task Page_OfACounter_ShowsTheLatestWithTheirVoicemails()
    {
        await using var host = await AdminUiHost.StartAsync();
        var now = TimeProvider.System.GetUtcNow();
        var known = host.Ids[0].Value;
        host.Reports.Exemplars.AddRange(
        [
            new("silo-1", "voicemail.grain.turns{kind=\"voicemail\",outcome=\"failed\"}",
                [new(now.AddMinutes(-9), 1, known), new(now.AddMinutes(-8), 1, "01gone0000000000000000gone")]),
            new("silo-2", "voicemail.grain.turns{kind=\"voicemail\",outcome=\"done\"}", [new(now, 1, host.Ids[1].Value)]),
        ]);
        using var person = await Person.SignedInAsync(host);
        var page = await person.ReadAsync("/" + new CountedNumber("voicemail.grain.turns", "outcome", "failed", "overdue").Url);
        Assert.Equal("Turns: failed, overdue", page.QuerySelector("h1")!.TextContent);
        var rows = page.QuerySelectorAll(".examples tbody tr").ToList();
        Assert.Equal(2, rows.Count);
        Assert.Contains("no longer kept", rows[0].TextContent, StringComparison.Ordinal);
        Assert.Equal("voicemails/" + known, rows[1].QuerySelector("a")!.GetAttribute("href"));
        Assert.Contains("kind=voicemail, outcome=failed", rows[1].TextContent, StringComparison.Ordinal);
        using var detail = await person.GetAsync("/voicemails/" + known);
        Assert.Equal(HttpStatusCode.OK, detail.StatusCode);
    }

    [Fact]
    public async Task Page_OfADuration_ShowsTheLongestFirst()
    {
        await using var host = await AdminUiHost.StartAsync();
        var now = TimeProvider.System.GetUtcNow();
        host.Reports.Exemplars.Add(new("silo-1", "voicemail.delivery.duration",
            [new(now, 4, host.Ids[0].Value), new(now.AddHours(-2), 4000, host.Ids[1].Value)]));
        using var person = await Person.SignedInAsync(host);
        var page = await person.ReadAsync("/operations/behind?of=voicemail.delivery.duration");
        Assert.Equal(["1 h 6 min", "4 s"], page.QuerySelectorAll(".examples td.num").Select(cell => cell.TextContent));
    }

    [Fact]
    public async Task Page_OfRefusals_ShowsClientAndSession()
    {
        await using var host = await AdminUiHost.StartAsync();
        host.Reports.Exemplars.Add(new("gate-1", "voicemail.smtp.refused{code=\"550\"}",
            [new(TimeProvider.System.GetUtcNow(), 1, null, "0HN1", "10.1.2.3")]));
        using var person = await Person.SignedInAsync(host);
        var page = await person.ReadAsync("/operations/behind?of=voicemail.smtp.refused&code=550");
        var row = Assert.Single(page.QuerySelectorAll(".examples tbody tr"));
        Assert.Contains("Client 10.1.2.3", row.TextContent, StringComparison.Ordinal);
        Assert.Contains("0HN1", row.TextContent, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("?of=voicemail.smtp.sessions")]
    [InlineData("?of=%3Cscript%3E&x=y")]
    public async Task Page_OfNoNumber_IsNotFound(string query)
    {
        await using var host = await AdminUiHost.StartAsync();
        using var person = await Person.SignedInAsync(host);
        using var answer = await person.GetAsync("/operations/behind" + query);
        Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
    }

    [Fact]
    public async Task Page_OfNothingCounted_SaysSo()
    {
        await using var host = await AdminUiHost.StartAsync();
        using var person = await Person.SignedInAsync(host);
        var page = await person.ReadAsync("/operations/behind?of=voicemail.grain.conflicts");
        Assert.Contains("No example is known", page.Body!.TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Speech_OfToday_CostsWhatWasBilledSinceMidnight()
    {
        var now = TimeProvider.System.GetLocalNow();
        var midnight = new DateTimeOffset(now.Date, now.Offset);
        static MeterSlot Billed(DateTimeOffset start, double seconds) => new(
            start.ToUniversalTime(),
            new Dictionary<string, double>
            {
                ["voicemail.speech.billed{engine=\"google\"}"] = seconds,
                ["voicemail.speech.requests{engine=\"google\",outcome=\"heard\"}"] = 1,
            },
            new Dictionary<string, double>(), new Dictionary<string, IReadOnlyList<SpreadBucket>>());
        await using var host = await AdminUiHost.StartAsync();
        host.Reports.Slots.AddRange([Billed(midnight.AddSeconds(-1), 6000), Billed(midnight, 60 * 100)]);
        using var person = await Person.SignedInAsync(host);
        var page = await person.ReadAsync("/operations");
        var cost = page.QuerySelectorAll("dt").Single(term => term.TextContent == "Cost today").NextElementSibling!;
        Assert.Equal("2.40 USD", cost.TextContent);
    }

    [Theory]
    [InlineData("0.016 EUR", true)]
    [InlineData("1 JPY", true)]
    [InlineData("0.016", false)]
    [InlineData("EUR", false)]
    [InlineData("-1 EUR", false)]
    [InlineData("0,016 EUR", false)]
    [InlineData("0.016 euro", false)]
    public void Price_OfText_IsReadOrRefused(string text, bool isPrice)
    {
        Assert.Equal(isPrice, SpeechPrice.TryParse(text, out var price));
        if (isPrice) Assert.Equal(text, price!.ToString());
    }
}
