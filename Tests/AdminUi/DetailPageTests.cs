namespace VoicemailOrleans.Tests.AdminUi;

public sealed class DetailPageTests(SharedHost shared) : IClassFixture<SharedHost>
{
    private readonly AdminUiHost host = shared.Host;
    private readonly Person person = shared.Person;

    [Fact]
    public async Task Mails_AreSideBySideAndEachViewHasAnAddress()
    {
        var url = $"/voicemails/{host.Ids[10]}";
        var page = await person.ReadAsync(url);
        Assert.Equal(["received/body", "sent/body"], page.QuerySelectorAll("iframe")
            .Select(frame => frame.GetAttribute("src")!.Split(host.Ids[10] + "/")[1].Split('?')[0]));
        Assert.All(page.QuerySelectorAll("iframe"), frame => Assert.Equal("", frame.GetAttribute("sandbox")));
        page = await person.ReadAsync($"{url}?mail=text");
        Assert.All(page.QuerySelectorAll(".mail-text"), text => Assert.Equal("the <plain> text", text.TextContent));
        page = await person.ReadAsync($"{url}?mail=headers&side=received");
        Assert.Equal("received", page.QuerySelector("#mails")!.GetAttribute("data-side"));
        Assert.Contains("from pbx", page.QuerySelector(".mail-head")!.TextContent, StringComparison.Ordinal);
        Assert.Contains("=?utf-8?q?[Transcribed]?=", page.QuerySelector(".raw pre")!.TextContent,
            StringComparison.Ordinal);
        page = await person.ReadAsync($"{url}?mail=parts");
        Assert.Equal(8, page.QuerySelectorAll(".mail-parts li").Length);
        Assert.EndsWith("/sent/parts/3",
            page.QuerySelectorAll(".mail-pane[data-side=sent] .mail-parts a")[1].GetAttribute("href"), StringComparison.Ordinal);
        Assert.Contains("481.2 kB, base64", page.QuerySelector(".mail-parts")!.TextContent, StringComparison.Ordinal);
        page = await person.ReadAsync($"{url}?mail=nonsense&side=nonsense");
        Assert.Equal("As shown", page.QuerySelector(".mail [aria-current]")!.TextContent);
    }

    [Fact]
    public async Task Copies_AreLinkedBothWays()
    {
        var original = host.Ids[22];
        var copy = SampleVoicemails.AddCopy(host.Index, host.Desk, original);
        var page = await person.ReadAsync($"/voicemails/{original}");
        Assert.Equal($"voicemails/{copy}", page.QuerySelector(".thread a")!.GetAttribute("href"));
        Assert.Equal("A voicemail that repeats this one", page.QuerySelector(".thread a")!.TextContent);
        page = await person.ReadAsync($"/voicemails/{copy}");
        Assert.Equal($"voicemails/{original}", page.QuerySelector(".thread a")!.GetAttribute("href"));
    }

    [Fact]
    public async Task Thread_WhenTheIndexFails_LeavesThePage()
    {
        await using var other = await AdminUiHost.StartAsync();
        using var reader = await Person.SignedInAsync(other);
        other.Index.Failure = new IOException("the disk is gone");
        var page = await reader.ReadAsync($"/voicemails/{other.Ids[10]}");
        Assert.Contains("cannot be looked up", page.Body!.TextContent, StringComparison.Ordinal);
        Assert.NotNull(page.QuerySelector(".words"));
    }

    [Fact]
    public async Task Timeline_HasTheRecordingsTurnsAndTheDays()
    {
        var id = host.Ids[24];
        var state = host.Desk.States[id];
        host.Desk.States[id] = state with
        {
            History = [.. state.History, new(state.ReceivedAt.AddDays(2), "resend", "eva asked for it.")],
        };
        var page = await person.ReadAsync($"/voicemails/{id}");
        var lines = page.QuerySelectorAll(".timeline .turn strong").Select(line => line.TextContent).ToList();
        Assert.Equal("Received", lines[0]);
        Assert.Equal("Resent", lines[^1]);
        Assert.Contains("Transcribed", lines);
        Assert.Equal(2, page.QuerySelectorAll(".timeline .day:not([hidden])").Length);
    }

    [Fact]
    public async Task Timeline_OfARecordingThatIsTriedAgain_SaysWhy()
    {
        var id = host.Ids[0];
        var open = host.Desk.Transcriptions[id][0];
        host.Desk.Transcriptions[id] =
            [open with { Attempts = 3, LastError = "google: 503", NextAttemptAt = open.CreatedAt.AddMinutes(2) }];
        var page = await person.ReadAsync($"/voicemails/{id}");
        Assert.Contains("Tried 3 times: google: 503 The next try is at",
            page.QuerySelector(".timeline")!.TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Delivery_OfAResendInDoubt_SaysSo()
    {
        var id = host.Ids[26];
        var state = host.Desk.States[id];
        host.Desk.States[id] = state with
        {
            Deliveries = [.. state.Deliveries.Select(one => one with { Round = 2, UncertainAttempts = 1, IsReported = true })],
        };
        var notes = (await person.ReadAsync($"/voicemails/{id}")).QuerySelectorAll(".deliveries li:first-child small");
        Assert.Contains(notes, note => note.TextContent.StartsWith("This is resend number 2", StringComparison.Ordinal));
        Assert.Contains(notes, note => note.TextContent.Contains("a copy may have arrived", StringComparison.Ordinal));
        Assert.Contains(notes, note => note.TextContent.Contains("told by a report", StringComparison.Ordinal));
    }
}
