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
