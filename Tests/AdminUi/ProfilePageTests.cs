using System.Net;
using System.Net.Http.Headers;
using System.Text;
using AngleSharp.Dom;
using VoicemailOrleans.Grains;

namespace VoicemailOrleans.Tests.AdminUi;

/// <summary>Profiles as admins write, try, order and take them back, without scripts.</summary>
public sealed class ProfilePageTests : IAsyncLifetime
{
    private const string Page = "/settings/profiles/teach";
    private const string Hostile = "<script>document.title='owned'</script>";

    private AdminUiHost host = null!;
    private Person admin = null!;

    public async Task InitializeAsync()
    {
        host = await AdminUiHost.StartAsync();
        admin = await Person.SignedInAsync(host);
        foreach (var (id, number) in host.Ids.Take(3).Select((id, i) => (id, i)))
            host.Spool.Contents[id] = Mail($"Sprachnachricht von Anna Beispiel an {4021 + number}", "Guten Tag,");
    }

    public async Task DisposeAsync()
    {
        admin.Dispose();
        await host.DisposeAsync();
    }

    [Fact]
    public async Task Teach_FromAPastedMail_ToASavedProfile()
    {
        var start = await admin.ReadAsync(Page);
        using var read = await SubmitAsync(start, ("Do", "read"), ("Paste", Encoding.UTF8.GetString(Mail("Sprachnachricht von Bea Beispiel an 4030", "Rufnummer: 030 123456"))));
        Assert.Equal(HttpStatusCode.OK, read.StatusCode);
        var page = await Person.ParseAsync(read);
        Assert.Contains("Sprachnachricht von Bea Beispiel an 4030", page.QuerySelector(".mail-head")!.TextContent, StringComparison.Ordinal);
        Assert.Contains("Rufnummer: 030 123456", page.QuerySelector(".teach-text")!.TextContent, StringComparison.Ordinal);
        Assert.Equal(["not found", "not found", "not found"], Cells(page, 1));
        Assert.Equal("Rufnummer: {number}", Field(page, "Body"));
        Assert.Equal("@pbx.example.com", page.QuerySelector("input[name=From]")!.GetAttribute("value"));

        using var tried = await SubmitAsync(page, [.. Fields, ("Do", "try")]);
        Assert.Equal(HttpStatusCode.OK, tried.StatusCode);
        page = await Person.ParseAsync(tried);
        Assert.StartsWith("All of the 3 newest voicemails would be read differently", page.QuerySelector("#trial-title")!.TextContent, StringComparison.Ordinal);
        Assert.Contains("Anna Beispiel", page.QuerySelector(".teach-trial ins")!.TextContent, StringComparison.Ordinal);
        Assert.Contains("Bea Beispiel", Cells(page, 2)[0], StringComparison.Ordinal);
        Assert.Contains("by Anlage, from the subject with Sprachnachricht von {name} an {mailbox}", Cells(page, 2)[0], StringComparison.Ordinal);
        Assert.Equal("", Files.Read(RuleKind.Profiles).Text);

        using var saved = await SubmitAsync(page, [.. Fields, ("Do", "save"), ("Why", "new PBX")]);
        Assert.Equal(HttpStatusCode.Redirect, saved.StatusCode);
        page = await admin.ReadAsync("/settings/profiles");
        Assert.Equal(["Anlage", "Built in"], page.QuerySelectorAll(".profile-list h2").Select(title => title.TextContent));
        Assert.Contains("Sprachnachricht von {name} an {mailbox}", page.QuerySelector(".profile-patterns")!.TextContent, StringComparison.Ordinal);
        Assert.Equal(("profile Anlage added", "new PBX"), (host.Kept("rules-change", "profiles.json").What, host.Kept("rules-change", "profiles.json").Why));
        using var undone = await admin.SubmitAsync("/settings/profiles", page.QuerySelector(".change-list form")!);
        page = await admin.ReadAsync("/settings/profiles");
        Assert.Equal(["Built in"], page.QuerySelectorAll(".profile-list h2").Select(title => title.TextContent));
    }

    [Fact]
    public async Task Teach_FromAVoicemail_IsReachedFromItsPageAndAudited()
    {
        var id = host.Ids[0];
        var state = host.Desk.States[id];
        host.Desk.States[id] = state with { Facts = state.Facts! with { Mailbox = null } };
        var detail = await admin.ReadAsync($"/voicemails/{id}");
        var link = detail.QuerySelectorAll(".facts a").Single(a => a.TextContent == "Teach").GetAttribute("href")!;
        var page = await admin.ReadAsync("/" + link);
        Assert.Contains("an 4021", page.QuerySelector(".mail-head")!.TextContent, StringComparison.Ordinal);
        Assert.Contains("voicemail@pbx.example.org", page.QuerySelector(".mail-head")!.TextContent, StringComparison.Ordinal);
        Assert.Equal(id.Value, host.Kept("read", id.Value).Object);
        using var helpdesk = await Person.SignedInAsync(host, "operator");
        detail = await helpdesk.ReadAsync($"/voicemails/{id}");
        Assert.DoesNotContain(detail.QuerySelectorAll(".facts a"), a => a.TextContent == "Teach");
    }

    [Fact]
    public async Task Teach_AnotherSample_KeepsTheDraft()
    {
        var page = await OpenBlankAsync();
        using var taken = await SubmitAsync(page, [.. Fields, ("Do", $"take {host.Ids[1]}")]);
        page = await Person.ParseAsync(taken);
        Assert.Equal("Sprachnachricht von {name} an {mailbox}", Field(page, "Subject"));
        Assert.Contains("an 4022", page.QuerySelector(".mail-head")!.TextContent, StringComparison.Ordinal);
        host.Spool.Purged.Add(host.Ids[2]);
        using var gone = await SubmitAsync(page, [.. Fields, ("Do", $"take {host.Ids[2]}")]);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, gone.StatusCode);
        page = await Person.ParseAsync(gone);
        Assert.Contains("cannot be taught from", page.QuerySelector("[role=alert]")!.TextContent, StringComparison.Ordinal);
        Assert.Contains("an 4022", page.QuerySelector(".mail-head")!.TextContent, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("try", "Subject", "from {naem}", "subject \"from {naem}\" has {naem}")]
    [InlineData("save", "Body", "no placeholder", "body \"no placeholder\" reads nothing")]
    [InlineData("save", "Name", "", "A profile needs a name.")]
    [InlineData("save", "From", "pbx", "neither an address")]
    public async Task Draft_WithAMistake_IsExplainedAndKept(string what, string field, string typed, string problem)
    {
        var page = await OpenBlankAsync();
        var fields = Fields.Select(one => one.Item1 == field ? (field, typed) : one).Append(("Do", what)).Append(("Why", "because")).ToArray();
        using var answer = await SubmitAsync(page, fields);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, answer.StatusCode);
        page = await Person.ParseAsync(answer);
        Assert.Contains(problem, page.QuerySelector("[role=alert]")!.TextContent, StringComparison.Ordinal);
        foreach (var (name, value) in fields.Where(one => one.Item1 != "Do")) Assert.Equal(value, Field(page, name));
        Assert.Equal("", Files.Read(RuleKind.Profiles).Text);
    }

    [Theory]
    [InlineData("", "There is nothing to read")]
    [InlineData("just some words", "That is no mail")]
    public async Task Sample_ThatIsNone_IsExplainedAndKept(string paste, string problem)
    {
        using var answer = await SubmitAsync(await admin.ReadAsync(Page), ("Do", "read"), ("Paste", paste));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, answer.StatusCode);
        var page = await Person.ParseAsync(answer);
        Assert.Contains(problem, page.QuerySelector("[role=alert]")!.TextContent, StringComparison.Ordinal);
        Assert.Equal(paste, Field(page, "Paste"));
    }

    [Theory]
    [InlineData(4_900_000, HttpStatusCode.OK)]
    [InlineData(5_100_000, HttpStatusCode.UnprocessableEntity)]
    public async Task Sample_AsAFileOrAText_MayHaveFiveMegabytes(int size, HttpStatusCode expected)
    {
        var mail = Encoding.UTF8.GetString(Mail("Sprachnachricht von Zoë an 4021", "Hallo"));
        var large = mail + string.Concat(Enumerable.Repeat("QUJD\r\n", (size - mail.Length) / 6));
        var start = await admin.ReadAsync(Page);
        using var pasted = await SubmitAsync(start, ("Do", "read"), ("Paste", large));
        Assert.Equal(expected, pasted.StatusCode);
        using var chosen = await UploadAsync(start, large);
        Assert.Equal(expected, chosen.StatusCode);
        if (expected != HttpStatusCode.OK) return;
        Assert.Contains("Zoë", (await Person.ParseAsync(chosen)).QuerySelector(".mail-head")!.TextContent, StringComparison.Ordinal);
        Assert.Equal("", Field(await Person.ParseAsync(pasted), "Paste"));
    }

    [Fact]
    public async Task Sample_ThatIsHostile_StaysText()
    {
        using var answer = await SubmitAsync(
            await admin.ReadAsync(Page), ("Do", "read"),
            ("Paste", Encoding.UTF8.GetString(Mail($"from {Hostile} 4155550199", $"Caller: {Hostile}\r\n{{name}} </textarea>{Hostile}", $"{Hostile}.wav"))));
        var page = await Person.ParseAsync(answer);
        Assert.Contains(Hostile, page.QuerySelector(".mail-head")!.TextContent, StringComparison.Ordinal);
        Assert.DoesNotContain(page.Scripts, script => script.TextContent.Contains("owned", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Order_MoveAndRemove_ChangeTheFile()
    {
        Write("one", "two", "three");
        await OrderAsync("up three");
        Assert.Equal(["one", "three", "two", "Built in"], await NamesAsync());
        await OrderAsync("down one");
        Assert.Equal(["three", "one", "two", "Built in"], await NamesAsync());
        await OrderAsync("remove one");
        Assert.Equal(["three", "two", "Built in"], await NamesAsync());
        Assert.Equal("profile one removed", host.Kept("rules-change", "profiles.json").What);
    }

    [Fact]
    public async Task Order_OfWhatSomebodyElseChanged_IsRefused()
    {
        Write("one", "two");
        var page = await admin.ReadAsync("/settings/profiles");
        Write("two", "one");
        using var answer = await admin.SubmitAsync("/settings/profiles", page.QuerySelector("#profile-order")!, ("Do", "up two"));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, answer.StatusCode);
        Assert.Contains("Somebody else has changed it", (await Person.ParseAsync(answer)).QuerySelector("[role=alert]")!.TextContent, StringComparison.Ordinal);
        Assert.Equal(["two", "one", "Built in"], await NamesAsync());
    }

    [Fact]
    public async Task Change_OfAProfile_ReplacesItWhereItStands_AfterASecondLookAlsoOverAnothersChange()
    {
        Write("one", "two");
        var page = await admin.ReadAsync(Page + "?profile=one");
        Assert.Equal("{name} one", Field(page, "Body"));
        Write("one", "two", "three");
        using var overtaken = await SubmitAsync(page, [.. Fields, ("Do", "save")]);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, overtaken.StatusCode);
        page = await Person.ParseAsync(overtaken);
        Assert.Equal("Anlage", Field(page, "Name"));
        using var saved = await SubmitAsync(page, [.. Fields, ("Do", "save")]);
        Assert.Equal(HttpStatusCode.Redirect, saved.StatusCode);
        Assert.Equal(["Anlage", "two", "three", "Built in"], await NamesAsync());
    }

    [Fact]
    public async Task FileThatIsWrong_IsSaidAndNotOverwritten()
    {
        Write("one"); // the service would not start with a file that is wrong
        Assert.Equal(["one", "Built in"], await NamesAsync());
        File.WriteAllText(Path.Combine(host.Storage, "rules", "profiles.json"), "{ nonsense");
        foreach (var path in new[] { "/settings/profiles", Page })
            Assert.Contains("It is not JSON", (await admin.ReadAsync(path)).QuerySelector("[role=alert]")!.TextContent, StringComparison.Ordinal);
        Assert.Equal("{ nonsense", Files.Read(RuleKind.Profiles).Text);
    }

    private static readonly (string, string)[] Fields =
    [
        ("Name", "Anlage"), ("From", ""), ("Subject", "Sprachnachricht von {name} an {mailbox}"),
        ("Body", "Rufnummer: {number}"), ("FileName", ""), ("Withheld", "Unbekannt"),
    ];

    private IRuleFiles Files => (IRuleFiles)host.Services.GetService(typeof(IRuleFiles))!;

    private static byte[] Mail(string subject, string body, string file = "msg.wav") => Encoding.UTF8.GetBytes(
        $"From: PBX <vm@pbx.example.com>\r\nSubject: {subject}\r\nMIME-Version: 1.0\r\n"
        + "Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n"
        + $"{body}\r\n--b\r\nContent-Type: audio/wav\r\nContent-Disposition: attachment; filename=\"{file}\"\r\n"
        + "Content-Transfer-Encoding: base64\r\n\r\nUklGRiQAAABXQVZFZm10IA==\r\n");

    private void Write(params string[] names)
    {
        Directory.CreateDirectory(Path.Combine(host.Storage, "rules"));
        var profiles = names.Select(name => $$"""{ "name": "{{name}}", "body": ["{name} {{name}}"] }""");
        File.WriteAllText(Path.Combine(host.Storage, "rules", "profiles.json"), $$"""{ "profiles": [ {{string.Join(',', profiles)}} ] }""");
    }

    private async Task<IEnumerable<string>> NamesAsync() =>
        (await admin.ReadAsync("/settings/profiles")).QuerySelectorAll(".profile-list h2").Select(title => title.TextContent);

    private async Task OrderAsync(string what)
    {
        var page = await admin.ReadAsync("/settings/profiles");
        Assert.NotNull(page.QuerySelector($"button[form=profile-order][value='{what}']"));
        using var answer = await admin.SubmitAsync("/settings/profiles", page.QuerySelector("#profile-order")!, ("Do", what));
        Assert.Equal(HttpStatusCode.Redirect, answer.StatusCode);
    }

    private async Task<IDocument> OpenBlankAsync()
    {
        using var answer = await SubmitAsync(await admin.ReadAsync(Page), ("Do", "blank"));
        return await Person.ParseAsync(answer);
    }

    private Task<HttpResponseMessage> SubmitAsync(IDocument page, params (string, string)[] typed) =>
        admin.SubmitAsync(Page, page.QuerySelector("main form")!, typed);

    private Task<HttpResponseMessage> UploadAsync(IDocument page, string mail)
    {
        var file = new ByteArrayContent(Encoding.UTF8.GetBytes(mail));
        file.Headers.ContentType = new MediaTypeHeaderValue("message/rfc822");
        return admin.UploadAsync(Page, page.QuerySelector("main form")!, file, "File", "mail.eml", ("Do", "read"));
    }

    private static string Field(IDocument page, string name)
    {
        var field = page.QuerySelector($"[name={name}]")!;
        return field.LocalName == "textarea" ? field.TextContent : field.GetAttribute("value") ?? "";
    }

    private static List<string> Cells(IDocument page, int column) =>
        [.. page.QuerySelectorAll(".teach-reading tbody tr").Select(row => row.Children[column].TextContent.Trim())];
}
