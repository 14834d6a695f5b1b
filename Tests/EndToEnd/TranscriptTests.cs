using System.Text.RegularExpressions;
using Microsoft.Playwright;
using VoicemailOrleans.Tests.AdminUi;
using VoicemailOrleans.Tests.Core.Audio;
using VoicemailOrleans.Tests.Fakes;

namespace VoicemailOrleans.Tests.EndToEnd;

/// <summary>The whole journey with an engine, up to the eyes of recipient and helpdesk.</summary>
public sealed partial class TranscriptTests : EndToEndTest
{
    [Fact]
    public async Task Voicemail_GoogleHearsIt_ArrivesWithTheTranscriptInTextAndHtml()
    {
        await using var google = await FakeGoogleSpeech.StartAsync(TimeProvider.System);
        await using var service = await StartAsync(Google(google));
        var submitted = TestMail.Voicemail("heard-1", TestMail.Recording(6));
        await SmtpTestClient.SendAsync(service.SmtpPort, "pbx@pbx.example", ["jane@example.org"], submitted);
        var verdict = await JudgeAsync(submitted, await Sink.NextAsync());
        AssertKept(verdict);
        Assert.Equal("transcribed", verdict.GetProperty("status").GetString());
        Assert.Equal("[Transcribed] Voicemail from 4155550199", verdict.GetProperty("subject").GetString());
        var text = verdict.GetProperty("text").GetString()!.ReplaceLineEndings(" ");
        Assert.Contains("please call me back", text, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("please", verdict.GetProperty("html").GetString(), StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("please call me back", service.Output, StringComparison.OrdinalIgnoreCase);
    }

    [BrowserFact]
    public async Task Helpdesk_FindsReadsAndResends_InTheBrowser()
    {
        await using var google = await FakeGoogleSpeech.StartAsync(TimeProvider.System);
        await using var service = await StartAsync(Google(google));
        await SmtpTestClient.SendAsync(
            service.SmtpPort, "pbx@pbx.example", ["jane@example.org"], TestMail.Voicemail("desk-1", TestMail.Recording(6)));
        var first = await Sink.NextAsync();

        using var playwright = await Playwright.CreateAsync();
        await using var browser = await Browser.LaunchAsync(playwright);
        var url = $"http://127.0.0.1:{service.HttpPort}";
        var context = await browser.NewContextAsync(new() { BaseURL = url, ReducedMotion = ReducedMotion.Reduce });
        await using var session = new BrowserSession(context, await context.NewPageAsync(), url);
        var page = session.Page;
        await page.GotoAsync("/");
        await page.GetByLabel("User name").FillAsync("admin");
        await page.GetByLabel("Password").FillAsync(FirstPassword().Match(service.Output).Groups[1].Value);
        await page.GetByRole(AriaRole.Button, new() { Name = "Sign in" }).ClickAsync();
        await page.GetByRole(AriaRole.Link, new() { NameRegex = new("jane@example.org") }).First.ClickAsync();
        await Assertions.Expect(page.Locator("main")).ToContainTextAsync("please call me back", new() { IgnoreCase = true });
        await Assertions.Expect(page.Locator("main")).ToContainTextAsync("250 2.0.0 Taken");
        var audio = await page.APIRequest.GetAsync(page.Url + "/recordings/1/audio");
        Assert.Equal("RIFF"u8.ToArray(), (await audio.BodyAsync())[..4]);

        await page.GetByRole(AriaRole.Button, new() { Name = "Resend", Exact = true }).ClickAsync();
        var second = await Sink.NextAsync();
        Assert.Equal(first.Header("Message-ID"), second.Header("Message-ID"));
        Assert.NotNull(second.Header("Resent-Message-ID"));
        Assert.Equal(["jane@example.org"], second.Recipients);
        Assert.Empty(session.Problems);
    }

    [RequiresFact("/usr/share/pocketsphinx/model/en-us")]
    public async Task Demo_Unattended_DeliversTheSamplesAndEndsWithZero()
    {
        await using var demo = ServiceProcess.Launch(Folder, Sink.Port, [], ["demo"], ("DEMO_EXIT", "1"));
        Assert.Equal(0, await demo.ExitAsync(180));
        Assert.Contains("All 4 voicemails were delivered.", demo.Output, StringComparison.Ordinal);
        Assert.Matches("m2-running-late.*status (transcribed|low-confidence)", demo.Output);
        Assert.Contains("n1-silence@example.org, status no-speech", demo.Output, StringComparison.Ordinal);
    }

    private (string Name, string Value)[] Google(FakeGoogleSpeech google) =>
    [
        ("SPEECH_ENGINES", "google"),
        ("GOOGLE_APPLICATION_CREDENTIALS", google.Tokens.WriteKeyFile(Folder)),
        ("GOOGLE_SPEECH_ENDPOINT", google.Endpoint.ToString()),
    ];

    [GeneratedRegex("log in to the admin UI as  admin  with  (\\S+)")]
    private static partial Regex FirstPassword();
}
