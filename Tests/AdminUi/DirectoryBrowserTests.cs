using System.Text;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace VoicemailOrleans.Tests.AdminUi;

/// <summary>The directory in a real browser, on a desktop and on a phone, light and dark.</summary>
[Collection(nameof(Browser))]
public sealed class DirectoryBrowserTests(Browser browser)
{
    [BrowserTheory]
    [InlineData(false, false), InlineData(true, true)]
    public async Task Directory_UploadConfirmAndSearch(bool phone, bool dark)
    {
        await using var session = await browser.OpenAsync("/settings/directory", phone: phone, dark: dark);
        var page = session.Page;
        var name = phone ? "Zoë Phone" : "Zoë Desktop";
        var csv = "name,number,mailbox,email,room\n" + $"{name},+49 30 1234567,4021,zoe.mueller@example.org,1\n"
            + string.Concat(Enumerable.Range(100, 60).Select(i => $"Person {i},555 01{i % 50:00},{i},person.{i}@example.org,2\n"));
        await page.GetByLabel("CSV file").SetInputFilesAsync(
            new FilePayload { Name = "people.csv", MimeType = "text/csv", Buffer = Encoding.UTF8.GetBytes(csv) });
        await page.GetByRole(AriaRole.Button, new() { Name = "Show what would change" }).ClickAsync();
        await Expect(page.Locator("#what-title")).ToContainTextAsync("61 people");
        await CheckAsync(session, $"directory-upload-{(phone ? "phone" : "desktop")}");
        await page.GetByRole(AriaRole.Button, new() { Name = "Replace the directory" }).ClickAsync();
        await Expect(page.Locator(".page-head p")).ToHaveTextAsync("61 people");
        await CheckAsync(session, $"directory-{(phone ? "phone" : "desktop")}");
        await page.GetByLabel("Search the directory").FillAsync(name);
        await Expect(page.Locator(".d-name")).ToHaveCountAsync(1);
        await Expect(page.GetByLabel("Search the directory")).ToBeFocusedAsync();
        var detail = $"voicemails/{browser.Host.Ids[9]}";
        await page.GotoAsync("/" + detail);
        await Expect(page.Locator(".facts")).ToContainTextAsync($"4021{name}");
        await CheckAsync(session, $"detail-owner-{(phone ? "phone" : "desktop")}");
        Assert.Equal([], session.Problems);
    }

    private static async Task CheckAsync(BrowserSession session, string name)
    {
        if (Environment.GetEnvironmentVariable("SCREENSHOTS") is { } folder)
            await session.Page.ScreenshotAsync(new() { Path = $"{folder}/{name}.png", FullPage = true });
        await AccessibilityTests.CheckAsync(session, name);
        Assert.True(await session.Page.EvaluateAsync<bool>("document.documentElement.scrollWidth <= innerWidth"));
    }
}
