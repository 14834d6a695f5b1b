using System.Net;
using AngleSharp.Dom;
using VoicemailOrleans.Core.Voicemail;

namespace VoicemailOrleans.Tests.AdminUi;

/// <summary>What can be done to one voicemail, without any script.</summary>
public sealed class ActionTests : IAsyncLifetime
{
    private const int Delivered = 7;
    private const int Transcribing = 0;

    private AdminUiHost host = null!;
    private Person person = null!;

    public async Task InitializeAsync()
    {
        host = await AdminUiHost.StartAsync(configure: options => options.SpeechEngines = ["google", "pocketsphinx"]);
        person = await Person.SignedInAsync(host);
    }

    public async Task DisposeAsync()
    {
        person.Dispose();
        await host.DisposeAsync();
    }

    [Theory]
    [InlineData(Transcribing, "deliver transcribe hold"), InlineData(Delivered, "transcribe hold delete")]
    public async Task Menu_OffersWhatThePresentStateAllows(int which, string names)
    {
        var page = await person.ReadAsync($"/voicemails/{host.Ids[which]}");
        var links = page.QuerySelectorAll("#action-menu a").Select(a => a.GetAttribute("href")!.Split('/')[^1]).ToList();
        Assert.Equal(names, string.Join(' ', links));
        Assert.All(links, name => Assert.NotNull(page.QuerySelector($"dialog#act-{name} form")));
    }

    [Fact]
    public async Task Hold_FromItsPage_ShowsUntilItIsReleased()
    {
        var id = host.Ids[Delivered];
        using var answer = await ActAsync(id, "hold", ("why", "  ticket\t4711 <b>"));
        Assert.EndsWith($"/voicemails/{id}", answer.Headers.Location!.ToString(), StringComparison.Ordinal);
        var page = await person.ReadAsync($"/voicemails/{id}");
        Assert.Equal("The voicemail is on hold.", Toast(page));
        var banner = page.QuerySelector(".keep")!;
        Assert.Contains("by admin, just now: “ticket 4711 <b>”", banner.TextContent, StringComparison.Ordinal);
        Assert.Null(banner.QuerySelector("b"));
        Assert.Null(page.QuerySelector("#action-menu [href$='/delete']"));
        Assert.Contains(
            $"Audit: hold (Done) of {id} by admin from 127.0.0.1", host.Log.Audit);
        Assert.Equal("ticket 4711 <b>", host.Kept("hold", id.Value).Why);
        using var released = await ActAsync(id, "release");
        page = await person.ReadAsync($"/voicemails/{id}");
        Assert.Equal("The hold has ended.", Toast(page));
        Assert.Null(page.QuerySelector(".keep"));
    }

    [Fact]
    public async Task Delete_WithinItsTime_CanBeTakenBackFromTheBanner()
    {
        var id = host.Ids[Delivered];
        using var answer = await ActAsync(id, "delete", ("when", "later"), ("why", "a prank"));
        var page = await person.ReadAsync($"/voicemails/{id}");
        Assert.Equal("Deleted", page.QuerySelector("h1 .chip")!.TextContent);
        Assert.DoesNotContain(page.QuerySelectorAll("form"), form => form.QuerySelector("[value=resend]") is not null);
        using var restored = await person.SubmitAsync($"/voicemails/{id}", page.QuerySelector(".keep form")!);
        page = await person.ReadAsync($"/voicemails/{id}");
        Assert.Equal(("The voicemail is back.", null), (Toast(page), page.QuerySelector(".keep")));
        Assert.Contains($"Audit: restore (Done) of {id} by admin from 127.0.0.1", host.Log.Audit);
    }

    [Fact]
    public async Task Delete_AtOnce_LeadsBackToTheListAndIsAuditedWithItsReason()
    {
        var id = host.Ids[Delivered];
        using var answer = await ActAsync(id, "delete", ("when", "now"), ("why", "a request"));
        Assert.EndsWith("/voicemails", answer.Headers.Location!.ToString(), StringComparison.Ordinal);
        Assert.Equal((id, new VoicemailAction.Delete("a request", true), "admin"), Assert.Single(host.Desk.Asked));
        Assert.Contains(
            $"Audit: delete (at once, Done) of {id} by admin from 127.0.0.1", host.Log.Audit);
        Assert.Equal("a request", host.Kept("delete", id.Value).Why);
    }

    [Theory]
    [InlineData("hold"), InlineData("delete")]
    public async Task Act_WithoutTheReasonItNeeds_ChangesNothing(string action)
    {
        using var answer = await ActAsync(host.Ids[Delivered], action, ("why", " \t"), ("when", "now"));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, answer.StatusCode);
        var page = await Person.ParseAsync(answer);
        Assert.Equal("Please say why.", page.QuerySelector(".validation-message")!.TextContent);
        if (action == "delete")
            Assert.Equal("now", page.QuerySelector("input[name=when][checked]")!.GetAttribute("value"));
        Assert.Empty(host.Desk.Asked);
    }

    [Theory]
    [InlineData(""), InlineData("/transcribe")]
    public async Task Transcribe_WithAMistake_IsExplainedInItsFormAndWhatWasTypedIsKept(string path)
    {
        path = $"/voicemails/{host.Ids[Delivered]}{path}";
        var form = (await person.ReadAsync(path)).QuerySelector("form:has(input[name=do][value=transcribe])")!;
        using var answer = await person.SubmitAsync(
            path, form, ("engine", "pocketsphinx"), ("language", "deutsch"), ("mail", ""));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, answer.StatusCode);
        var page = await Person.ParseAsync(answer);
        Assert.Contains("The language", Assert.Single(page.QuerySelectorAll(".validation-message")).TextContent, StringComparison.Ordinal);
        form = page.QuerySelector(".validation-message")!.Closest("form")!;
        Assert.Equal("transcribe", form.QuerySelector("input[name=do]")!.GetAttribute("value"));
        Assert.Equal("deutsch", form.QuerySelector("input[name=language]")!.GetAttribute("value"));
        Assert.Equal("pocketsphinx", form.QuerySelector("option[selected]")!.GetAttribute("value"));
        Assert.Null(form.QuerySelector("input[name=mail][checked]"));
        using var right = await person.SubmitAsync(path, form, ("language", "de-DE"), ("mail", "yes"));
        Assert.Equal(new VoicemailAction.Transcribe(null, "de-DE", true), Assert.Single(host.Desk.Asked).Action);
    }

    [Fact]
    public async Task Act_ThatWasPossibleWhenThePageWasOpened_SaysWhyItIsNot()
    {
        var id = host.Ids[Delivered];
        var page = await person.ReadAsync($"/voicemails/{id}");
        await host.Desk.ActAsync(id, new VoicemailAction.Hold("eva's"), "eva", default);
        using var answer = await person.SubmitAsync(
            $"/voicemails/{id}", page.QuerySelector("#act-hold form")!, ("why", "mine"));
        Assert.EndsWith($"/voicemails/{id}", answer.Headers.Location!.ToString(), StringComparison.Ordinal);
        Assert.Equal("Nothing was changed: it is on hold already.", Toast(await person.ReadAsync($"/voicemails/{id}")));
    }

    [Theory]
    [InlineData("google", "de-DE", true, "google", "de-DE"), InlineData("", " ", false, null, null), InlineData("", "de-CH,fr-CH", true, null, "de-CH, fr-CH")]
    public async Task Transcribe_TakesAnEngineAndALanguage(
        string engine, string language, bool isMailed, string? by, string? tag)
    {
        var id = host.Ids[Delivered];
        var page = await person.ReadAsync($"/voicemails/{id}/transcribe");
        Assert.Equal(["", "google", "pocketsphinx"],
            page.QuerySelectorAll("option").Select(option => option.GetAttribute("value")!));
        Assert.NotNull(page.QuerySelector("input[name=mail][value=yes][checked]"));
        using var answer = await ActAsync(
            id, "transcribe", ("engine", engine), ("language", language), ("mail", isMailed ? "yes" : ""));
        Assert.Equal(new VoicemailAction.Transcribe(by, tag, isMailed), Assert.Single(host.Desk.Asked).Action);
    }

    [Theory]
    [InlineData("whisper", "en-GB"), InlineData("google", "en_GB"), InlineData("google", "de,fr,it,en,rm"), InlineData("google", "<script>")]
    public async Task Transcribe_WithWhatThereIsNot_ChangesNothing(string engine, string language)
    {
        using var answer = await ActAsync(
            host.Ids[Delivered], "transcribe", ("engine", engine), ("language", language));
        Assert.Empty(host.Desk.Asked);
    }

    [Fact]
    public async Task Act_ThatIsNotPossible_SaysWhy()
    {
        var id = host.Ids[Transcribing];
        using var answer = await ActAsync(id, "delete", ("why", "a prank"));
        Assert.Equal("Nothing was changed: it is still on its way; it can be deleted once its delivery has ended.",
            Toast(await person.ReadAsync($"/voicemails/{id}")));
    }

    [Theory]
    [InlineData("/voicemails/nonsense/hold"), InlineData("/voicemails/{0}/nonsense")]
    [InlineData("/voicemails/bulk/nonsense"), InlineData("/voicemails/bulk/..%2f..%2fusers")]
    public async Task Page_OfNothing_IsNotFound(string path)
    {
        using var answer = await person.GetAsync(path.Replace("{0}", host.Ids[7].Value, StringComparison.Ordinal));
        Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
    }

    [Fact]
    public async Task Act_WithoutAToken_ChangesNothing()
    {
        var id = host.Ids[Delivered];
        var page = await person.ReadAsync($"/voicemails/{id}/hold");
        var form = page.QuerySelector("form.action-form")!;
        form.QuerySelector("input[name=__RequestVerificationToken]")!.Remove();
        using var answer = await person.SubmitAsync($"/voicemails/{id}/hold", form, ("why", "x"));
        Assert.Empty(host.Desk.Asked);
    }

    private async Task<HttpResponseMessage> ActAsync(CorrelationId id, string action, params (string, string)[] typed)
    {
        var path = $"/voicemails/{id}/{action}";
        return await person.SubmitAsync(path, (await person.ReadAsync(path)).QuerySelector("form.action-form")!, typed);
    }

    private static string? Toast(IDocument page) => page.QuerySelector(".toast span")?.TextContent;
}
