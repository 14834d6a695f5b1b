using System.Net;
using AngleSharp.Dom;
using VoicemailOrleans.Core.Voicemail;
using VoicemailOrleans.Grains;

namespace VoicemailOrleans.Tests.AdminUi;

public sealed class CorrectionPageTests(SharedHost shared) : IClassFixture<SharedHost>
{
    private const string Handler = "[recording-1]correct";

    private readonly AdminUiHost host = shared.Host;
    private readonly Person person = shared.Person;

    [Fact]
    public async Task Correct_KeepsTheOriginalBesideItAndSaysWhoAndWhy()
    {
        var id = host.Ids[10];
        var heard = host.Desk.Transcriptions[id][0].Result!.Transcript!.Text;
        var corrected = heard.Replace("delivery", "<b>delivery</b> van", StringComparison.Ordinal);
        using var answer = await SubmitAsync(id, ("Text", $" {corrected}\r\n"), ("Why", " listened twice "));
        Assert.Equal(HttpStatusCode.Redirect, answer.StatusCode);
        var (_, made) = Assert.Single(host.Desk.Corrected, one => one.Id == id);
        var seen = host.Desk.Transcriptions[id][0].Result!.At;
        Assert.Equal(new(1, 0, corrected, "admin", "listened twice", false) { Heard = seen }, made);
        var page = await person.ReadAsync($"/voicemails/{id}");
        Assert.Equal("The correction is saved.", page.QuerySelector(".toast span")!.TextContent);
        Assert.Contains("<b>delivery</b> van", Plain(page.QuerySelector(".words")!), StringComparison.Ordinal);
        Assert.Contains("Corrected by admin", page.QuerySelector(".transcript .notice")!.TextContent,
            StringComparison.Ordinal);
        Assert.Contains("listened twice", page.QuerySelector(".transcript .notice")!.TextContent,
            StringComparison.Ordinal);
        Assert.Equal("removed: delivery", page.QuerySelector(".diff del")!.TextContent);
        Assert.Equal("added: <b>delivery</b> van", page.QuerySelector(".diff ins")!.TextContent);
        Assert.Equal(heard, page.QuerySelectorAll(".diff")[1].TextContent);
        Assert.Contains($"Audit: correct (recording 1: Done) of {id} by admin from 127.0.0.1",
            host.Log.Audit);
        Assert.DoesNotContain(host.Log.Lines, line => line.Text.Contains("delivery</b>", StringComparison.Ordinal)
            || line.Text.Contains("listened", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Correct_AndMail_AsksForIt()
    {
        var id = host.Ids[14];
        using var answer = await SubmitAsync(id, ("Text", "Hello."), ("Mail", "true"));
        Assert.True(Assert.Single(host.Desk.Corrected, one => one.Id == id).Made.IsMailed);
        var page = await person.ReadAsync($"/voicemails/{id}");
        Assert.Equal("The correction is saved. The mail is being sent again with it.",
            page.QuerySelector(".toast span")!.TextContent);
        Assert.Contains("correction sent to", page.QuerySelector(".thread")!.TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Correct_BackToTheOriginal_ShowsItAgain()
    {
        var id = host.Ids[18];
        var heard = host.Desk.Transcriptions[id][0].Result!.Transcript!.Text;
        using var first = await SubmitAsync(id, ("Text", "Hello."));
        using var back = await SubmitAsync(id, ("Text", "whatever"), ("Back", "true"));
        var page = await person.ReadAsync($"/voicemails/{id}");
        Assert.Equal(heard, Plain(page.QuerySelector(".words")!));
        Assert.Equal(2, page.QuerySelectorAll(".revisions li").Length);
        Assert.Equal("2", page.QuerySelector("input[name=Seen]")!.GetAttribute("value"));
    }

    [Theory]
    [InlineData("  ", "", "Please write what is said in the recording.")]
    [InlineData(null, "", "Nothing was changed.")]
    [InlineData("Hello.", "x", "The reason is too long: at most 300 characters are kept.")]
    public async Task Correct_WithAMistake_IsExplainedAndTheTextKept(string? text, string why, string problem)
    {
        var id = host.Ids[20];
        text ??= host.Desk.Transcriptions[id][0].Result!.Transcript!.Text;
        using var answer = await SubmitAsync(
            id, ("Text", text), ("Why", why.Length == 0 ? "" : new string('x', TranscriptCorrection.WhyMax + 1)));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, answer.StatusCode);
        var page = await Person.ParseAsync(answer);
        Assert.Equal(problem, page.QuerySelector("#correct-1 .validation-message")!.TextContent);
        Assert.Equal(text, page.QuerySelector("#correct-1 textarea")!.TextContent);
        Assert.True(page.QuerySelector("#correct-1")!.HasAttribute("open"));
        Assert.DoesNotContain(host.Desk.Corrected, one => one.Id == id);
    }

    [Fact]
    public async Task Correct_WhatSomebodyElseCorrected_ShowsTheirsAndKeepsMine()
    {
        await using var other = await AdminUiHost.StartAsync();
        using var reader = await Person.SignedInAsync(other);
        var id = other.Ids[10];
        var page = await reader.ReadAsync($"/voicemails/{id}");
        var made = new VoicemailInput.CorrectionMade(1, 0, "Theirs.", "eva", null, false);
        await other.Desk.CorrectAsync(id, made, default);
        other.Desk.Answer = DeskResult.Overtaken;
        using var answer = await reader.SubmitAsync($"/voicemails/{id}", FormOf(page), ("Text", "Mine."));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, answer.StatusCode);
        page = await Person.ParseAsync(answer);
        Assert.Contains("somebody else corrected it", page.QuerySelector("#correct-1 .validation-message")!.TextContent,
            StringComparison.Ordinal);
        Assert.Equal("Theirs.", Plain(page.QuerySelector(".words")!));
        Assert.Equal("Mine.", page.QuerySelector("#correct-1 textarea")!.TextContent);
        Assert.Equal("1", page.QuerySelector("input[name=Seen]")!.GetAttribute("value"));
    }

    [Fact]
    public async Task Correct_WhatWasTranscribedAgain_ShowsTheNewTextAndKeepsMine()
    {
        var id = host.Ids[24];
        var page = await person.ReadAsync($"/voicemails/{id}");
        var made = host.Desk.Transcriptions[id][0];
        host.Desk.Transcriptions[id] = [made with { Result = made.Result! with { At = made.Result.At.AddHours(1) } }];
        using var answer = await person.SubmitAsync($"/voicemails/{id}", FormOf(page), ("Text", "Mine."));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, answer.StatusCode);
        page = await Person.ParseAsync(answer);
        Assert.Contains("it was transcribed again", page.QuerySelector("#correct-1 .validation-message")!.TextContent,
            StringComparison.Ordinal);
        Assert.Equal("Mine.", page.QuerySelector("#correct-1 textarea")!.TextContent);
        using var again = await person.SubmitAsync($"/voicemails/{id}", FormOf(page), ("Text", "Mine."));
        Assert.Equal(HttpStatusCode.Redirect, again.StatusCode);
        Assert.Equal("Mine.", host.Desk.States[id].CorrectionOf(1)!.Text);
    }

    [Fact]
    public async Task Correct_WhatIsDeleted_IsNotOfferedAndAnOpenFormIsTold()
    {
        await using var other = await AdminUiHost.StartAsync();
        using var reader = await Person.SignedInAsync(other);
        var id = other.Ids[10];
        var page = await reader.ReadAsync($"/voicemails/{id}");
        await other.Desk.ActAsync(id, new VoicemailAction.Delete("a prank", false), "eva", default);
        other.Desk.Answer = DeskResult.Deleted;
        using var answer = await reader.SubmitAsync($"/voicemails/{id}", FormOf(page), ("Text", "Mine."));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, answer.StatusCode);
        page = await Person.ParseAsync(answer);
        Assert.Contains("Restore it first", page.QuerySelector("#correct-1 .validation-message")!.TextContent,
            StringComparison.Ordinal);
        Assert.Null((await reader.ReadAsync($"/voicemails/{id}")).QuerySelector("#correct-1"));
    }

    [Fact]
    public async Task Correct_WhileTranscribing_IsNotOffered()
    {
        var page = await person.ReadAsync($"/voicemails/{host.Ids[0]}");
        Assert.Null(page.QuerySelector("#correct-1"));
    }

    private static string Plain(IElement words) => string.Join(' ', words.QuerySelectorAll(".w")
        .Select(word => word.TextContent.Replace(" (uncertain)", "", StringComparison.Ordinal)));

    private static IElement FormOf(IDocument page) => page.QuerySelectorAll("form")
        .Single(form => form.QuerySelector($"input[name=_handler][value='{Handler}']") is not null);

    private async Task<HttpResponseMessage> SubmitAsync(CorrelationId id, params (string, string)[] typed)
    {
        var page = await person.ReadAsync($"/voicemails/{id}");
        return await person.SubmitAsync($"/voicemails/{id}", FormOf(page), typed);
    }
}
