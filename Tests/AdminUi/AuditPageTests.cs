using System.Net;
using AngleSharp.Dom;
using VoicemailOrleans.AdminUi.Audit;
using VoicemailOrleans.Grains;

namespace VoicemailOrleans.Tests.AdminUi;

/// <summary>The audit log from what people do to what auditors see.</summary>
public sealed class AuditPageTests : IAsyncLifetime
{
    private AdminUiHost host = null!;
    private Person auditor = null!;

    public async Task InitializeAsync()
    {
        host = await AdminUiHost.StartAsync(configure: options => options.PageSize = 10);
        auditor = await Person.SignedInAsync(host, "auditor");
    }

    public async Task DisposeAsync()
    {
        auditor.Dispose();
        await host.DisposeAsync();
    }

    [Fact]
    public async Task WhatPeopleDo_IsKeptAndShown()
    {
        var id = host.Ids[5].Value;
        using var helen = await Person.SignedInAsync(host, "helpdesk");
        var detail = await helen.ReadAsync("/voicemails/" + id);
        (await helen.GetAsync($"/voicemails/{id}/recordings/1/audio")).Dispose();
        var form = detail.QuerySelector("input[name=_handler][value=resend]")!.Closest("form")!;
        (await helen.SubmitAsync("/voicemails/" + id, form)).Dispose();
        (await new Person(host.Url).SignInAsync("admin", "not the password")).Dispose();
        var page = await auditor.ReadAsync("/audit");
        var rows = page.QuerySelectorAll("tbody tr").Select(Row).ToList();
        Assert.Equal(
            [
                "unknown: Sign-in refused ", $"helpdesk: Resent {id}", $"helpdesk: Listened {id}", $"helpdesk: Read {id}",
                "helpdesk: Signed in ", "auditor: Signed in ",
            ],
            rows);
        Assert.Contains("Complete and unchanged: 6 entries", page.QuerySelector(".verdict")!.TextContent, StringComparison.Ordinal);
        Assert.Equal($"voicemails/{id}", page.QuerySelector("tbody .a-about a")!.GetAttribute("href"));
        // As kept: on disk, and nothing that was said.
        var kept = File.ReadAllText(Directory.GetFiles(Path.Combine(host.Storage, "audit"), "*.jsonl").Single());
        Assert.DoesNotContain("not the password", kept, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Reading_IsOneEntryAsLongAsItGoesOn()
    {
        var clock = new SteppedClock();
        await using var own = await AdminUiHost.StartAsync(clock: clock);
        using var helen = await Person.SignedInAsync(own, "helpdesk");
        foreach (var (minutes, entries) in new[] { (0, 1), (4, 1), (4, 1), (4, 1), (6, 2), (4, 2) })
        {
            clock.Now += TimeSpan.FromMinutes(minutes);
            await helen.ReadAsync("/voicemails/" + own.Ids[5]);
            await helen.ReadAsync("/voicemails?q=printer");
            Assert.Equal(entries, own.Trail.Read(new AuditQuery(Action: "read")).Count());
            Assert.Equal(entries, own.Trail.Read(new AuditQuery(Action: "search")).Count());
        }
    }

    [Fact]
    public async Task Search_ThatShowsWhatWasSaid_IsNotedWithoutItsWords()
    {
        using var helen = await Person.SignedInAsync(host, "helpdesk");
        await helen.ReadAsync("/voicemails");
        await helen.ReadAsync("/voicemails?q=not-to-be-found");
        Assert.Empty(host.Trail.Read(new AuditQuery(Action: "search")));
        Assert.NotEmpty((await helen.ReadAsync("/voicemails?q=printer")).QuerySelectorAll("[data-row] mark"));
        Assert.Equal("helpdesk", host.Kept("search", "the list").Who);
        var kept = File.ReadAllText(Directory.GetFiles(Path.Combine(host.Storage, "audit"), "*.jsonl").Single());
        Assert.DoesNotContain("printer", kept, StringComparison.Ordinal);
        Assert.Contains("Audit: search (parts of transcripts were shown) of the list by helpdesk from 127.0.0.1", host.Log.Audit);
    }

    [Fact]
    public async Task Directory_ThatIsDownloaded_IsNoted()
    {
        using var admin = await Person.SignedInAsync(host);
        (await admin.GetAsync("/settings/directory/download")).Dispose();
        Assert.Equal("admin", host.Kept("rules-download", "directory.csv").Who);
    }

    [Fact]
    public async Task Filters_AndPages_AreInTheAddress()
    {
        for (var i = 0; i < 25; i++) Add("olga", "hold", $"object{i}");
        Add("henry", "release", "object24");
        Assert.Equal("henry", Assert.Single((await auditor.ReadAsync("/audit?who=HENRY")).QuerySelectorAll("td.a-who")).TextContent);
        Assert.Equal(2, (await auditor.ReadAsync("/audit?about=object24&until=2999-01-01&since=2020-01-01")).QuerySelectorAll("tbody tr").Length);
        Assert.Contains("Nothing matches", (await auditor.ReadAsync("/audit?did=release&until=2020-01-01")).QuerySelector(".empty")!.TextContent, StringComparison.Ordinal);
        List<string> seen = [];
        for (var next = "audit?did=hold"; next is not null;)
        {
            var page = await auditor.ReadAsync("/" + next);
            seen.AddRange(page.QuerySelectorAll("td.a-about").Select(cell => cell.TextContent));
            next = page.QuerySelector("a[rel=next]")?.GetAttribute("href");
        }

        Assert.Equal(Enumerable.Range(0, 25).Reverse().Select(i => $"object{i}"), seen);
    }

    [Fact]
    public async Task Days_AreThoseOfTheServiceAsInTheList()
    {
        var zone = TimeZoneInfo.CreateCustomTimeZone("Test/East", TimeSpan.FromHours(3), null, null);
        await using var east = await AdminUiHost.StartAsync(clock: new SteppedClock { Zone = zone });
        using var person = await Person.SignedInAsync(east, "auditor");
        foreach (var (name, hour) in new[] { ("day before", 20), ("night", 22), ("late", 44), ("day after", 46) })
            east.Trail.Append(new AuditEntry(new(new DateTime(2026, 3, 1).AddHours(hour), TimeSpan.Zero), "olga", "10.0.0.7", "hold", null, name, null), isDurable: false);
        const string day = "did=hold&since=2026-03-02&until=2026-03-02";
        var page = await person.ReadAsync("/audit?" + day);
        Assert.Equal(["late", "night"], page.QuerySelectorAll("td.a-about").Select(cell => cell.TextContent));
        Assert.Equal("Days begin at midnight, Test/East.", page.QuerySelector("#filters .hint")!.TextContent);
        using var csv = await person.GetAsync("/audit.csv?" + day);
        Assert.Equal(4, (await csv.Content.ReadAsStringAsync()).Split("\r\n").Length);
    }

    [Fact]
    public async Task Tampering_IsShownWhenChecked()
    {
        for (var i = 0; i < 3; i++) Add("olga", "hold", $"object{i}");
        Assert.DoesNotContain("not what was written", (await auditor.ReadAsync("/audit")).QuerySelector("main")!.TextContent, StringComparison.Ordinal);
        var path = Directory.GetFiles(Path.Combine(host.Storage, "audit"), "*.jsonl").Single();
        var text = await File.ReadAllTextAsync(path);
        await File.WriteAllTextAsync(path, text.Replace("object1", "object9", StringComparison.Ordinal));
        var page = await auditor.ReadAsync("/audit?check=now");
        Assert.Contains("not what was written", page.QuerySelector("[role=alert]")!.TextContent, StringComparison.Ordinal);
        Assert.Contains("line 4: does not follow", page.QuerySelector(".problems")!.TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public async Task HostileNames_StayTextOnThePageAndInTheTable()
    {
        Add("<script>alert(1)</script>", "=1+1", "\"quoted\", and more");
        var page = await auditor.ReadAsync("/audit");
        Assert.Equal("<script>alert(1)</script>", page.QuerySelector("td.a-who")!.TextContent);
        using var answer = await auditor.GetAsync("/audit.csv?who=script");
        Assert.Equal("text/csv", answer.Content.Headers.ContentType!.MediaType);
        var lines = (await answer.Content.ReadAsStringAsync()).TrimStart('\uFEFF').Split("\r\n");
        Assert.StartsWith("Time (UTC),Person,", lines[0], StringComparison.Ordinal);
        Assert.Contains(",<script>alert(1)</script>,10.0.0.7,'=1+1,\"\"\"quoted\"\", and more\",", lines[1], StringComparison.Ordinal);
        Assert.Contains(host.Log.Audit, line => line.StartsWith("Audit: audit-export", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("=1", "'=1"), InlineData("@x", "'@x"), InlineData("a,b", "\"a,b\""), InlineData(null, ""), InlineData("plain", "plain")]
    public void Cell_IsNoFormula(string? text, string cell) => Assert.Equal(cell, AuditCsv.Cell(text));

    [Theory]
    [InlineData("/audit?before=x~y~z&since=tomorrow&until=9999-12-31&check="), InlineData("/audit?before=999999999999999999999~host~1"), InlineData("/audit?who=%00")]
    public async Task OddAddresses_AreForgiven(string path)
    {
        using var answer = await auditor.GetAsync(path);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
    }

    private void Add(string who, string action, string name) => host.Trail.Append(
        new AuditEntry(TimeProvider.System.GetUtcNow(), who, "10.0.0.7", action, null, name, null), isDurable: false);

    private static string Row(IElement row) =>
        $"{Cell(row, "who")}: {Cell(row, "action")} {Cell(row, "about")}";

    private static string Cell(IElement row, string name) => row.QuerySelector(".a-" + name)!.TextContent.Trim();
}
