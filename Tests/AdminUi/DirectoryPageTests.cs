using System.Net;
using System.Text;
using AngleSharp.Dom;
using VoicemailOrleans.Grains;

namespace VoicemailOrleans.Tests.AdminUi;

/// <summary>The directory as admins upload, search, download and take it back.</summary>
public sealed class DirectoryPageTests : IAsyncLifetime
{
    private const string Page = "/settings/directory";
    private const string Two = "name,number,mailbox,email\nZoë Müller,+1 212 555 0188,4021,zoe@example.org\nBen,,4100,\n";

    private readonly SteppedClock clock = new();
    private AdminUiHost host = null!;
    private Person admin = null!;

    public async Task InitializeAsync()
    {
        host = await AdminUiHost.StartAsync(clock: clock);
        admin = await Person.SignedInAsync(host);
    }

    public async Task DisposeAsync()
    {
        admin.Dispose();
        await host.DisposeAsync();
    }

    [Fact]
    public async Task Upload_ShowsWhatChanges_ThenReplaces_AndCanBeTakenBack()
    {
        var page = await PreviewAsync(Two);
        Assert.Equal("2 people, instead of 0 now", page.QuerySelector("#what-title")!.TextContent);
        Assert.Equal("", Files.Read(RuleKind.Directory).Text);
        await ConfirmAsync(page);
        page = await admin.ReadAsync(Page);
        Assert.Equal("2 people", page.QuerySelector(".page-head p")!.TextContent);
        Assert.Equal(["Zoë Müller", "Ben"], Names(page));

        page = await PreviewAsync(Two.Replace("Ben,,4100", "Ben,,4101", StringComparison.Ordinal));
        Assert.Equal(["New: 1", "Removed: 1", "The file begins with"], page.QuerySelectorAll(".directory-title").Select(title => title.TextContent));
        await ConfirmAsync(page);
        Assert.Equal(("2 people: 1 new, 1 removed", "moved"), (host.Kept("rules-change", "directory.csv").What, host.Kept("rules-change", "directory.csv").Why));
        using var file = await admin.GetAsync(Page + "/download");
        Assert.Contains("Ben,,4101", await file.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        page = await admin.ReadAsync(Page);
        using var undone = await admin.SubmitAsync(Page, page.QuerySelector(".change-list form")!);
        Assert.Equal(Two, Files.Read(RuleKind.Directory).Text);
    }

    /// <summary>
    /// 21 MB the page refuses itself, 25 MB its form does; 31 MB is more than other forms may have in all.
    /// </summary>
    [Theory]
    [InlineData(21, "It is larger than 20 MB."), InlineData(25, "That was too large. Nothing was changed.")]
    [InlineData(31, "That was too large. Nothing was changed.")]
    public async Task Upload_ThatIsTooLarge_IsToldSo(int megabytes, string why)
    {
        using var answer = await UploadAsync(new byte[megabytes * 1_000_000]);
        var page = answer.StatusCode == HttpStatusCode.UnprocessableEntity
            ? await Person.ParseAsync(answer)
            : await admin.ReadAsync(answer.Headers.Location!.ToString());
        Assert.Contains(why, page.Body!.TextContent, StringComparison.Ordinal);
        Assert.Equal("", Files.Read(RuleKind.Directory).Text);
    }

    [Fact]
    public async Task Upload_OfWindows1252_SaysSo()
    {
        var page = await PreviewAsync(Encoding.Latin1.GetBytes(Two));
        Assert.Contains("was read as Windows-1252", page.QuerySelector(".notice")!.TextContent, StringComparison.Ordinal);
        Assert.Contains("Zoë Müller", Names(page));
    }

    [Fact]
    public async Task Upload_ThatIsWrong_NamesTwentyLinesAndChangesNothing()
    {
        using var answer = await UploadAsync(Encoding.UTF8.GetBytes("name,number\n" + string.Concat(Enumerable.Repeat(",201\n", 30))));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, answer.StatusCode);
        var problems = (await Person.ParseAsync(answer)).QuerySelector("[role=alert]")!;
        Assert.Equal(20, problems.QuerySelectorAll("li").Length);
        Assert.Equal("Line 2: there is no name.", problems.QuerySelector("li")!.TextContent);
        Assert.Contains("and 10 more", problems.TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Confirmation_AfterAnHourOrOfAnotherName_IsNotPossible()
    {
        using var uploaded = await UploadAsync(Encoding.UTF8.GetBytes(Two));
        var path = uploaded.Headers.Location!.PathAndQuery;
        var kept = Directory.GetFiles(Path.Combine(host.Storage, "uploads")).Single();
        File.SetLastWriteTimeUtc(kept, clock.GetUtcNow().UtcDateTime.AddMinutes(-61));
        using var another = await UploadAsync(Encoding.UTF8.GetBytes(Two));
        foreach (var gone in new[] { path, Page + "/upload/..%2f..%2fusers", Page + "/upload/x" })
            Assert.Contains("not there any more", (await admin.ReadAsync(gone)).QuerySelector("main")!.TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Confirmation_OverAnothersChange_ShowsItAgainFirst()
    {
        var page = await PreviewAsync(Two);
        await ConfirmAsync(await PreviewAsync("name\nTheirs\n"));
        using var overtaken = await admin.SubmitAsync(page.DocumentElement.GetAttribute("data-path")!, page.QuerySelector("main form")!);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, overtaken.StatusCode);
        var again = await Person.ParseAsync(overtaken);
        Assert.Contains("Somebody else has changed it", again.QuerySelector("[role=alert]")!.TextContent, StringComparison.Ordinal);
        using var done = await admin.SubmitAsync(page.DocumentElement.GetAttribute("data-path")!, again.QuerySelector("main form")!);
        Assert.Equal(HttpStatusCode.Redirect, done.StatusCode);
        Assert.Equal(Two, Files.Read(RuleKind.Directory).Text);
    }

    [Fact]
    public async Task Search_ShowsFiftyAtMost()
    {
        await ConfirmAsync(await PreviewAsync("name,number\n" + string.Concat(Enumerable.Range(100, 80).Select(i => $"Person {i},555 01{i}\n"))));
        Assert.Equal(50, Names(await admin.ReadAsync(Page)).Count());
        Assert.Equal(["Person 123"], Names(await admin.ReadAsync(Page + "?q=5550+1123")));
        Assert.Contains("Nobody matches", (await admin.ReadAsync(Page + "?q=zzz")).QuerySelector("#people")!.TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Detail_ShowsTheMailboxsOwnerAndWhereTheNameIsFrom()
    {
        var id = host.Ids[0];
        var state = host.Desk.States[id];
        host.Desk.States[id] = state with { Facts = state.Facts! with { CallerName = "Zoë Müller", IsNameFromDirectory = true } };
        await ConfirmAsync(await PreviewAsync(Two.Replace("Ben,,4100", "<b>Ben</b>,,4021", StringComparison.Ordinal).Replace(",4021,zoe", ",,zoe", StringComparison.Ordinal)));
        var facts = (await admin.ReadAsync($"/voicemails/{id}")).QuerySelector(".facts")!.TextContent;
        Assert.Contains("4021<b>Ben</b>", facts, StringComparison.Ordinal);
        Assert.Contains("Zoë Müllerfrom the directory", facts, StringComparison.Ordinal);
    }

    private IRuleFiles Files => (IRuleFiles)host.Services.GetService(typeof(IRuleFiles))!;

    private static IEnumerable<string> Names(IDocument page) => page.QuerySelectorAll(".d-name").Select(cell => cell.TextContent);

    private Task<IDocument> PreviewAsync(string csv) => PreviewAsync(Encoding.UTF8.GetBytes(csv));

    private async Task<IDocument> PreviewAsync(byte[] csv)
    {
        using var uploaded = await UploadAsync(csv);
        Assert.Equal(HttpStatusCode.Redirect, uploaded.StatusCode);
        var path = uploaded.Headers.Location!.PathAndQuery;
        var page = await admin.ReadAsync(path);
        page.DocumentElement.SetAttribute("data-path", path);
        return page;
    }

    private async Task<HttpResponseMessage> UploadAsync(byte[] csv)
    {
        var page = await admin.ReadAsync(Page);
        var form = page.QuerySelectorAll("main form").Single(one => one.GetAttribute("enctype") is not null);
        return await admin.UploadAsync(Page, form, new ByteArrayContent(csv), "File", "people.csv");
    }

    private async Task ConfirmAsync(IDocument page)
    {
        var path = page.DocumentElement.GetAttribute("data-path")!;
        using var answer = await admin.SubmitAsync(path, page.QuerySelector("main form")!, ("Why", "moved"));
        Assert.Equal(HttpStatusCode.Redirect, answer.StatusCode);
    }
}
