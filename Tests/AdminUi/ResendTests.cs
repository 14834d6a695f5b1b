using System.Net;
using VoicemailOrleans.Core.Voicemail;
using VoicemailOrleans.Grains;

namespace VoicemailOrleans.Tests.AdminUi;

public sealed class ResendTests : IAsyncLifetime
{
    private AdminUiHost host = null!;
    private Person person = null!;

    public async Task InitializeAsync()
    {
        host = await AdminUiHost.StartAsync(configure: options => options.ResendRecipientsMax = 3);
        person = await Person.SignedInAsync(host);
    }

    public async Task DisposeAsync()
    {
        person.Dispose();
        await host.DisposeAsync();
    }

    [Theory]
    [InlineData(""), InlineData("/resend")]
    public async Task Resend_ToOriginalRecipients_WorksFromBothPages(string page)
    {
        var id = host.Ids[7];
        using var answer = await SubmitAsync($"/voicemails/{id}{page}", "resend");
        Assert.EndsWith($"/voicemails/{id}", answer.Headers.Location!.ToString(), StringComparison.Ordinal);
        var (resent, recipients, by) = Assert.Single(host.Desk.Resent);
        Assert.Equal((id, null, "admin"), (resent, recipients, by));
        Assert.Equal("The mail is being sent again to its recipients.", await ToastAsync($"/voicemails/{id}"));
        Assert.Null(await ToastAsync($"/voicemails/{id}"));
        Assert.Contains($"Audit: resend (original recipients: Done) of {id} by admin from 127.0.0.1", host.Log.Audit);
    }

    [Theory]
    [InlineData(""), InlineData("/resend")]
    public async Task Resend_ToOthers_TakesAListOfAddresses(string page)
    {
        var id = host.Ids[7];
        using var answer = await SubmitAsync($"/voicemails/{id}{page}", "resend-to",
            ("Addresses", " a@example.org,\r\nb.c@sub.example.org; A@example.org"));
        Assert.Equal(HttpStatusCode.Redirect, answer.StatusCode);
        Assert.Equal(["a@example.org", "b.c@sub.example.org"], Assert.Single(host.Desk.Resent).Recipients!);
        Assert.Contains($"Audit: resend (2 other addresses: Done) of {id} by admin from 127.0.0.1", host.Log.Audit);
        Assert.DoesNotContain(host.Log.Lines, line => line.Text.Contains("b.c@sub", StringComparison.Ordinal));
        Assert.Equal("2 other addresses (a@example.org, b.c@sub.example.org): Done", host.Kept("resend", id.Value).What);
    }

    [Fact]
    public async Task Resend_ToLongAddresses_IsAuditedWithAllOfThem()
    {
        await using var roomy = await AdminUiHost.StartAsync();
        using var person = await Person.SignedInAsync(roomy);
        var id = roomy.Ids[7];
        var long1 = string.Join('.', Enumerable.Repeat(new string('d', 46), 4)) + ".example";
        var addresses = Enumerable.Range(0, 20).Select(i => $"{new string('l', 40)}{i}@{long1}").ToList();
        var form = (await person.ReadAsync($"/voicemails/{id}/resend")).QuerySelector("input[value=resend-to]")!.Closest("form")!;
        (await person.SubmitAsync($"/voicemails/{id}/resend", form, ("Addresses", string.Join(' ', addresses)))).Dispose();
        Assert.Equal($"20 other addresses ({string.Join(", ", addresses)}): Done", roomy.Kept("resend", id.Value).What);
        Assert.Contains($"Audit: resend (20 other addresses: Done) of {id} by admin from 127.0.0.1", roomy.Log.Audit);
    }

    [Theory]
    [InlineData("", "Enter at least one mail address."), InlineData("nonsense", "“nonsense” is not a mail address.")]
    [InlineData("a@b.example, c@d.example e@f.example g@h.example", "That are 4 addresses; 3 are allowed at a time.")]
    [InlineData("<a@example.org>", "“<a@example.org>” is not a mail address.")]
    public async Task Resend_ToNonsense_IsExplained(string typed, string problem)
    {
        using var answer = await SubmitAsync($"/voicemails/{host.Ids[7]}/resend", "resend-to", ("Addresses", typed));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, answer.StatusCode);
        var page = await Person.ParseAsync(answer);
        Assert.Equal(problem, page.QuerySelector(".validation-message")!.TextContent);
        Assert.Equal(typed, page.QuerySelector("textarea")!.TextContent);
        Assert.Empty(host.Desk.Resent);
    }

    [Theory]
    [InlineData(DeskResult.AlreadyUnderWay, "The mail is already on its way to its recipients.")]
    [InlineData(DeskResult.NotNow, "The mail cannot be sent again yet. Please try again in a moment.")]
    [InlineData(DeskResult.NotFound, "This voicemail no longer exists.")]
    [InlineData(DeskResult.Deleted, "Nothing was sent: this voicemail is deleted. Restore it first.")]
    public async Task Resend_ThatDoesNothing_SaysSo(DeskResult result, string toast)
    {
        host.Desk.Answer = result;
        using var answer = await SubmitAsync($"/voicemails/{host.Ids[7]}", "resend");
        Assert.Equal(toast, await ToastAsync("/voicemails"));
    }

    [Theory]
    [InlineData(""), InlineData("/resend")]
    public async Task Resend_OfWhatIsDeleted_IsNotOffered(string page)
    {
        var id = host.Ids[7];
        await host.Desk.ActAsync(id, new VoicemailAction.Delete("a prank", false), "eva", default);
        var shown = await person.ReadAsync($"/voicemails/{id}{page}");
        Assert.Empty(shown.QuerySelectorAll("input[name=_handler][value=resend]"));
        Assert.Contains("Deleted by eva", shown.QuerySelector(".keep")!.TextContent, StringComparison.Ordinal);
        using var restored = await person.SubmitAsync($"/voicemails/{id}{page}", shown.QuerySelector(".keep form")!);
        Assert.Null(host.Desk.States[id].Deletion);
    }

    private async Task<HttpResponseMessage> SubmitAsync(string path, string handler, params (string, string)[] typed)
    {
        var page = await person.ReadAsync(path);
        var form = page.QuerySelectorAll("form")
            .Single(f => f.QuerySelector($"input[name=_handler][value='{handler}']") is not null);
        return await person.SubmitAsync(path, form, typed);
    }

    private async Task<string?> ToastAsync(string path) =>
        (await person.ReadAsync(path)).QuerySelector(".toast span")?.TextContent;
}
