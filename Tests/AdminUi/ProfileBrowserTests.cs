using System.Text;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace VoicemailOrleans.Tests.AdminUi;

/// <summary>Teaching in a real browser: with the policy in force, on a desktop and on a phone, light and dark.</summary>
[Collection(nameof(Browser))]
public sealed class ProfileBrowserTests(Browser browser)
{
    private const string Source = """
        From: "Telefonanlage" <vm@pbx.example.com>
        Subject: Sprachnachricht von Anna Beispiel (+49 30 1234567) an 4021
        Content-Type: multipart/mixed; boundary=b

        --b
        Content-Type: text/plain; charset=utf-8

        Guten Tag,
        Rufnummer: +49 30 1234567
        Diese Nachricht wurde um 10:32 Uhr aufgenommen.
        --b
        Content-Type: audio/wav; name="VM-20261126-49301234567.wav"

        RIFF
        --b--
        """;

    [BrowserTheory]
    [InlineData(false, false), InlineData(true, true)]
    public async Task Teach_PasteTryAndSave(bool phone, bool dark)
    {
        await using var session = await browser.OpenAsync("/settings/profiles/teach", phone: phone, dark: dark);
        var page = session.Page;
        var name = $"Anlage {(phone ? 2 : 1)}";
        browser.Host.Spool.Contents[browser.Host.Ids[0]] = Encoding.UTF8.GetBytes(Source.ReplaceLineEndings("\r\n"));
        await AccessibilityTests.CheckAsync(session, "choose a sample");
        await page.GetByLabel("Source of the mail").FillAsync(Source);
        await page.GetByRole(AriaRole.Button, new() { Name = "Read it" }).ClickAsync();
        await Expect(page.GetByLabel("Patterns of a line of the text")).ToHaveValueAsync("Rufnummer: {number}");
        await Expect(page.GetByLabel("Patterns of the subject")).ToHaveValueAsync("Sprachnachricht von {name} ({number}) an {mailbox}");
        await page.GetByLabel("Patterns of the subject").FillAsync("Sprachnachricht von {nam}");
        await page.GetByRole(AriaRole.Button, new() { Name = "Try" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Alert)).ToContainTextAsync("{nam}");
        session.Problems.RemoveAll(problem => problem.Contains("422", StringComparison.Ordinal)); // the browser's own note
        await AccessibilityTests.CheckAsync(session, "a wrong draft");
        await page.GetByLabel("Patterns of the subject").FillAsync("Sprachnachricht von {name} ({number}) an {mailbox}");
        await page.GetByRole(AriaRole.Button, new() { Name = "Try" }).ClickAsync();
        await Expect(page.Locator("#trial-title")).ToBeVisibleAsync();
        await AccessibilityTests.CheckAsync(session, "tried");
        await KeepAsync(page, $"teach-{(phone ? "phone" : "desktop")}");
        await page.GetByLabel("Name", new() { Exact = true }).FillAsync(name);
        await page.GetByRole(AriaRole.Button, new() { Name = "Save" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = name })).ToBeVisibleAsync();
        await AccessibilityTests.CheckAsync(session, "profiles");
        await KeepAsync(page, $"profiles-{(phone ? "phone" : "desktop")}");
        Assert.Equal([], session.Problems);
    }

    private static async Task KeepAsync(IPage page, string name)
    {
        if (Environment.GetEnvironmentVariable("SCREENSHOTS") is { } folder)
            await page.ScreenshotAsync(new() { Path = $"{folder}/{name}.png", FullPage = true });
    }
}
