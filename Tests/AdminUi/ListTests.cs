using System.Net;
using VoicemailOrleans.AdminUi.List;
using VoicemailOrleans.Core.Transcripts;
using VoicemailOrleans.Grains;

namespace VoicemailOrleans.Tests.AdminUi;

public sealed class ListTests(SharedHost shared) : IClassFixture<SharedHost>
{
    private readonly AdminUiHost host = shared.Host;
    private readonly Person person = shared.Person;

    [Fact]
    public async Task Filters_ReachTheIndexAndShowAsWordsThatCanBeTakenOff()
    {
        const string Query =
            "q=printer&view=delivered&when=30d&status=delivered&transcript=transcribed&engine=google&language=en-GB&min=5&max=300&sort=longest";
        var page = await person.ReadAsync("/voicemails?" + Query);
        var asked = host.Index.Queries[^1];
        Assert.Equal(
            ("printer", VoicemailView.Delivered, VoicemailStatus.Delivered, TranscriptStatus.Transcribed),
            (asked.Text, asked.View, asked.Status, asked.Transcript));
        Assert.Equal(
            ("google", "en-GB", TimeSpan.FromSeconds(5), TimeSpan.FromMinutes(5), VoicemailOrder.Length, false),
            (asked.Engine, asked.Language, asked.LengthMin, asked.LengthMax, asked.Order, asked.Ascending));
        Assert.NotNull(asked.From);

        var missing = await person.ReadAsync("/voicemails?transcript=missing");
        Assert.True(host.Index.Queries[^1].WentWithout);
        Assert.Equal("Transcript: Missing when the mail left", missing.QuerySelector(".active-filters .chip")!.TextContent.Trim());
        Assert.Equal("missing", missing.QuerySelector("select[name=transcript] [selected]")!.GetAttribute("value"));

        var filters = page.QuerySelectorAll(".active-filters .chip");
        Assert.Equal(
            ["“printer”", "Last 30 days", "Delivered", "Transcript: Complete", "Language: en-GB", "Engine: google",
                "0:05 or longer", "5:00 or shorter"],
            filters.Select(filter => filter.TextContent.Trim()));
        Assert.DoesNotContain("status=", filters[2].GetAttribute("href")!, StringComparison.Ordinal);
        Assert.Contains("engine=google", filters[2].GetAttribute("href")!, StringComparison.Ordinal);
        Assert.Equal("longest", page.QuerySelector("select[name=sort] [selected]")!.GetAttribute("value"));
        Assert.Equal("google", page.QuerySelector("select[name=engine] [selected]")!.GetAttribute("value"));
        Assert.Equal("descending", page.QuerySelector("th.c-len")!.GetAttribute("aria-sort"));
    }

    [Fact]
    public async Task Pages_LeadForwardAndBackInEveryOrder()
    {
        foreach (var sort in new[] { "", "oldest", "longest", "caller", "recipient-back" })
        {
            var first = await person.ReadAsync("/voicemails?sort=" + sort);
            var next = await person.ReadAsync("/" + first.QuerySelector("a[rel=next]")!.GetAttribute("href"));
            Assert.Empty(Rows(first).Intersect(Rows(next)));
            Assert.Equal(73, Rows(first).Concat(Rows(next)).Count());
            var back = await person.ReadAsync("/" + next.QuerySelector("a[rel=prev]")!.GetAttribute("href"));
            Assert.Equal(Rows(first), Rows(back));
        }
    }

    [Fact]
    public async Task Search_CountsWhatItFindsInEachView()
    {
        var page = await person.ReadAsync("/voicemails?q=printer");
        var found = await host.Index.CountAsync(new VoicemailQuery { Text = "printer" }, 1000, CancellationToken.None);
        Assert.Equal("All" + found, page.QuerySelector(".tabs [aria-current]")!.TextContent.Trim());
        Assert.Equal($"{found} voicemails", page.QuerySelector(".list-foot span")!.TextContent.Trim());
        Assert.Null(page.QuerySelector("[name=all]"));
        Assert.Equal("All 73 that match", (await person.ReadAsync("/voicemails")).QuerySelector(".all-choice")!.TextContent.Trim());
    }

    [Fact]
    public async Task Rows_AreSelectedForBulkActions_WithTheSearchThatFoundThem()
    {
        var page = await person.ReadAsync("/voicemails?status=delivered&sort=oldest&after=" + host.Ids[40]);
        var form = page.QuerySelector("form#bulk")!;
        Assert.Equal(("get", "voicemails/bulk"), (form.GetAttribute("method"), form.GetAttribute("action")));
        Assert.Equal(
            Rows(page), form.QuerySelectorAll("input[type=checkbox][name=id]").Select(box => "row-" + box.GetAttribute("value")));
        Assert.Equal(
            ["sort=oldest", "status=delivered"],
            form.QuerySelectorAll("input[type=hidden]").Select(input => $"{input.GetAttribute("name")}={input.GetAttribute("value")}").Order());
        Assert.Equal(
            ["delete", "deliver", "hold", "release", "resend", "restore", "transcribe"],
            form.QuerySelectorAll("button[name=action]").Select(button => button.GetAttribute("value")!).Order());
    }

    [Fact]
    public async Task Export_HasEveryRowAndNoFormula()
    {
        await using var own = await AdminUiHost.StartAsync();
        using var reader = await Person.SignedInAsync(own);
        for (var i = 0; i < 600; i++) SampleVoicemails.Add(own.Index, own.Desk, DateTimeOffset.UnixEpoch.AddYears(40).AddHours(i), i);
        using var answer = await reader.GetAsync("/voicemails.csv?sort=oldest&q=&min=0");
        Assert.Equal("text/csv", answer.Content.Headers.ContentType!.MediaType);
        Assert.StartsWith("attachment; filename=voicemails-", answer.Content.Headers.ContentDisposition!.ToString().Replace("\"", ""), StringComparison.Ordinal);
        var text = System.Text.Encoding.UTF8.GetString(await answer.Content.ReadAsByteArrayAsync());
        Assert.StartsWith("\ufeff\"Received (UTC)\",\"Status\"", text, StringComparison.Ordinal);
        var lines = text.Split("\r\n", StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(600 + 72 + 1, lines.Length); // the harmful one has no length
        Assert.StartsWith("\"2010-01-01 00:00:00\"", lines[1], StringComparison.Ordinal);
        Assert.Contains(",\"'+44 20 7946 0958\",", text, StringComparison.Ordinal);
        Assert.Single(own.Log.Audit, "Audit: export (672 voicemails, narrowed by min sort) of the list by admin from 127.0.0.1");
    }

    [Theory]
    [InlineData("=1+1", "\"'=1+1\""), InlineData("+44", "\"'+44\""), InlineData("-1", "\"'-1\""), InlineData("@a", "\"'@a\"")]
    [InlineData("\tx", "\"'\tx\""), InlineData("a\"b\r\nc", "\"a\"\"b\r\nc\""), InlineData(null, "\"\""), InlineData("a=b", "\"a=b\"")]
    public void CsvField_IsQuotedAndDefused(string? field, string written) =>
        Assert.Equal(written + "\r\n", CsvText.Line(field));

    [Theory]
    [InlineData("/voicemails.csv"), InlineData("/voicemails/saved")]
    public async Task Strangers_AreSentToTheLogin(string path)
    {
        using var stranger = new Person(host.Url);
        using var answer = await stranger.GetAsync(path);
        Assert.Equal(HttpStatusCode.Redirect, answer.StatusCode);
    }

    private static IEnumerable<string> Rows(AngleSharp.Dom.IDocument page) =>
        page.QuerySelectorAll("tr[data-row]").Select(row => row.Id!);
}
