using System.Net;
using VoicemailOrleans.Core.Voicemail;
using VoicemailOrleans.Grains;

namespace VoicemailOrleans.Tests.AdminUi;

public sealed class PageTests(SharedHost shared) : IClassFixture<SharedHost>
{
    private readonly AdminUiHost host = shared.Host;
    private readonly Person person = shared.Person;

    [Fact]
    public async Task List_ShowsOnePageAndLeadsToOlderOnes()
    {
        var page = await person.ReadAsync("/voicemails");
        Assert.Equal(50, page.QuerySelectorAll("tr[data-row]").Length);
        Assert.Equal("row-" + host.Ids[0], page.QuerySelector("tr[data-row]")!.Id);
        var next = page.QuerySelector("a[rel=next]")!.GetAttribute("href")!;
        var older = await person.ReadAsync("/" + next);
        Assert.Equal("row-" + host.Ids[50], older.QuerySelector("tr[data-row]")!.Id);
        Assert.Null(older.QuerySelector("a[rel=next]"));
        Assert.Equal("voicemails", older.QuerySelector("a[rel=first]")!.GetAttribute("href"));
    }

    [Fact]
    public async Task List_CountsViewsAndShowsStatusInWords()
    {
        var page = await person.ReadAsync("/voicemails");
        var counts = await host.Index.CountAsync(CancellationToken.None);
        Assert.Equal(
            [$"All{counts.All}", $"Needs attention{counts.NeedsAttention}", $"Open{counts.Open}",
                $"Delivered{counts.Delivered}"],
            page.QuerySelectorAll(".tabs a").Select(tab => tab.TextContent.Trim()));
        var words = page.QuerySelectorAll(".chip").Select(chip => chip.TextContent.Trim()).ToHashSet();
        Assert.Superset(new HashSet<string> { "Transcribing", "Delivering", "Delivered", "Bounced", "Parked",
            "Duplicate", "Delayed" }, words);
    }

    [Theory]
    [InlineData("?view=attention", VoicemailView.NeedsAttention), InlineData("?view=open", VoicemailView.Open)]
    [InlineData("?view=delivered", VoicemailView.Delivered), InlineData("?view=nonsense", VoicemailView.All),
        InlineData("?before=nonsense&min=-1&from=tomorrow&status=4&sort=random", VoicemailView.All)]
    public async Task List_View_AsksTheIndexForIt(string query, VoicemailView view)
    {
        using var answer = await person.GetAsync("/voicemails" + query);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal(new VoicemailQuery { View = view }, host.Index.Queries[^1]);
    }

    [Fact]
    public async Task Search_MarksTheWordsEscaped()
    {
        var page = await person.ReadAsync("/voicemails?q=printer");
        Assert.All(page.QuerySelectorAll("tr[data-row] mark"), mark => Assert.Equal("printer", mark.TextContent));
        Assert.Equal("printer", page.QuerySelector("#q")!.GetAttribute("value"));
        var evil = await person.ReadAsync("/voicemails?q=" + Uri.EscapeDataString("\"><script>alert(1)</script>"));
        Assert.Equal("\"><script>alert(1)</script>", evil.QuerySelector("#q")!.GetAttribute("value"));
        Assert.Equal("No voicemail matches", evil.QuerySelector(".empty h2")!.TextContent);
        Assert.All(evil.QuerySelectorAll("script"), script =>
            Assert.Contains("desk.js", script.GetAttribute("src")!, StringComparison.Ordinal));
    }

    [Fact]
    public async Task List_WhenTheIndexFails_SaysSo()
    {
        await using var broken = await AdminUiHost.StartAsync();
        using var reader = await Person.SignedInAsync(broken);
        broken.Index.Failure = new IOException("the disk is gone");
        using var answer = await reader.GetAsync("/voicemails");
        Assert.Equal(HttpStatusCode.ServiceUnavailable, answer.StatusCode);
        var page = await Person.ParseAsync(answer);
        Assert.Contains("cannot be read", page.QuerySelector("#results h2")!.TextContent, StringComparison.Ordinal);
        Assert.DoesNotContain("the disk is gone", page.Source.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Detail_SaysWhatHappenedAndIsAudited()
    {
        var parked = host.Ids.First(i => host.Desk.States[i].Deliveries.Any(d => d.State == DeliveryState.Refused));
        var page = await person.ReadAsync("/voicemails/" + parked.Value.ToUpperInvariant());
        Assert.Contains("could not be delivered", page.QuerySelector(".verdict")!.TextContent,
            StringComparison.Ordinal);
        Assert.Equal("550 5.1.1 Recipient address rejected: User unknown", page.QuerySelector(".reply")!.TextContent);
        var recordings = host.Desk.Transcriptions[parked].Count;
        Assert.Equal(host.Desk.States[parked].History.Count + recordings,
            page.QuerySelectorAll(".timeline .turn").Length);
        await person.ReadAsync($"/voicemails/{parked}");
        Assert.Single(host.Log.Audit, $"Audit: read (page) of {parked} by admin from 127.0.0.1");
    }

    [Fact]
    public async Task Detail_OfADeferredMail_ShowsTheNextAttempt()
    {
        var page = await person.ReadAsync("/voicemails/" + host.Ids[6]);
        var next = host.Desk.States[host.Ids[6]].Deliveries[0].NextAttemptAt!.Value;
        Assert.Contains("Not taken yet after 4 attempts", page.QuerySelector(".deliveries .state")!.TextContent,
            StringComparison.Ordinal);
        Assert.Equal(next.UtcDateTime, DateTime.Parse(page.QuerySelector(".deliveries .state time")!.GetAttribute("datetime")!).ToUniversalTime());
    }

    [Fact]
    public async Task Detail_Transcript_MarksUnsureWordsAndCarriesTimes()
    {
        var page = await person.ReadAsync("/voicemails/" + host.Ids[5]);
        var words = page.QuerySelectorAll(".words .w");
        Assert.Equal(host.Desk.Transcriptions[host.Ids[5]][0].Result!.Transcript!.Words.Count, words.Length);
        Assert.NotEmpty(page.QuerySelectorAll(".words .w.mid"));
        Assert.NotEmpty(page.QuerySelectorAll(".words .w.low"));
        Assert.All(words, word => Assert.NotNull(word.GetAttribute("data-s")));
        Assert.True(page.QuerySelectorAll(".words p").Length >= 2, "a pause of 1.5 s makes a paragraph");
    }

    [Fact]
    public async Task Detail_LinksDuplicateAndReport()
    {
        var id = host.Ids[20];
        var other = host.Ids[21];
        host.Desk.States[id] = host.Desk.States[id] with { DuplicateOf = other, ReportedBy = other, ReportOn = other };
        var page = await person.ReadAsync("/voicemails/" + id);
        Assert.Equal(3, page.QuerySelectorAll($".thread a[href='voicemails/{other}']").Length);
    }

    [Theory]
    [InlineData("/voicemails/00000000000000000000000000"), InlineData("/voicemails/nonsense"), InlineData("/nowhere"),
        InlineData("/voicemails/nonsense/mail")]
    public async Task Unknown_Is404WithAPage(string path)
    {
        using var answer = await person.GetAsync(path);
        Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
        Assert.Equal("Nothing here", (await Person.ParseAsync(answer)).QuerySelector("h1")!.TextContent);
    }

    [Fact]
    public async Task Fault_Is500WithAPageAndWithoutDetails()
    {
        using var answer = await person.GetAsync("/boom");
        Assert.Equal(HttpStatusCode.InternalServerError, answer.StatusCode);
        var page = await Person.ParseAsync(answer);
        Assert.Equal("Something went wrong", page.QuerySelector("h1")!.TextContent);
        Assert.DoesNotContain("planted", page.Source.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task HostsOwnEndpoints_StayOpen()
    {
        using var stranger = new Person(host.Url);
        using var answer = await stranger.GetAsync("/health");
        Assert.Equal("fine", await answer.Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task Markup_InEveryField_StaysText()
    {
        foreach (var path in new[] { "/voicemails?q=owned", "/voicemails/" + host.HostileId,
            $"/voicemails/{host.HostileId}/resend" })
        {
            var page = await person.ReadAsync(path);
            Assert.All(page.QuerySelectorAll("script"), script =>
                Assert.Contains("desk.js", script.GetAttribute("src")!, StringComparison.Ordinal));
            Assert.Empty(page.QuerySelectorAll("img"));
            Assert.Empty(page.QuerySelectorAll("[onerror]"));
        }
    }

    [Theory]
    [InlineData("/voicemails"), InlineData("/voicemails/ID"), InlineData("/login"), InlineData("/nowhere"),
        InlineData("/boom")]
    public async Task Headers_AreStrict(string path)
    {
        using var answer = await person.GetAsync(path.Replace("ID", host.Ids[3].Value, StringComparison.Ordinal));
        var policy = Assert.Single(answer.Headers.GetValues("Content-Security-Policy"));
        Assert.Contains("default-src 'none'; script-src 'self'; style-src 'self' 'sha256-", policy,
            StringComparison.Ordinal);
        Assert.Contains("frame-ancestors 'none'", policy, StringComparison.Ordinal);
        Assert.Equal("nosniff", Assert.Single(answer.Headers.GetValues("X-Content-Type-Options")));
        Assert.True(answer.Headers.CacheControl!.NoStore, answer.Headers.CacheControl.ToString());
    }

    [Fact]
    public async Task Theme_IsKept()
    {
        var page = await person.ReadAsync("/voicemails");
        using var set = await person.SubmitAsync("/voicemails", page.QuerySelector("form[action=theme]")!,
            ("theme", "dark"));
        Assert.Equal("/voicemails", set.Headers.Location!.OriginalString);
        page = await person.ReadAsync("/voicemails");
        Assert.Equal("dark", page.DocumentElement.GetAttribute("data-theme"));
        using var auto = await person.SubmitAsync("/voicemails", page.QuerySelector("form[action$=theme]")!,
            ("theme", "nonsense"));
        page = await person.ReadAsync("/voicemails");
        Assert.Equal("auto", page.DocumentElement.GetAttribute("data-theme"));
    }

    [Fact]
    public async Task Pages_AreSmallOnTheWire()
    {
        foreach (var path in new[] { "/voicemails", "/voicemails/" + host.Ids[5] })
        {
            using var answer = await person.GetAsync(path, ("Accept-Encoding", "br"));
            var bytes = await answer.Content.ReadAsByteArrayAsync();
            Assert.Equal("br", answer.Content.Headers.ContentEncoding.Single());
            Assert.InRange(bytes.Length, 1000, 30_000);
        }
    }
}
