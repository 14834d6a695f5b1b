using System.Net;
using AngleSharp.Dom;
using VoicemailOrleans.Grains;

namespace VoicemailOrleans.Tests.AdminUi;

/// <summary>The policies as admins see and change them, in a browser that runs no script.</summary>
public sealed class PolicyPageTests : IAsyncLifetime
{
    private const string Page = "/settings/policies";

    private const string Two = """
        {
          "rules": [
            { "name": "Board", "recipients": ["@board.example.com"], "mailboxes": ["30*"], "engines": "on-premises", "listen": ["admin"] },
            { "name": "Quebec", "mailboxes": ["5*"], "language": "fr-CA", "deliverByMinutes": 2, "confidenceMin": 0.7, "redact": "off", "profanity": "mask", "subjectTag": "", "retentionDays": 7 }
          ]
        }
        """;

    private AdminUiHost host = null!;
    private Person admin = null!;

    public async Task InitializeAsync()
    {
        host = await AdminUiHost.StartAsync();
        admin = await Person.SignedInAsync(host);
    }

    public async Task DisposeAsync()
    {
        admin.Dispose();
        await host.DisposeAsync();
    }

    [Fact]
    public async Task Page_TellsTheRulesInWordsAndWhatHoldsForTheOthers()
    {
        Write(Two);
        var page = await admin.ReadAsync(Page);
        var rules = page.QuerySelectorAll(".policy-rule").Select(Words).ToList();
        Assert.StartsWith("1. Board For everybody at board.example.com, or mailbox 30* engines on the premises only heard and read by admin only", rules[0], StringComparison.Ordinal);
        Assert.StartsWith("2. Quebec For mailbox 5* language fr-CA sent 2 minutes after receipt at the latest transcripts hidden below 70 % nothing left out of transcripts swear words masked no subject tag kept 7 days after delivery", rules[1], StringComparison.Ordinal);
        var others = Words(page.QuerySelector(".policy-facts")!);
        Assert.Contains("Sent at the latest 5 minutes after receipt by DELIVER_BY_SECONDS", others, StringComparison.Ordinal);
        Assert.Contains("Language En-US by SPEECH_LANGUAGE_CODE", others, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("Left out of transcripts Card and identity numbers, codes and passwords", others, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("Kept 30 days after delivery by CLEANUP_AFTER_HOURS", others, StringComparison.Ordinal);
        Assert.Equal("Policies", page.QuerySelector(".tabs a[aria-current=page]")!.TextContent);
    }

    [Fact]
    public async Task Rule_IsAdded_InForceAtOnce_AuditedAndUndone()
    {
        using var answer = await SubmitAsync($"{Page}/rule",
            ("name", "Board"), ("recipients", "ceo@example.com\r\n@board.example.com"), ("mailboxes", "2001, 30*"), ("engines", "on-premises"),
            ("language", ""), ("deliverByMinutes", "1.5"), ("lateTranscript", "false"), ("confidenceMin", ""), ("tagChoice", "own"), ("subjectTag", "[Board]"), ("retentionDays", ""),
            ("removeHeaders", "DKIM-Signature"), ("removeHeaders", "Bcc"), ("listen", "admin"), ("listen", "operator"), ("why", "ticket 7"));
        Assert.Equal(HttpStatusCode.Redirect, answer.StatusCode);
        var page = await admin.ReadAsync(Page);
        Assert.Equal("Board was added.", page.QuerySelector(".toast span")!.TextContent);
        Assert.Equal(
            "1. Board For ceo@example.com or everybody at board.example.com, or mailboxes 2001 or 30* engines on the premises only "
            + "sent 1.5 minutes after receipt at the latest late transcripts not sent subject tag [Board] DKIM signatures and Bcc taken out of the mail heard and read by admin or operator only",
            Words(page.QuerySelector(".policy-text")!));
        Assert.Contains(host.Log.Audit, line => line == "Audit: rules-change (Board added) of policies.json by admin from 127.0.0.1");
        var form = (await admin.ReadAsync($"{Page}/rule?name=board")).QuerySelector("main form")!;
        Assert.Equal(["DKIM-Signature", "Bcc"], form.QuerySelectorAll("input[name=removeHeaders][checked]").Select(box => box.GetAttribute("value")));
        Assert.Contains("Board added: ticket 7", page.QuerySelector(".change-list")!.TextContent, StringComparison.Ordinal);
        using var helpdesk = await Person.SignedInAsync(host, "helpdesk");
        using var refused = await helpdesk.GetAsync(Page);
        Assert.Equal(HttpStatusCode.Forbidden, refused.StatusCode);

        using var back = await admin.SubmitAsync(Page, page.QuerySelector(".change-list form")!);
        Assert.Empty((await admin.ReadAsync(Page)).QuerySelectorAll(".policy-rule"));
        Assert.Equal("", host.Rules.Read(RuleKind.Policies).Text);
    }

    [Fact]
    public async Task Rule_OnTheMail_ShowsAtOnceInItsPreview()
    {
        var url = $"/voicemails/{host.Ids[5]}";
        await admin.ReadAsync(url);
        var seen = host.MailView.Views;
        await admin.ReadAsync(url);
        Assert.Equal(seen, host.MailView.Views); // kept
        foreach (var rule in new[] { "\"removeHeaders\": [\"Bcc\"]", "\"subjectTag\": \"[Board]\"" })
        {
            Write($$"""{ "rules": [ { "name": "Board", {{rule}} } ] }""");
            await admin.ReadAsync(url);
            Assert.True(host.MailView.Views > seen, rule);
            seen = host.MailView.Views;
        }
    }

    [Fact]
    public async Task Rule_IsChanged_AndTheOthersStayAsTheyStandThere()
    {
        Write(Two);
        var form = (await admin.ReadAsync($"{Page}/rule?name=quebec")).QuerySelector("main form")!;
        Assert.Equal(
            ["Quebec", "fr-CA", "2", "0.7", "", "7"],
            form.QuerySelectorAll("input:not([type])").Select(input => input.GetAttribute("value") ?? "").Take(6));
        foreach (var (name, value) in new[] { ("tagChoice", "none"), ("redact", "off"), ("profanity", "mask") })
            Assert.Equal(value, form.QuerySelector($"select[name={name}] option[selected]")!.GetAttribute("value"));
        using var answer = await admin.SubmitAsync($"{Page}/rule?name=quebec", form, ("name", "Québec"), ("mailboxes", "6*"), ("language", "fr-CA"), ("redact", "cards"), ("profanity", ""));
        Assert.Equal(HttpStatusCode.Redirect, answer.StatusCode);
        var text = host.Rules.Read(RuleKind.Policies).Text;
        Assert.Contains("\"Québec\"", text, StringComparison.Ordinal);
        Assert.Contains("\"on-premises\"", text, StringComparison.Ordinal);
        Assert.DoesNotContain("retentionDays", text, StringComparison.Ordinal);
        Assert.Contains("\"redact\": \"cards\"", text, StringComparison.Ordinal);
        Assert.DoesNotContain("profanity", text, StringComparison.Ordinal);
        Assert.Equal(2, (await admin.ReadAsync(Page)).QuerySelectorAll(".policy-rule").Length);
    }

    [Fact]
    public async Task Rule_ThatIsWrong_IsExplainedInTheWordsOfTheFormAndKept()
    {
        using var answer = await SubmitAsync($"{Page}/rule",
            ("name", "Lab"), ("recipients", "lab"), ("mailboxes", "7*"), ("engines", "off"), ("deliverByMinutes", "soon"), ("tagChoice", "own"), ("subjectTag", "[Lab]"),
            ("listen", "auditor"), ("why", "because"));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, answer.StatusCode);
        var page = await Person.ParseAsync(answer);
        Assert.Equal(
            ["Rule “Lab”, recipients: 'lab' is neither an address nor @domain.", "Rule “Lab”, Sent at the latest: must be a number from 0.1 to 1440."],
            page.QuerySelectorAll("[role=alert] li").Select(item => item.TextContent));
        Assert.Equal(("Lab", "lab", "7*", "soon", "[Lab]", "because"), (
            Value(page, "input[name=name]"), page.QuerySelector("textarea[name=recipients]")!.TextContent,
            page.QuerySelector("textarea[name=mailboxes]")!.TextContent, Value(page, "input[name=deliverByMinutes]"),
            Value(page, "input[name=subjectTag]"), Value(page, "input[name=why]")));
        Assert.Equal("off", page.QuerySelector("select[name=engines] option[selected]")!.GetAttribute("value"));
        Assert.NotNull(page.QuerySelector("input[value=auditor][checked]"));
        Assert.Equal("", host.Rules.Read(RuleKind.Policies).Text);
    }

    [Fact]
    public async Task Rule_OfANameThatIsTaken_IsRefused()
    {
        Write(Two);
        using var answer = await SubmitAsync($"{Page}/rule", ("name", "board"), ("engines", "off"));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, answer.StatusCode);
        Assert.Contains("2 rules are called so", await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Rules_MoveAndGo()
    {
        Write(Two);
        await ClickAsync("Move Quebec up");
        Assert.Equal(["Quebec", "Board"], await NamesAsync());
        await ClickAsync("Move Quebec down");
        Assert.Equal(["Board", "Quebec"], await NamesAsync());
        await ClickAsync("Remove Board");
        Assert.Equal(["Quebec"], await NamesAsync());
        Assert.Contains(host.Log.Audit, line => line == "Audit: rules-change (Board removed) of policies.json by admin from 127.0.0.1");
        Assert.Equal(4, host.Rules.Changes(RuleKind.Policies).Count);
    }

    [Fact]
    public async Task Change_OfWhatSomebodyElseChangedMeanwhile_IsRefusedAndKept()
    {
        Write(Two);
        var page = await admin.ReadAsync(Page);
        var form = (await admin.ReadAsync($"{Page}/rule?name=Quebec")).QuerySelector("main form")!;
        await ClickAsync("Move Quebec up");
        using var gone = await admin.SubmitAsync(Page, Button(page, "Remove Board"));
        Assert.Contains("Somebody else has changed it meanwhile", (await admin.ReadAsync(Page)).QuerySelector(".toast")!.TextContent, StringComparison.Ordinal);
        using var answer = await admin.SubmitAsync($"{Page}/rule?name=Quebec", form, ("name", "Mine"), ("engines", "off"));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, answer.StatusCode);
        Assert.Equal("Mine", Value(await Person.ParseAsync(answer), "input[name=name]"));
        Assert.Equal(["Quebec", "Board"], await NamesAsync());
    }

    [Fact]
    public async Task Trial_SaysWhatWouldHoldAndWhichRuleSaysSo()
    {
        Write(Two);
        var page = await admin.ReadAsync($"{Page}?address=eva%40board.example.com&mailbox=512");
        var trial = Words(page.QuerySelector("#try")!);
        Assert.Contains("Rules that apply: Board, Quebec.", trial, StringComparison.Ordinal);
        Assert.Contains("Transcription engines on the premises only by the rule Board", trial, StringComparison.Ordinal);
        Assert.Contains("Kept 7 days after delivery by the rule Quebec", trial, StringComparison.Ordinal);
        Assert.Equal("eva@board.example.com", Value(page, "#try input[name=address]"));
        Assert.Contains("No rule applies.", Words((await admin.ReadAsync($"{Page}?address=a%40b.example")).QuerySelector("#try")!), StringComparison.Ordinal);
        Assert.Null((await admin.ReadAsync(Page)).QuerySelector("#try .policy-facts"));
    }

    [Fact]
    public async Task File_MadeWrongByHand_IsSaidAndNotChangedHere()
    {
        Write(Two);
        File.WriteAllText(Path.Combine(host.Storage, "rules", "policies.json"), """{"rules":[{"name":"Board","engines":"cloud"}]}""");
        var page = await admin.ReadAsync(Page);
        Assert.Equal(["Rule “Board”, engines: must be one of off, on-premises, any."], page.QuerySelectorAll("[role=alert] li").Select(item => item.TextContent));
        Assert.Equal(["Board", "Quebec"], page.QuerySelectorAll(".policy-rule h2").Select(Name));
        Assert.Empty(page.QuerySelectorAll(".policy-rule form, a[href='settings/policies/rule']"));
        Assert.NotNull(page.QuerySelector("a[href='settings/policies/file']"));
        using var answer = await SubmitAsync($"{Page}/rule", ("name", "Lab"), ("engines", "off"));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, answer.StatusCode);
    }

    [Fact]
    public async Task Rule_ThatIsNotThere_IsNotFound()
    {
        using var answer = await admin.GetAsync($"{Page}/rule?name=nobody");
        Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
    }

    [Fact]
    public async Task Names_OfSomebodyWhoMeansHarm_AreText()
    {
        const string Name = "<img src=x onerror=alert(1)>&\"'";
        using var added = await SubmitAsync($"{Page}/rule", ("name", Name), ("recipients", "\"><script>alert(1)</script>@*"), ("tagChoice", "own"), ("subjectTag", "<b>x</b>"));
        Assert.Equal(HttpStatusCode.Redirect, added.StatusCode);
        var page = await admin.ReadAsync($"{Page}?address=%22%3E%3Cscript%3Ealert(1)%3C/script%3E@x");
        Assert.Contains(Name, page.QuerySelector(".policy-rule h2")!.TextContent, StringComparison.Ordinal);
        Assert.Empty(page.QuerySelectorAll("img, main script, main b"));
        var link = page.QuerySelector(".policy-tools a")!.GetAttribute("href")!;
        var form = (await admin.ReadAsync("/" + link)).QuerySelector("main form")!;
        Assert.Equal(Name, form.QuerySelector("input[name=name]")!.GetAttribute("value"));
        await ClickAsync($"Remove {Name}");
        Assert.Empty(await NamesAsync());
    }

    private static string Words(IElement element)
    {
        foreach (var block in element.QuerySelectorAll("h2, p, li, dt, dd, small, button, a")) block.Prepend(block.Owner!.CreateTextNode(" "));
        return string.Join(' ', element.TextContent.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
    }

    private static string Name(IElement heading) => heading.ChildNodes.Last().TextContent.Trim();

    private static string? Value(IDocument page, string selector) => page.QuerySelector(selector)!.GetAttribute("value");

    private static IElement Button(IDocument page, string label) =>
        page.QuerySelectorAll("button").Single(button => button.GetAttribute("aria-label") == label).Closest("form")!;

    private async Task<IEnumerable<string>> NamesAsync() => (await admin.ReadAsync(Page)).QuerySelectorAll(".policy-rule h2").Select(Name);

    private async Task ClickAsync(string label)
    {
        using var answer = await admin.SubmitAsync(Page, Button(await admin.ReadAsync(Page), label));
        Assert.Equal(HttpStatusCode.Redirect, answer.StatusCode);
    }

    private async Task<HttpResponseMessage> SubmitAsync(string path, params (string, string)[] typed) =>
        await admin.SubmitAsync(path, (await admin.ReadAsync(path)).QuerySelector("main form")
            ?? throw new InvalidOperationException("no form"), typed);

    private void Write(string text) =>
        Assert.Empty(host.Rules.Change(RuleKind.Policies, new RuleEdit(text, host.Rules.Read(RuleKind.Policies).Version, "test", "")));
}
