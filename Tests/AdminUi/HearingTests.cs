using System.Net;
using AngleSharp.Dom;
using VoicemailOrleans.Core.Voicemail;
using VoicemailOrleans.Grains;

namespace VoicemailOrleans.Tests.AdminUi;

/// <summary>A voicemail that a policy keeps for some roles, as the others meet it everywhere.</summary>
public sealed class HearingTests : IAsyncLifetime
{
    private AdminUiHost host = null!;
    private CorrelationId kept;
    private CorrelationId open;

    public async Task InitializeAsync()
    {
        host = await AdminUiHost.StartAsync();
        kept = host.Ids[8]; // to priya.raman@example.org
        open = host.Ids[9];
        WriteRules("""{"name":"Board","recipients":["priya.raman@*"],"listen":["admin","auditor"]}""");
    }

    public async Task DisposeAsync() => await host.DisposeAsync();

    [Fact]
    public async Task Detail_ForAnotherRole_SaysSoAndHasNeitherSoundNorWords()
    {
        using var helpdesk = await Person.SignedInAsync(host, "helpdesk");
        var page = await helpdesk.ReadAsync($"/voicemails/{kept}");
        var main = page.QuerySelector("main")!;
        Assert.Contains("Not for your role: by policy only admin or auditor may hear and read this voicemail.", main.TextContent, StringComparison.Ordinal);
        Assert.Empty(main.QuerySelectorAll(".words, .transcript, .player, audio, iframe, a[download], #mails, #resend-to, a[href$='/resend']"));
        Assert.DoesNotContain(Text, page.DocumentElement.OuterHtml, StringComparison.Ordinal);
        Assert.Contains("Board", main.QuerySelector(".facts")!.TextContent, StringComparison.Ordinal);
        Assert.NotNull(main.QuerySelector(".deliveries"));

        var other = await helpdesk.ReadAsync($"/voicemails/{open}");
        Assert.NotEmpty(other.QuerySelectorAll(".transcript, #mails"));
        using var admin = await Person.SignedInAsync(host);
        Assert.Contains(Text, (await admin.ReadAsync($"/voicemails/{kept}")).DocumentElement.TextContent, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("recordings/1/audio"), InlineData("recordings/1/wav"), InlineData("recordings/1/original"), InlineData("recordings/1/wave.svg")]
    [InlineData("received.eml"), InlineData("sent.eml"), InlineData("received/body"), InlineData("sent/body"), InlineData("received/parts/1"), InlineData("sent/parts/2")]
    public async Task Content_ForAnotherRole_IsForbidden(string what)
    {
        using var helpdesk = await Person.SignedInAsync(host, "helpdesk");
        using var refused = await helpdesk.GetAsync($"/voicemails/{kept}/{what}");
        Assert.Equal(HttpStatusCode.Forbidden, refused.StatusCode);
        using var given = await helpdesk.GetAsync($"/voicemails/{open}/{what}");
        Assert.NotEqual(HttpStatusCode.Forbidden, given.StatusCode);
        using var admin = await Person.SignedInAsync(host);
        using var heard = await admin.GetAsync($"/voicemails/{kept}/{what}");
        Assert.Equal(given.StatusCode, heard.StatusCode);
    }

    [Fact]
    public async Task Content_WithoutAState_IsForNobodyFromWhomAnythingIsKept()
    {
        host.Desk.States.TryRemove(open, out _);
        using var helpdesk = await Person.SignedInAsync(host, "helpdesk");
        using var answer = await helpdesk.GetAsync($"/voicemails/{open}/recordings/1/original");
        Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
    }

    [Fact]
    public async Task Content_OfAReport_IsKeptLikeTheVoicemailItIsAbout()
    {
        var report = kept.Derive("report-0");
        host.Desk.States[report] = host.Desk.States[kept] with
        {
            Id = report, ReportOn = kept, Facts = null, Envelope = new Envelope("", [new EnvelopeRecipient("pbx@example.com")]),
        };
        using var helpdesk = await Person.SignedInAsync(host, "helpdesk");
        using var refused = await helpdesk.GetAsync($"/voicemails/{report}/received.eml");
        Assert.Equal(HttpStatusCode.Forbidden, refused.StatusCode);
        Assert.Null((await helpdesk.ReadAsync($"/voicemails/{report}")).QuerySelector("#mails"));
    }

    [Fact]
    public async Task Content_OfAVoicemailThatNobodyHasReadYet_IsKept()
    {
        host.Desk.States[open] = host.Desk.States[open] with { Facts = null };
        using var helpdesk = await Person.SignedInAsync(host, "helpdesk");
        using var refused = await helpdesk.GetAsync($"/voicemails/{open}/received.eml");
        Assert.Equal(HttpStatusCode.Forbidden, refused.StatusCode);
    }

    [Fact]
    public async Task ListAndFile_ForAnotherRole_FindItButNotByItsWords()
    {
        using var helpdesk = await Person.SignedInAsync(host, "helpdesk");
        var list = await helpdesk.ReadAsync("/voicemails?q=priya");
        Assert.Contains("Not for your role to read", list.QuerySelector($"#row-{kept}")!.TextContent, StringComparison.Ordinal);
        Assert.DoesNotContain(Text, list.DocumentElement.OuterHtml, StringComparison.Ordinal);
        var found = await helpdesk.ReadAsync($"/voicemails?q={Uri.EscapeDataString(Text)}");
        Assert.Null(found.QuerySelector($"#row-{kept}"));
        using var file = await helpdesk.GetAsync("/voicemails.csv?q=priya");
        var line = (await file.Content.ReadAsStringAsync()).Split('\n').Single(line => line.Contains(kept.Value, StringComparison.Ordinal));
        Assert.Contains("Not for your role to read", line, StringComparison.Ordinal);
        Assert.DoesNotContain(Text, line, StringComparison.Ordinal);

        using var admin = await Person.SignedInAsync(host);
        var all = await admin.ReadAsync($"/voicemails?q={Uri.EscapeDataString(Text)}");
        Assert.NotNull(all.QuerySelector($"#row-{kept}"));
    }

    [Fact]
    public async Task Bulk_OfASearchForItsWords_LeavesItOut()
    {
        using var helpdesk = await Person.SignedInAsync(host, "helpdesk");
        var address = $"/voicemails/bulk?action=resend&all=1&q={Uri.EscapeDataString(Text)}";
        var page = await helpdesk.ReadAsync(address);
        Assert.DoesNotContain(kept.Value, page.DocumentElement.OuterHtml, StringComparison.Ordinal);
        Assert.All(host.Index.Queries.Where(query => query.Text == Text), query => Assert.NotNull(query.KeptFrom));
    }

    [Fact]
    public async Task Resend_ByAnotherRole_GoesToItsRecipientsAndNowhereElse()
    {
        using var helpdesk = await Person.SignedInAsync(host, "helpdesk");
        var path = $"/voicemails/{kept}";
        var page = await helpdesk.ReadAsync(path);
        using var again = await helpdesk.SubmitAsync(path, Form(page, "resend"));
        Assert.Null(Assert.Single(host.Desk.Resent).Recipients);

        // The form that other voicemails have, for this one.
        var form = Form(await helpdesk.ReadAsync($"/voicemails/{open}/resend"), "resend-to");
        form.RemoveAttribute("action");
        using var refused = await helpdesk.SubmitAsync($"{path}/resend", form, ("Addresses", "me@example.org"));
        using var onThePage = await helpdesk.SubmitAsync(path, form, ("Addresses", "me@example.org"));
        Assert.Single(host.Desk.Resent);
    }

    [Fact]
    public async Task Correction_ByAnotherRole_IsNotToBeHad()
    {
        using var person = await Person.SignedInAsync(host, "operator");
        var form = Form(await person.ReadAsync($"/voicemails/{open}"), "resend");
        form.RemoveAttribute("action");
        form.QuerySelector("input[name=_handler]")!.SetAttribute("value", "[recording-1]correct");
        using var answer = await person.SubmitAsync($"/voicemails/{kept}", form, ("Text", "x"), ("Seen", "0"));
        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Empty(host.Desk.States[kept].Corrections ?? []);
    }

    [Fact]
    public async Task Rules_ThatAreGone_OpenItAgain()
    {
        using var helpdesk = await Person.SignedInAsync(host, "helpdesk");
        WriteRules();
        using var heard = await helpdesk.GetAsync($"/voicemails/{kept}/recordings/1/audio");
        Assert.Equal(HttpStatusCode.OK, heard.StatusCode);
    }

    private string Text => host.Desk.Transcriptions[kept][0].Result!.Transcript!.Text;

    private static IElement Form(IDocument page, string handler) => page.QuerySelectorAll("form")
        .First(form => form.QuerySelector($"input[name=_handler][value='{handler}']") is not null);

    private void WriteRules(params string[] rules)
    {
        var edit = new RuleEdit(
            $$"""{"rules":[{{string.Join(',', rules)}}]}""", host.Rules.Read(RuleKind.Policies).Version, "test", "");
        Assert.Empty(host.Rules.Change(RuleKind.Policies, edit));
    }
}
