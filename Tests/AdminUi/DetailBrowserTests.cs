using System.Globalization;
using System.Text.RegularExpressions;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace VoicemailOrleans.Tests.AdminUi;

/// <summary>The page of one voicemail in a real browser: listening, correcting, looking at the mails.</summary>
[Collection(nameof(Browser))]
public sealed class DetailBrowserTests(Browser browser)
{
    [BrowserFact]
    public async Task Words_ByKeyboard_AreOneStopAndEnterPlays()
    {
        await using var session = await browser.OpenAsync("/voicemails/" + browser.Host.Ids[27]);
        var page = session.Page;
        await Expect(page.Locator(".player-ui")).ToBeVisibleAsync();
        var words = page.Locator(".words .w");
        await words.First.FocusAsync();
        await page.Keyboard.PressAsync("ArrowRight");
        await page.Keyboard.PressAsync("ArrowRight");
        await Expect(words.Nth(2)).ToBeFocusedAsync();
        await Expect(page.Locator(".words .w[tabindex]")).ToHaveCountAsync(1);
        Assert.Equal(0, await page.EvaluateAsync<double>("document.querySelector('audio').currentTime"));
        await page.EvaluateAsync("document.querySelector('audio').playbackRate = 0.25");
        await page.Keyboard.PressAsync("Enter");
        await Expect(page.Locator("voice-player")).ToHaveClassAsync(new Regex("playing"));
        await Expect(words.Nth(2)).ToHaveClassAsync(new Regex("now"));
        await page.Keyboard.PressAsync("Space");
        await Expect(page.Locator("voice-player")).Not.ToHaveClassAsync(new Regex("playing"));
        Assert.Empty(session.Problems);
    }

    [BrowserFact]
    public async Task Player_RemembersVolumeAndSpeed()
    {
        await using var session = await browser.OpenAsync("/voicemails/" + browser.Host.Ids[27]);
        var page = session.Page;
        await page.GetByLabel("Speed").SelectOptionAsync("1.75");
        await page.GetByLabel("Volume").FillAsync("0.4");
        await page.GetByRole(AriaRole.Button, new() { Name = "Forward 5 seconds" }).ClickAsync();
        Assert.Equal(5, await page.EvaluateAsync<double>("document.querySelector('audio').currentTime"));
        await page.GetByRole(AriaRole.Button, new() { Name = "Back 5 seconds" }).ClickAsync();
        await page.GotoAsync("/voicemails/" + browser.Host.Ids[28]);
        await Expect(page.GetByLabel("Speed")).ToHaveValueAsync("1.75");
        await Expect(page.GetByLabel("Volume")).ToHaveValueAsync("0.4");
        Assert.Equal("1.75 0.4", await page.EvaluateAsync<string>(
            "(a => `${a.playbackRate} ${a.volume}`)(document.querySelector('audio'))"));
        await page.GetByRole(AriaRole.Button, new() { Name = "Mute" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Button, new() { Name = "Mute" }))
            .ToHaveAttributeAsync("aria-pressed", "true");
        Assert.Empty(session.Problems);
    }

    [BrowserFact]
    public async Task Timeline_HasTheDaysOfWhoeverLooks()
    {
        var id = browser.Host.Ids[31];
        var state = browser.Host.Desk.States[id];
        var day = new DateTimeOffset(state.ReceivedAt.UtcDateTime.Date, TimeSpan.Zero);
        browser.Host.Desk.States[id] = state with
        {
            History = [new(day.AddHours(9), "received", "One day in UTC."), new(day.AddHours(11), "resent", "And two in Kiritimati.")],
        };
        await using var session = await browser.OpenAsync("/voicemails/" + id, zone: "Pacific/Kiritimati");
        var page = session.Page;
        await Expect(page.Locator(".timeline .turn").Last).ToBeVisibleAsync();
        var times = await page.Locator(".timeline .turn time").EvaluateAllAsync<string[]>("all => all.map(one => one.dateTime)");
        var days = times.Select(time => DateTimeOffset.Parse(time, CultureInfo.InvariantCulture).ToOffset(TimeSpan.FromHours(14)).Date).Distinct().ToList();
        Assert.Contains(day.Date, days);
        Assert.Contains(day.Date.AddDays(1), days);
        var shown = page.Locator(".timeline .day:not([hidden])");
        await Expect(shown).ToHaveTextAsync(days.Select(one => one.ToString("dddd, MMMM d, yyyy", CultureInfo.InvariantCulture)));
        Assert.Empty(session.Problems);
    }

    [BrowserFact]
    public async Task Correction_BeingTyped_SurvivesALiveUpdateAndIsSaved()
    {
        var id = browser.Host.Ids[29];
        await using var session = await browser.OpenAsync("/voicemails/" + id);
        var page = session.Page;
        await Expect(page.Locator(".player-ui")).ToBeVisibleAsync();
        await page.Locator("#correct-1 summary").ClickAsync();
        await page.GetByLabel("What is said in the recording").FillAsync("This is <i>Ben</i> Carter.");
        await page.GetByLabel("Reason (optional)").FocusAsync();
        var state = browser.Host.Desk.States[id];
        browser.Host.Desk.States[id] = state with
        {
            History = [.. state.History, new(state.ReceivedAt, "resent", "Live update.")],
        };
        SampleVoicemails.Add(browser.Host.Index, browser.Host.Desk, DateTimeOffset.UnixEpoch.AddYears(81), 4);
        await Expect(page.Locator(".timeline")).ToContainTextAsync("Live update.");
        await Expect(page.GetByLabel("What is said in the recording")).ToHaveValueAsync("This is <i>Ben</i> Carter.");
        await page.GetByRole(AriaRole.Button, new() { Name = "Save correction" }).ClickAsync();
        await Expect(page.Locator(".toast")).ToContainTextAsync("The correction is saved.");
        await Expect(page.Locator(".words")).ToContainTextAsync("is <i>Ben</i> Carter.");
        await Expect(page.Locator(".words .w[data-s]").First).ToBeVisibleAsync();
        await page.GetByText("Show the original and what was changed").ClickAsync();
        await Expect(page.Locator(".diff ins").First).ToBeVisibleAsync();
        Assert.Empty(session.Problems);
    }

    [BrowserFact]
    public async Task Correction_NotYetOpened_BeginsWithTheNewTranscript()
    {
        var id = browser.Host.Ids[37];
        await using var session = await browser.OpenAsync("/voicemails/" + id);
        var page = session.Page;
        await Expect(page.Locator("#correct-1 textarea")).Not.ToHaveValueAsync("heard anew");
        var made = browser.Host.Desk.Transcriptions[id][0];
        browser.Host.Desk.Transcriptions[id] =
        [
            made with
            {
                Result = made.Result! with
                {
                    At = made.Result.At.AddHours(1),
                    Transcript = made.Result.Transcript! with { Words = [new("heard", null, null), new("anew", null, null)] },
                },
            },
        ];
        SampleVoicemails.Add(browser.Host.Index, browser.Host.Desk, DateTimeOffset.UnixEpoch.AddYears(82), 4);
        await Expect(page.Locator("#correct-1 textarea")).ToHaveValueAsync("heard anew");
        await page.Locator("#correct-1 summary").ClickAsync();
        await page.GetByLabel("What is said in the recording").FillAsync("heard anew, and better");
        await page.GetByRole(AriaRole.Button, new() { Name = "Save correction" }).ClickAsync();
        await Expect(page.Locator(".toast")).ToContainTextAsync("The correction is saved.");
        Assert.Empty(session.Problems);
    }

    [BrowserFact]
    public async Task Correction_BeingTypedWhenTheSessionEnds_StaysAndSaysSo()
    {
        var id = browser.Host.Ids[34];
        await using var session = await browser.OpenAsync("/voicemails/" + id);
        var page = session.Page;
        await Expect(page.Locator(".player-ui")).ToBeVisibleAsync();
        await page.Locator("#correct-1 summary").ClickAsync();
        await page.GetByLabel("What is said in the recording").FillAsync("Half a correc");
        var cookies = await session.Context.CookiesAsync();
        await session.Context.ClearCookiesAsync();
        SampleVoicemails.Add(browser.Host.Index, browser.Host.Desk, DateTimeOffset.UnixEpoch.AddYears(83), 4);
        await Expect(page.Locator("#signed-out")).ToContainTextAsync("You are signed out.");
        await Expect(page).ToHaveURLAsync(new Regex(id + "$"));
        await Expect(page.GetByLabel("What is said in the recording")).ToHaveValueAsync("Half a correc");
        await session.Context.AddCookiesAsync([.. cookies.Select(cookie => new Cookie
        {
            Name = cookie.Name, Value = cookie.Value, Url = browser.Host.Url,
        })]);
        SampleVoicemails.Add(browser.Host.Index, browser.Host.Desk, DateTimeOffset.UnixEpoch.AddYears(84), 4);
        await Expect(page.Locator("#signed-out")).ToHaveCountAsync(0);
        Assert.All(session.Problems, problem => Assert.Contains("401", problem, StringComparison.Ordinal));
    }

    [BrowserFact]
    public async Task Correction_WithoutScript_Works()
    {
        var id = browser.Host.Ids[31];
        await using var session = await browser.OpenAsync("/voicemails/" + id, script: false);
        var page = session.Page;
        await page.Locator("#correct-1 summary").ClickAsync();
        await page.GetByLabel("What is said in the recording").FillAsync("Without a script.");
        await page.GetByRole(AriaRole.Button, new() { Name = "Save correction" }).ClickAsync();
        await Expect(page.Locator(".words")).ToContainTextAsync("Without a script.");
    }

    [BrowserTheory]
    [InlineData(false), InlineData(true)]
    public async Task Mails_SwitchViewsInPlaceAndOnAPhoneShowOneAtATime(bool phone)
    {
        await using var session = await browser.OpenAsync("/voicemails/" + browser.Host.Ids[30], phone: phone);
        var page = session.Page;
        await Expect(page.Locator(".player-ui")).ToBeVisibleAsync();
        await page.GetByRole(AriaRole.Link, new() { Name = "Headers", Exact = true }).ClickAsync();
        await Expect(page).ToHaveURLAsync(new Regex("mail=headers"));
        await Expect(page.Locator(".mail-pane[data-side=sent] .mail-head")).ToBeVisibleAsync();
        await Expect(page.Locator(".mail-pane[data-side=received]")).ToBeVisibleAsync(new() { Visible = !phone });
        if (!phone) return;
        await page.GetByRole(AriaRole.Link, new() { Name = "Received", Exact = true }).ClickAsync();
        await Expect(page.Locator(".mail-pane[data-side=received]")).ToBeVisibleAsync();
        await Expect(page.Locator(".mail-pane[data-side=sent]")).ToBeHiddenAsync();
        Assert.Empty(session.Problems);
    }
}
