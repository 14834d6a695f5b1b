using VoicemailOrleans.Core.Transcripts;
using VoicemailOrleans.Tests.AdminUi;

namespace VoicemailOrleans.Tests.Core.Transcripts;

/// <summary>
/// The golden previews in a real browser: on a phone and on a desktop, light and dark, as a document of our own and
/// within somebody else's. PICTURES=folder keeps a picture of each.
/// </summary>
[Collection(nameof(Browser))]
public sealed class PreviewBrowserTests(Browser browser)
{
    private const string SomebodyElses =
        "<html dir=rtl><head><style>table{border-spacing:9px}</style></head><body><p>\u05e9\u05dc\u05d5\u05dd</p>{0}<h2>Original message</h2></body></html>";

    [BrowserTheory]
    [InlineData(360, false), InlineData(360, true), InlineData(800, false), InlineData(800, true)]
    public async Task Previews_FitAreLegibleAndAskForNothing(int width, bool dark)
    {
        await using var session = await browser.OpenBlankAsync(width, dark);
        foreach (var (name, preview) in PreviewSamples.All)
        {
            await session.Page.SetContentAsync(
                PreviewHtml.DocumentStart(preview.Wording) + PreviewHtml.RenderFragment(preview) + "</body>\n</html>\n");
            await CheckAsync(session, $"{name}-{width}-{(dark ? "dark" : "light")}");
            if (width < 400) await AccessibilityTests.CheckContrastAsync(session, name);
            Assert.Equal(preview.Wording.Language, await session.Page.EvaluateAsync<string>("document.documentElement.lang"));
        }
    }

    [BrowserTheory]
    [InlineData(360), InlineData(800)]
    public async Task Previews_WithinAnotherDocument_FitToo(int width)
    {
        await using var session = await browser.OpenBlankAsync(width, dark: false);
        foreach (var (name, preview) in PreviewSamples.All)
        {
            await session.Page.SetContentAsync(SomebodyElses.Replace("{0}", PreviewHtml.RenderFragment(preview)));
            await CheckAsync(session, $"{name}-{width}-within");
            Assert.Equal("ltr", await session.Page.EvaluateAsync<string>("getComputedStyle(document.querySelector('.vm-card')).direction"));
        }
    }

    private static async Task CheckAsync(BrowserSession session, string name)
    {
        if (Environment.GetEnvironmentVariable("PICTURES") is { Length: > 0 } folder)
            await session.Page.ScreenshotAsync(new() { Path = Path.Combine(folder, $"{name}.png"), FullPage = true });
        Assert.True(await session.Page.EvaluateAsync<bool>("document.documentElement.scrollWidth <= innerWidth"), $"{name} is too wide");
        Assert.Equal(0, await session.Page.EvaluateAsync<int>("document.querySelector('div').getClientRects().length"));
        Assert.True(await session.Page.EvaluateAsync<bool>(
            "[...document.querySelectorAll('.vm-card p, .vm-card h1')].every(e => e.getBoundingClientRect().height > 0)"), name);
        Assert.Empty(session.Problems);
    }
}
