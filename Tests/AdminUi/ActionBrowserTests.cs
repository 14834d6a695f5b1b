using System.Text.RegularExpressions;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Playwright;
using VoicemailOrleans.AdminUi.Bulk;
using VoicemailOrleans.Core.Voicemail;
using static Microsoft.Playwright.Assertions;

namespace VoicemailOrleans.Tests.AdminUi;

/// <summary>Actions as they feel with scripts: menu, dialog, an update in place, progress that moves by itself.</summary>
[Collection(nameof(Browser))]
public sealed class ActionBrowserTests(Browser browser)
{
    [BrowserTheory]
    [InlineData(19, false, false), InlineData(21, true, true)]
    public async Task Hold_ThroughMenuAndDialog_ShowsInPlace(int which, bool phone, bool dark)
    {
        var id = browser.Host.Ids[which];
        await using var session = await browser.OpenAsync("/voicemails/" + id, phone: phone, dark: dark);
        var page = session.Page;
        await Expect(page.Locator(".player-ui")).ToBeVisibleAsync();
        await page.EvaluateAsync("window.stayed = true");
        await page.GetByRole(AriaRole.Button, new() { Name = "More" }).ClickAsync();
        await page.GetByRole(AriaRole.Link, new() { Name = "Hold…" }).ClickAsync();
        await Expect(page.Locator("#act-hold input[name=why]")).ToBeFocusedAsync();
        await page.Keyboard.TypeAsync("ticket 4711");
        await page.Locator("#act-hold .button.primary").DblClickAsync();
        await Expect(page.Locator(".keep")).ToContainTextAsync("ticket 4711");
        await Expect(page.Locator("#act-hold")).ToBeHiddenAsync();
        await Expect(page).ToHaveURLAsync(new Regex(id + "$"));
        Assert.True(await page.EvaluateAsync<bool>("window.stayed"));
        Assert.Single(browser.Host.Desk.Asked, asked => asked.Id == id && asked.Action is VoicemailAction.Hold);
        Assert.Empty(session.Problems);
    }

    [BrowserFact]
    public async Task Transcribe_WithAMistake_IsExplainedInTheDialog()
    {
        var id = browser.Host.Ids[23];
        await using var session = await browser.OpenAsync("/voicemails/" + id);
        var page = session.Page;
        await Expect(page.Locator(".player-ui")).ToBeVisibleAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "More" }).ClickAsync();
        await page.GetByRole(AriaRole.Link, new() { Name = "Transcribe again…" }).ClickAsync();
        await page.Locator("#act-transcribe input[name=language]").FillAsync("deutsch");
        await page.Locator("#act-transcribe .button.primary").ClickAsync();
        await Expect(page.Locator("#act-transcribe .validation-message")).ToContainTextAsync("The language");
        await Expect(page.Locator("#act-transcribe input[name=language]")).ToHaveValueAsync("deutsch");
        await page.Locator("#act-transcribe input[name=language]").FillAsync("de-DE");
        await page.Locator("#act-transcribe .button.primary").ClickAsync();
        await Expect(page.Locator(".toast")).ToContainTextAsync("being transcribed again");
        await Expect(page.Locator("#act-transcribe")).ToBeHiddenAsync();
        Assert.Single(browser.Host.Desk.Asked, asked => asked.Id == id);
        Assert.All(session.Problems, problem => Assert.Contains("422", problem, StringComparison.Ordinal));
    }

    /// <summary>The answer leads to another page: it is shown in place, and so is what it says.</summary>
    [BrowserFact]
    public async Task Delete_AtOnce_ShowsTheListAndTheMessage()
    {
        var id = browser.Host.Ids[24];
        await using var session = await browser.OpenAsync("/voicemails/" + id);
        var page = session.Page;
        await Expect(page.Locator(".player-ui")).ToBeVisibleAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "More" }).ClickAsync();
        await page.GetByRole(AriaRole.Link, new() { Name = "Delete…" }).ClickAsync();
        await page.Locator("#act-delete input[value=now]").CheckAsync();
        await page.Locator("#act-delete input[name=why]").FillAsync("a request");
        await page.Locator("#act-delete .button.danger").ClickAsync();
        await Expect(page.Locator(".toast")).ToContainTextAsync("being deleted for good");
        await Expect(page).ToHaveURLAsync(new Regex("/voicemails$"));
        await Expect(page.Locator("#results")).ToBeVisibleAsync();
        await Expect(page.Locator("dialog:modal")).ToHaveCountAsync(0);
        Assert.Empty(session.Problems);
    }

    [BrowserFact]
    public async Task Bulk_ProgressMovesByItself()
    {
        var opened = new TaskCompletionSource();
        var ids = browser.Host.Ids.Skip(40).Take(8).ToList();
        browser.Host.Desk.BeforeEach = (id, _) => ids.Contains(id) ? opened.Task : Task.CompletedTask;
        var job = browser.Host.Services.GetRequiredService<BulkJobs>()
            .Start(new("release"), new("admin", "127.0.0.1"), ids);
        await using var session = await browser.OpenAsync("/voicemails/bulk/" + job.Id);
        await Expect(session.Page.Locator("h1 .chip")).ToHaveTextAsync("Working");
        opened.SetResult();
        await Expect(session.Page.Locator("h1 .chip")).ToHaveTextAsync("Finished");
        await Expect(session.Page.Locator("progress")).ToHaveAttributeAsync("value", "8");
        Assert.Empty(session.Problems);
    }
}
