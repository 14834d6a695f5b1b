using System.Net;
using VoicemailOrleans.AdminUi;
using VoicemailOrleans.AdminUi.List;

namespace VoicemailOrleans.Tests.AdminUi;

public sealed class SavedSearchTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("searches-").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public void Searches_ArePerPersonAndSharedByNodes()
    {
        var (one, other) = (Open(), Open());
        Assert.Empty(one.Read("anna"));
        Assert.Null(one.Save("anna", " Late ", new SearchUrl { Text = "late", After = new(default) }));
        var saved = Assert.Single(other.Read("anna"));
        Assert.Equal(("Late", new SearchUrl { Text = "late" }), (saved.Name, saved.Search));
        Assert.Empty(other.Read("../anna"));

        Assert.Null(other.Save("anna", "LATE", new SearchUrl { Text = "later" }));
        Assert.Equal("later", Assert.Single(one.Read("anna")).Search.Text);
        one.Remove("anna", "LATE");
        Assert.Empty(other.Read("anna"));
        if (OperatingSystem.IsWindows()) return;
        foreach (var file in Directory.GetFiles(folder, "*", SearchOption.AllDirectories))
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(file));
    }

    [Theory]
    [InlineData(""), InlineData("  "), InlineData(null), InlineData("a\nb"),
        InlineData("a name that is longer than it may be, really")]
    public void Name_ThatWillNotDo_IsRefused(string? name)
    {
        Assert.NotNull(Open().Save("anna", name, new SearchUrl { Text = "x" }));
        Assert.Empty(Open().Read("anna"));
    }

    [Fact]
    public void Searches_AreBoundedAndADamagedFileIsNone()
    {
        var store = Open();
        for (var i = 0; i < SavedSearches.CountMax; i++)
            Assert.Null(store.Save("anna", $"number {i}", new SearchUrl { Text = "x" }));
        Assert.NotNull(store.Save("anna", "one too many", new SearchUrl { Text = "x" }));
        Assert.Null(store.Save("anna", "number 3", new SearchUrl { Text = "y" }));
        var file = Assert.Single(Directory.GetFiles(folder, "*.json", SearchOption.AllDirectories));
        File.WriteAllText(file, "{");
        Assert.Empty(store.Read("anna"));
    }

    [Fact]
    public async Task Page_SavesShowsAndRemoves()
    {
        await using var host = await AdminUiHost.StartAsync();
        using var person = await Person.SignedInAsync(host);
        var list = await person.ReadAsync("/voicemails?q=printer&status=delivered");
        var save = "/" + list.QuerySelector("a[href^='voicemails/saved']")!.GetAttribute("href");
        var page = await person.ReadAsync(save);
        using var refused = await person.SubmitAsync(save, page.QuerySelector("form:has([name=SearchName])")!, ("SearchName", " "));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, refused.StatusCode);
        const string name = "<b>Printers</b>";
        using var done = await person.SubmitAsync(save, page.QuerySelector("form:has([name=SearchName])")!, ("SearchName", name));
        Assert.EndsWith("/voicemails?q=printer&status=delivered", done.Headers.Location!.OriginalString, StringComparison.Ordinal);

        list = await person.ReadAsync("/voicemails");
        var tab = Assert.Single(list.QuerySelectorAll(".tabs a[href='voicemails?q=printer&status=delivered']"));
        Assert.Equal(name, tab.TextContent);
        page = await person.ReadAsync("/voicemails/saved");
        using var removed = await person.SubmitAsync("/voicemails/saved", page.QuerySelector("form:has([name=RemoveName])")!,
            ("RemoveName", name));
        Assert.Equal(HttpStatusCode.Redirect, removed.StatusCode);
        Assert.Empty((await person.ReadAsync("/voicemails")).QuerySelectorAll(".tabs .saved"));
    }

    private SavedSearches Open() => new(new AdminUiOptions { StoragePath = folder });
}
