using System.Text.RegularExpressions;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace VoicemailOrleans.Tests.AdminUi;

/// <summary>Filtering, sorting and selecting as a person with a browser does it.</summary>
[Collection(nameof(Browser))]
public sealed class ListBrowserTests(Browser browser)
{
    [BrowserTheory]
    [InlineData(false, false), InlineData(true, true)]
    public async Task Filters_ChangeTheListAndTheAddress_AndAreTakenOffAgain(bool phone, bool dark)
    {
        await using var session = await browser.OpenAsync("/voicemails", phone: phone, dark: dark);
        var page = session.Page;
        await page.GetByLabel("Status").SelectOptionAsync("parked");
        await Expect(page).ToHaveURLAsync(new Regex(@"\?status=parked$"));
        await Expect(page.Locator("tbody .chip").First).ToHaveTextAsync("Parked");
        await page.GetByRole(AriaRole.Button, new() { Name = "Filters" }).ClickAsync();
        await page.GetByLabel("From seconds").FillAsync("3");
        await Expect(page).ToHaveURLAsync(new Regex("min=3"));
        await Expect(page.Locator("#more-filters")).ToBeVisibleAsync();
        await page.Keyboard.PressAsync("Escape");
        await page.GetByRole(AriaRole.Link, new() { Name = "Parked" }).And(page.Locator(".chip")).ClickAsync();
        await Expect(page).ToHaveURLAsync(new Regex(@"\?min=3$"));
        await Expect(page.GetByLabel("Status")).ToHaveValueAsync("");
        Assert.Empty(session.Problems);
    }

    [BrowserFact]
    public async Task ColumnHeads_SortAndTheSelectFollows()
    {
        await using var session = await browser.OpenAsync("/voicemails?q=printer");
        var page = session.Page;
        await page.GetByRole(AriaRole.Link, new() { Name = "Length" }).ClickAsync();
        await Expect(page.Locator("th.c-len")).ToHaveAttributeAsync("aria-sort", "descending");
        await Expect(page.Locator("select[name=sort]")).ToHaveValueAsync("longest");
        await page.GetByRole(AriaRole.Link, new() { Name = "Length" }).ClickAsync();
        await Expect(page).ToHaveURLAsync(new Regex("sort=shortest"));
        await page.GoBackAsync();
        await Expect(page.Locator("select[name=sort]")).ToHaveValueAsync("longest");
        Assert.Empty(session.Problems);
    }

    [BrowserFact]
    public async Task Selection_CountsHoldsTheListAndOffersAllThatMatch()
    {
        await using var session = await browser.OpenAsync("/voicemails");
        var page = session.Page;
        var bar = page.Locator(".bulk-bar");
        var rows = page.Locator("tbody input[name=id]");
        await Expect(bar).ToBeHiddenAsync();
        await rows.Nth(1).CheckAsync();
        await rows.Nth(4).ClickAsync(new() { Modifiers = [KeyboardModifier.Shift] });
        await Expect(page.Locator("[data-selected]")).ToHaveTextAsync("4 selected");
        await Expect(page.Locator(".all-choice")).ToBeHiddenAsync();

        await Expect(page.Locator("live-status")).ToHaveTextAsync("Live");
        var id = SampleVoicemails.Add(browser.Host.Index, browser.Host.Desk, DateTimeOffset.UnixEpoch.AddYears(85), 3);
        await page.GetByLabel("Select all on this page").CheckAsync();
        await Expect(page.Locator("[data-selected]")).ToHaveTextAsync("50 selected");
        await Expect(page.Locator("#row-" + id)).ToHaveCountAsync(0);
        await page.Locator(".all-choice input").CheckAsync();
        await rows.Nth(7).UncheckAsync();
        await Expect(page.Locator(".all-choice input")).Not.ToBeCheckedAsync();

        await page.GetByLabel("Clear the selection").ClickAsync();
        await Expect(bar).ToBeHiddenAsync();
        await Expect(page.Locator("#row-" + id)).ToBeVisibleAsync(new() { Timeout = 15_000 });
        Assert.Empty(session.Problems);
    }

    [BrowserFact]
    public async Task Selection_WithoutScript_LeadsToTheBulkPage()
    {
        await using var session = await browser.OpenAsync("/voicemails?q=printer&sort=oldest", script: false);
        var page = session.Page;
        var box = page.Locator("tbody input[name=id]").First;
        var id = await box.GetAttributeAsync("value");
        await box.CheckAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Resend" }).ClickAsync();
        await Expect(page).ToHaveURLAsync(new Regex($@"/voicemails/bulk\?id={id}&q=printer&sort=oldest&action=resend$"));
    }

    [BrowserFact]
    public async Task Export_DownloadsWhatIsFound()
    {
        await using var session = await browser.OpenAsync("/voicemails?view=delivered");
        var page = session.Page;
        await page.Locator("#q").PressSequentiallyAsync("printer");
        await Expect(page).ToHaveURLAsync(new Regex("q=printer"));
        var download = await page.RunAndWaitForDownloadAsync(() =>
            page.GetByRole(AriaRole.Link, new() { Name = "Export" }).ClickAsync());
        Assert.Matches(@"^voicemails-\d{4}-\d\d-\d\d\.csv$", download.SuggestedFilename);
        Assert.Contains("q=printer", download.Url, StringComparison.Ordinal);
        Assert.Contains("view=delivered", download.Url, StringComparison.Ordinal);
        Assert.Empty(session.Problems);
    }
}
