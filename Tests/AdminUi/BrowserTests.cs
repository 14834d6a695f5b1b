using System.Text.RegularExpressions;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace VoicemailOrleans.Tests.AdminUi;

/// <summary>What needs a real browser: script, sound, layers, and that nothing of a stranger's content runs.</summary>
[Collection(nameof(Browser))]
public sealed class BrowserTests(Browser browser)
{
    [BrowserFact]
    public async Task List_SearchWhileTyping_KeepsFocusAndAddressAndBackRestoresIt()
    {
        await using var session = await browser.OpenAsync("/voicemails");
        var page = session.Page;
        await page.Locator("#q").PressSequentiallyAsync("printer");
        await Expect(page).ToHaveURLAsync(new Regex("q=printer$"));
        await Expect(page.Locator("#results mark").First).ToHaveTextAsync("printer");
        await Expect(page.Locator("#q")).ToBeFocusedAsync();
        await page.GetByRole(AriaRole.Link, new() { Name = "Needs attention" }).ClickAsync();
        await Expect(page).ToHaveURLAsync(new Regex("view=attention"));
        await Expect(page.Locator(".tabs [aria-current]")).ToContainTextAsync("Needs attention");
        await page.GoBackAsync();
        await Expect(page.Locator(".tabs [aria-current]")).ToContainTextAsync("All");
        Assert.Empty(session.Problems);
    }

    [BrowserFact]
    public async Task List_NewVoicemail_AppearsByItself()
    {
        await using var session = await browser.OpenAsync("/voicemails");
        await Expect(session.Page.Locator("live-status")).ToHaveTextAsync("Live");
        var id = SampleVoicemails.Add(browser.Host.Index, browser.Host.Desk, DateTimeOffset.UnixEpoch.AddYears(90), 3);
        await Expect(session.Page.Locator("tbody tr").First).ToHaveIdAsync("row-" + id);
        Assert.Empty(session.Problems);
    }

    [BrowserFact]
    public async Task Keyboard_WalksOpensAndSearches()
    {
        await using var session = await browser.OpenAsync("/voicemails?q=printer");
        var page = session.Page;
        await Expect(page.Locator("live-status")).ToHaveTextAsync("Live");
        await page.Keyboard.PressAsync("j");
        await page.Keyboard.PressAsync("j");
        await page.Keyboard.PressAsync("k");
        await Expect(page.Locator("tbody tr:nth-child(1) .row-link")).ToBeFocusedAsync();
        await page.Keyboard.PressAsync("?");
        await Expect(page.Locator("#shortcuts")).ToBeVisibleAsync();
        await page.Keyboard.PressAsync("Escape");
        await page.Keyboard.PressAsync("/");
        await Expect(page.Locator("#q")).ToBeFocusedAsync();
        await page.Keyboard.PressAsync("Escape");
        await page.Keyboard.PressAsync("j");
        await page.Keyboard.PressAsync("Enter");
        await Expect(page).ToHaveURLAsync(new Regex("/voicemails/[0-9a-z]{26}$"));
        Assert.Empty(session.Problems);
    }

    [BrowserFact]
    public async Task Player_ClickOnAWord_PlaysFromThereAndALiveUpdateDoesNotStopIt()
    {
        var id = browser.Host.Ids[5];
        await using var session = await browser.OpenAsync("/voicemails/" + id);
        var page = session.Page;
        await Expect(page.Locator(".player-ui")).ToBeVisibleAsync();
        var word = page.Locator(".words .w").Nth(6);
        var start = double.Parse((await word.GetAttributeAsync("data-s"))!,
            System.Globalization.CultureInfo.InvariantCulture);
        await page.EvaluateAsync("document.querySelector('audio').playbackRate = 0.25");
        await word.ClickAsync();
        await Expect(page.Locator("voice-player")).ToHaveClassAsync(new Regex("playing"));
        await Expect(page.Locator(".words .w.now")).ToHaveCountAsync(1);
        var state = browser.Host.Desk.States[id];
        browser.Host.Desk.States[id] = state with { History = [.. state.History,
            new(state.ReceivedAt, "resent", "Live update.")] };
        SampleVoicemails.Add(browser.Host.Index, browser.Host.Desk, DateTimeOffset.UnixEpoch.AddYears(80), 4);
        await Expect(page.Locator(".timeline")).ToContainTextAsync("Live update.");
        Assert.False(await page.EvaluateAsync<bool>("document.querySelector('audio').paused"));
        Assert.True(await page.EvaluateAsync<double>("document.querySelector('audio').currentTime") >= start);
        await page.GetByRole(AriaRole.Button, new() { Name = "Pause" }).ClickAsync();
        await Expect(page.Locator("voice-player")).Not.ToHaveClassAsync(new Regex("playing"));
        Assert.Empty(session.Problems);
    }

    [BrowserFact]
    public async Task Resend_ADoubleClick_SendsOnce()
    {
        var id = browser.Host.Ids[15];
        await using var session = await browser.OpenAsync("/voicemails/" + id);
        await Expect(session.Page.Locator(".player-ui")).ToBeVisibleAsync();
        await session.Page.GetByRole(AriaRole.Button, new() { Name = "Resend", Exact = true }).DblClickAsync();
        await Expect(session.Page.Locator(".toast")).ToContainTextAsync("being sent again");
        Assert.Single(browser.Host.Desk.Resent, resend => resend.Id == id);
        Assert.Empty(session.Problems);
    }

    [BrowserFact]
    public async Task ResendTo_ExplainsMistakesInsideTheDialogAndThenSends()
    {
        var id = browser.Host.Ids[16];
        await using var session = await browser.OpenAsync("/voicemails/" + id);
        var page = session.Page;
        await Expect(page.Locator(".player-ui")).ToBeVisibleAsync();
        await page.GetByRole(AriaRole.Link, new() { Name = "Resend to…" }).ClickAsync();
        await page.GetByLabel("Mail addresses").FillAsync("nonsense");
        await page.GetByRole(AriaRole.Button, new() { Name = "Send", Exact = true }).ClickAsync();
        await Expect(page.Locator("#resend-to .validation-message")).ToContainTextAsync("is not a mail address");
        await page.GetByLabel("Mail addresses").FillAsync("someone@example.org");
        await page.GetByRole(AriaRole.Button, new() { Name = "Send", Exact = true }).ClickAsync();
        await Expect(page.Locator(".toast")).ToContainTextAsync("sent again to someone@example.org");
        await Expect(page.Locator("#resend-to")).ToBeHiddenAsync();
        Assert.Equal(["someone@example.org"], Assert.Single(browser.Host.Desk.Resent, resend => resend.Id == id)
            .Recipients!);
        // The browser notes the 422 of the first try as a failed request; that is the only complaint.
        Assert.All(session.Problems, problem => Assert.Contains("422", problem, StringComparison.Ordinal));
    }

    [BrowserFact]
    public async Task HostileContent_StaysInert()
    {
        await using var session = await browser.OpenAsync("/voicemails/" + browser.Host.HostileId);
        var page = session.Page;
        await page.Locator("#mail-frame-sent").ScrollIntoViewIfNeededAsync();
        var mail = page.FrameLocator("#mail-frame-sent");
        await Expect(mail.Locator("h2")).ToHaveTextAsync("Voicemail preview");
        await mail.Locator("#send").ClickAsync();
        await Expect(mail.Locator("h2")).ToHaveTextAsync("Voicemail preview");
        Assert.NotEqual("owned", await page.TitleAsync());
        await mail.Locator("#out").ClickAsync(); // the frame may only show this host
        Assert.NotEqual("owned", await page.TitleAsync());
        // What the mail tried was stopped by its policy: the browser says so, and nothing was asked of the other host.
        Assert.Contains(session.Problems, problem =>
            problem.Contains("Blocked script execution", StringComparison.Ordinal));
        Assert.Equal("", browser.Host.TrapHeard);
    }

    [BrowserFact]
    public async Task WithoutScript_SearchingListeningAndResendingWork()
    {
        await using var session = await browser.OpenAsync("/voicemails", script: false);
        var page = session.Page;
        await page.Locator("#q").FillAsync("printer");
        await page.Locator("#q").PressAsync("Enter");
        await Expect(page.Locator("#results mark").First).ToHaveTextAsync("printer");
        await page.Locator(".row-link").First.ClickAsync();
        await Expect(page.Locator("audio[controls]")).ToBeVisibleAsync();
        await page.GetByRole(AriaRole.Link, new() { Name = "Resend to…" }).ClickAsync();
        await page.GetByLabel("Mail addresses").FillAsync("noscript@example.org");
        await page.GetByRole(AriaRole.Button, new() { Name = "Send", Exact = true }).ClickAsync();
        await Expect(page.Locator(".toast")).ToContainTextAsync("sent again to noscript@example.org");
    }

    [BrowserFact]
    public async Task Session_ThatEndsWhileTyping_LeadsToLoginAndBack()
    {
        await using var session = await browser.OpenAsync("/voicemails");
        await Expect(session.Page.Locator("live-status")).ToHaveTextAsync("Live");
        await session.Context.ClearCookiesAsync();
        await session.Page.Locator("#q").PressSequentiallyAsync("x");
        await Expect(session.Page).ToHaveURLAsync(new Regex("/login\\?ReturnUrl=%2Fvoicemails"));
    }
}
