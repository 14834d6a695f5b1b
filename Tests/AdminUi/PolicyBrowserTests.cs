using System.Text.RegularExpressions;
using Microsoft.Playwright;
using VoicemailOrleans.Grains;
using static Microsoft.Playwright.Assertions;

namespace VoicemailOrleans.Tests.AdminUi;

/// <summary>Policies in a real browser.</summary>
[Collection(nameof(Browser))]
public sealed class PolicyBrowserTests(Browser browser) : IDisposable
{
    private const string Rules = """
        { "rules": [
          { "name": "Board", "recipients": ["ceo@example.com", "@board.example.com"], "mailboxes": ["2001", "30*"], "engines": "on-premises", "listen": ["admin"] },
          { "name": "Quebec", "mailboxes": ["5*"], "language": "fr-CA", "deliverByMinutes": 2, "confidenceMin": 0.7, "subjectTag": "", "retentionDays": 7 },
          { "name": "<img src=x onerror=document.title='owned'> and a long name", "recipients": ["averyveryverylongname.withoutanyblank.atall@averyveryverylongdomain.example.com"], "subjectTag": "[<b>]" } ] }
        """;

    [BrowserTheory]
    [InlineData(false, false), InlineData(false, true), InlineData(true, false), InlineData(true, true)]
    public async Task Pages_FitAndHaveNoFindings(bool phone, bool dark)
    {
        Write(Rules);
        await using var session = await browser.OpenAsync("/settings/policies", phone: phone, dark: dark);
        foreach (var path in new[]
        {
            "/settings/policies?address=eva%40board.example.com&mailbox=512", "/settings/policies/rule", "/settings/policies/rule?name=Quebec", "/settings/policies/file",
        })
        {
            await session.Page.GotoAsync(path);
            await AccessibilityTests.CheckAsync(session, path);
            Assert.True(await session.Page.EvaluateAsync<bool>("document.documentElement.scrollWidth <= innerWidth"), path);
            await TakePictureAsync(session.Page, $"{Regex.Replace(path, "[^a-z]+", "-")}{(phone ? "phone" : "desktop")}-{(dark ? "dark" : "light")}");
        }

        await session.Page.GotoAsync("/settings/policies/rule");
        await session.Page.GetByLabel("Name of the rule").FillAsync("Wrong");
        await session.Page.GetByLabel("Language").FillAsync("Klingon!");
        await session.Page.GetByRole(AriaRole.Button, new() { Name = "Add" }).ClickAsync();
        await Expect(session.Page.GetByRole(AriaRole.Alert)).ToContainTextAsync("Language: must be a language like en-GB");
        await Expect(session.Page.GetByLabel("Language")).ToHaveValueAsync("Klingon!");
        await AccessibilityTests.CheckAsync(session, "a rule that is wrong");
        await TakePictureAsync(session.Page, $"wrong-{(phone ? "phone" : "desktop")}-{(dark ? "dark" : "light")}");
        Assert.DoesNotContain("owned", await session.Page.TitleAsync(), StringComparison.Ordinal);
        Assert.DoesNotContain(session.Problems, problem => !problem.Contains("422", StringComparison.Ordinal));
    }

    [BrowserTheory]
    [InlineData(true), InlineData(false)]
    public async Task Admin_AddsTriesMovesAndTakesBack(bool script)
    {
        Write("");
        await using var session = await browser.OpenAsync("/settings", script);
        var page = session.Page;
        await Expect(page.GetByText("There are no rules")).ToBeVisibleAsync();
        foreach (var (name, mailbox) in new[] { ("Lab", "7*"), ("Hall", "70") })
        {
            await page.GetByRole(AriaRole.Link, new() { Name = "Add a rule" }).ClickAsync();
            await page.GetByLabel("Name of the rule").FillAsync(name);
            await page.GetByLabel("Mailboxes").FillAsync(mailbox);
            await page.GetByLabel("Transcription").SelectOptionAsync(name == "Lab" ? "off" : "on-premises");
            await page.GetByRole(AriaRole.Button, new() { Name = "Add" }).ClickAsync();
            await Expect(page.Locator(".policy-rule h2").Last).ToContainTextAsync(name);
        }

        await page.GetByLabel("Mailbox").FillAsync("70");
        await page.GetByRole(AriaRole.Button, new() { Name = "Show what holds" }).ClickAsync();
        await Expect(page.Locator("#try")).ToContainTextAsync("Rules that apply: Lab, Hall.");
        await Expect(page.Locator("#try dd").First).ToContainTextAsync("not transcribed by the rule Lab");
        await page.GetByRole(AriaRole.Button, new() { Name = "Move Hall up" }).ClickAsync();
        await Expect(page.Locator(".policy-rule h2").First).ToContainTextAsync("Hall");
        await page.GetByRole(AriaRole.Link, new() { Name = "Change Hall" }).ClickAsync();
        await Expect(page.GetByLabel("Transcription")).ToHaveValueAsync("on-premises");
        var ticked = page.GetByLabel("admin", new() { Exact = true });
        await ticked.CheckAsync();
        var empty = await page.GetByLabel("auditor").EvaluateAsync<string>("box => getComputedStyle(box).backgroundColor");
        await Expect(ticked).Not.ToHaveCSSAsync("background-color", empty);
        await page.GetByRole(AriaRole.Button, new() { Name = "Save" }).ClickAsync();
        await Expect(page.Locator(".policy-rule").First).ToContainTextAsync("heard and read by admin only");
        await page.GetByRole(AriaRole.Button, new() { Name = "Remove Hall" }).ClickAsync();
        await Expect(page.Locator(".policy-rule")).ToHaveCountAsync(1);
        await page.Locator(".change-list button").First.ClickAsync();
        await Expect(page.Locator(".policy-rule")).ToHaveCountAsync(2);
        Assert.Empty(session.Problems);
    }

    [BrowserTheory]
    [InlineData(false, false), InlineData(true, true)]
    public async Task KeptVoicemail_SaysSoAndHasNoFindings(bool phone, bool dark)
    {
        Write("""{"rules":[{"name":"Board","recipients":["priya.raman@*"],"listen":["auditor"]}]}""");
        await using var session = await browser.OpenAsync($"/voicemails/{browser.Host.Ids[8]}", phone: phone, dark: dark);
        await Expect(session.Page.GetByText("Not for your role: by policy only auditor")).ToBeVisibleAsync();
        await AccessibilityTests.CheckAsync(session, "kept");
        await TakePictureAsync(session.Page, $"kept-{(phone ? "phone" : "desktop")}");
        await session.Page.GotoAsync("/voicemails?q=priya");
        await Expect(session.Page.GetByText("Not for your role to read").First).ToBeVisibleAsync();
        await TakePictureAsync(session.Page, $"kept-list-{(phone ? "phone" : "desktop")}");
        Assert.Empty(session.Problems);
    }

    /// <summary>The host is everybody's.</summary>
    public void Dispose()
    {
        if (browser.Host is not null) Write("");
    }

    private static async Task TakePictureAsync(IPage page, string name)
    {
        if (Environment.GetEnvironmentVariable("PICTURES") is { Length: > 0 } folder)
            await page.ScreenshotAsync(new() { Path = Path.Combine(folder, $"{name}.png"), FullPage = true });
    }

    private void Write(string text) => Assert.Empty(browser.Host.Rules.Change(
        RuleKind.Policies, new RuleEdit(text, browser.Host.Rules.Read(RuleKind.Policies).Version, "test", "")));
}
