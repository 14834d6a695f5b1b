using System.Net;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace VoicemailOrleans.Tests.AdminUi.Operations;

[Collection(nameof(Browser))]
public sealed class OperationsPageTests(Browser browser)
{
    [Fact]
    public async Task Page_WithoutScript_SaysWhatNeedsAttentionFirstAndLinksToTheVoicemails()
    {
        await using var host = await AdminUiHost.StartAsync();
        host.Reports.FillWithTrouble();
        using var person = await Person.SignedInAsync(host);
        var page = await person.ReadAsync("/operations?range=7d");
        var sections = page.QuerySelectorAll("#ops > *").ToList();
        Assert.Contains("attention", sections[0].ClassList);
        Assert.Equal(["silo-2 has vanished", "The mail server does not take mail"], sections[0].QuerySelectorAll("strong").Select(item => item.TextContent));
        Assert.Equal("2", page.QuerySelector("#main-nav a[href=operations] .badge")!.FirstChild!.TextContent);
        Assert.Equal("7 days", page.QuerySelector("nav[aria-label='Stretch of time'] [aria-current]")!.TextContent);
        Assert.Equal(7, page.QuerySelectorAll("figure.chart").Length);
        Assert.All(page.QuerySelectorAll("figure.chart"), chart => Assert.Equal(84, chart.QuerySelectorAll("tbody tr").Length));
        Assert.StartsWith("8", page.QuerySelector("#mail-server-title ~ dl a[href='operations/behind?of=voicemail.relay.late_transcripts']")!.TextContent, StringComparison.Ordinal);
        Assert.NotNull(page.QuerySelector("#gateway-title ~ dl a[href='operations/behind?of=voicemail.smtp.refused&code=550']"));
        foreach (var link in page.QuerySelectorAll("#ops a[href^=voicemails], #ops a[href*=behind]").Select(link => link.GetAttribute("href")!).Distinct())
        {
            using var answer = await person.GetAsync("/" + link);
            Assert.True(answer.StatusCode is HttpStatusCode.OK || link.StartsWith("voicemails/", StringComparison.Ordinal), link);
        }
    }

    [Fact]
    public async Task Page_WithHostileLogText_ShowsItAsText()
    {
        await using var host = await AdminUiHost.StartAsync();
        host.Reports.FillWithTrouble();
        using var person = await Person.SignedInAsync(host);
        var page = await person.ReadAsync("/operations");
        Assert.Contains(page.QuerySelectorAll(".troubles small"), text => text.TextContent == SampleVoicemails.Hostile);
        Assert.Empty(page.QuerySelectorAll(".troubles script, .troubles img"));
    }

    [Fact]
    public async Task Page_WhenNothingCanBeRead_SaysSoAndOtherPagesGoOn()
    {
        await using var host = await AdminUiHost.StartAsync();
        host.Reports.Failure = new IOException("the disk is gone");
        using var person = await Person.SignedInAsync(host);
        using var answer = await person.GetAsync("/operations");
        Assert.Equal(HttpStatusCode.ServiceUnavailable, answer.StatusCode);
        Assert.Contains("cannot be read right now", (await Person.ParseAsync(answer)).Body!.TextContent, StringComparison.Ordinal);
        Assert.Null((await person.ReadAsync("/voicemails")).QuerySelector("a[href=operations] .badge"));
    }

    [Fact]
    public async Task Page_OfASiteThatHasJustBegun_IsWhole()
    {
        await using var host = await AdminUiHost.StartAsync();
        using var person = await Person.SignedInAsync(host);
        using var answer = await person.GetAsync("/operations?range=15m");
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
    }

    [BrowserFact]
    public async Task News_AppearByThemselvesAndTheReadoutFollowsThePointer()
    {
        var reports = browser.Host.Reports;
        reports.FillWithTrouble();
        await using var session = await browser.OpenAsync("/operations");
        var page = session.Page;
        await Expect(page.Locator("live-status")).ToHaveAttributeAsync("data-state", "live");
        await page.Locator("figure.chart .canvas").First.HoverAsync();
        await Expect(page.Locator(".chart-tip").First).ToContainTextAsync("Accepted");
        reports.Nodes.Add(SampleReports.Node("silo-3", TimeProvider.System.GetUtcNow(), "silo"));
        await Expect(page.Locator(".nodes")).ToContainTextAsync("silo-3");
        await page.GetByRole(AriaRole.Link, new() { Name = "15 minutes" }).ClickAsync();
        await Expect(page).ToHaveURLAsync(new System.Text.RegularExpressions.Regex("range=15m"));
        await Expect(page.Locator("figure.chart").First).ToContainTextAsync("per 10 seconds");
        Assert.Empty(session.Problems);
    }

    [BrowserTheory]
    [InlineData(false, false), InlineData(false, true), InlineData(true, false), InlineData(true, true)]
    public async Task Page_OnDesktopAndPhone_HasNoFindingsAndFits(bool phone, bool dark)
    {
        var reports = browser.Host.Reports;
        reports.FillWithTrouble();
        await using var session = await browser.OpenAsync("/operations", phone: phone, dark: dark);
        await Expect(session.Page.Locator(".nodes")).ToContainTextAsync("silo-2");
        if (Environment.GetEnvironmentVariable("SCREENSHOTS") is { } folder)
            await session.Page.ScreenshotAsync(new() { Path = $"{folder}/operations-{(phone ? "phone" : "desktop")}-{(dark ? "dark" : "light")}.png", FullPage = true });
        await AccessibilityTests.CheckAsync(session, "/operations");
        Assert.True(await session.Page.EvaluateAsync<bool>("document.documentElement.scrollWidth <= innerWidth"));
        Assert.Empty(session.Problems);
    }
}
