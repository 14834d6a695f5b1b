using Microsoft.Playwright;

namespace VoicemailOrleans.Tests.AdminUi;

/// <summary>Pictures of the pages for people, into the folder that SCREENSHOTS names; without it, nothing happens.</summary>
[Collection(nameof(Browser))]
public sealed class ScreenshotTests(Browser browser)
{
    private static readonly string? Folder = Environment.GetEnvironmentVariable("SCREENSHOTS");

    [BrowserTheory]
    [InlineData(false, false), InlineData(false, true), InlineData(true, false), InlineData(true, true)]
    public async Task Pages_CanBePictured(bool phone, bool dark)
    {
        if (Folder is null) return;
        var kind = (phone ? "phone" : "desktop") + (dark ? "-dark" : "");
        var ids = browser.Host.Ids;
        (string Name, string Path, bool Whole)[] shots =
        [
            ("list", "/voicemails", false), ("search", "/voicemails?q=delivery", false), ("empty", "/voicemails?q=zzz", false),
            ("detail", $"/voicemails/{ids[5]}", true), ("bounced", $"/voicemails/{ids[8]}", true), ("deferred", $"/voicemails/{ids[6]}", false),
            ("transcribing", $"/voicemails/{ids[0]}", false), ("resend", $"/voicemails/{ids[5]}/resend", false),
            ("notfound", "/nowhere", false), ("hostile", $"/voicemails/{browser.Host.HostileId}", true),
        ];
        foreach (var (name, path, whole) in shots)
        {
            await using var session = await browser.OpenAsync(path, phone: phone, dark: dark);
            await session.Page.WaitForLoadStateAsync(LoadState.Load);
            if (await session.Page.Locator("#mail-frame").CountAsync() > 0)
            {
                await session.Page.Locator("#mail-frame").ScrollIntoViewIfNeededAsync();
                await session.Page.EvaluateAsync("document.querySelector('voice-player')?.seek(2)");
                await session.Page.WaitForResponseAsync("**/audio").WaitAsync(TimeSpan.FromSeconds(2)).ContinueWith(_ => { });
                await session.Page.EvaluateAsync("window.scrollTo(0, 0)");
            }

            await session.Page.ScreenshotAsync(new() { Path = Path.Combine(Folder, $"{name}-{kind}.png"), FullPage = whole });
        }

        await using var login = await browser.OpenAsStrangerAsync("/login", phone, dark);
        await login.Page.ScreenshotAsync(new() { Path = Path.Combine(Folder, $"login-{kind}.png") });
    }
}
