using VoicemailOrleans.Core.Voicemail;
using VoicemailOrleans.Grains;

namespace VoicemailOrleans.Tests.Silo.Stores.Index;

/// <summary>What is kept from the reader: found by everything but what was said, and shown without it.</summary>
public sealed partial class SqliteVoicemailIndexTests
{
    private static readonly Func<IReadOnlyList<string>, string?, bool> Board =
        (recipients, mailbox) => recipients.Contains("ceo@example.com") || mailbox == "2001";

    [Theory]
    [InlineData(VoicemailOrder.Received), InlineData(VoicemailOrder.Length), InlineData(VoicemailOrder.Caller)]
    public async Task Search_ByWhatWasSaid_FindsNothingThatIsKept(VoicemailOrder order)
    {
        var (open, byRecipient, byMailbox) = await FillAsync();
        VoicemailQuery Query(string? text) => new() { Text = text, KeptFrom = Board, Order = order, Ascending = true };
        Assert.Equal([open], await IdsAsync(Query("merger")));
        Assert.Equal([open], await IdsAsync(Query("merg")));
        Assert.Equal([open], await IdsAsync(Query("550199"))); // a number that was said
        Assert.Empty(await IdsAsync(Query("ceo merger")));
        Assert.Empty(await IdsAsync(Query("mer ceo")));
        Assert.Equal([open], await IdsAsync(Query("großauftrag")));
        Assert.Equal([open], await IdsAsync(Query("grossauf mer")));
        Assert.Empty(await IdsAsync(Query("grossauftrag ceo")));
        Assert.Empty(await IdsAsync(Query("transcript:merger ceo")));
        Assert.Equal([byRecipient], await IdsAsync(Query("ceo")));
        Assert.Equal([byMailbox], await IdsAsync(Query("Zoe")));
        Assert.Equal([byMailbox], await IdsAsync(Query("2001")));
        Assert.Equal([open, byRecipient, byMailbox], (await IdsAsync(Query(null))).Order());
        Assert.Equal([open, byRecipient, byMailbox], (await IdsAsync(Query("merger") with { KeptFrom = null })).Order());
    }

    [Fact]
    public async Task Search_WhatIsKept_HasNoSnippet()
    {
        var (open, byRecipient, byMailbox) = await FillAsync();
        foreach (var text in (string?[])[null, "merger", "ceo", "example"])
        {
            var query = new VoicemailQuery { Text = text, KeptFrom = Board };
            foreach (var item in (await index.SearchAsync(query, None)).Items)
            {
                Assert.Equal(item.Id != open, item.IsKept);
                Assert.Equal(item.Id == open, item.Snippet?.Contains("merger", StringComparison.Ordinal) == true);
            }
        }

        // The next search, on the same connection, is by somebody else.
        var all = (await index.SearchAsync(new VoicemailQuery { Text = "merger" }, None)).Items;
        Assert.Equal(3, all.Count(item => item is { IsKept: false, Snippet: not null }));
    }

    [Fact]
    public async Task Search_ThroughMany_PagesOverWhatIsKept()
    {
        List<CorrelationId> open = [];
        for (var n = 0; n < 30; n++)
        {
            var id = await PutAsync(n % 3 == 0 ? "anna@example.com" : "ceo@example.com", $"caller {n}", null);
            await TranscribeAsync(id, "the merger");
            if (n % 3 == 0) open.Add(id);
        }

        await FollowAsync();
        var query = new VoicemailQuery { Text = "merger", KeptFrom = Board, Take = 3, Ascending = true };
        List<CorrelationId> found = [];
        for (var page = await index.SearchAsync(query, None); ; page = await index.SearchAsync(query with { After = page.Next }, None))
        {
            found.AddRange(page.Items.Select(item => item.Id));
            if (page.Next is null) break;
        }

        Assert.Equal(open, found);
        Assert.Equal(10, await index.CountAsync(query, 100, None));
        Assert.Equal(5, await index.CountAsync(query, 4, None));
    }

    private Task<CorrelationId> PutAsync(string recipient, string caller, string? mailbox) => PutAsync(state => state with
    {
        Envelope = new Envelope("pbx@example.com", [new EnvelopeRecipient(recipient)]),
        Facts = Facts() with { CallerName = caller, Mailbox = mailbox },
    });

    private async Task<(CorrelationId Open, CorrelationId ByRecipient, CorrelationId ByMailbox)> FillAsync()
    {
        var open = await PutAsync("anna@example.com", "Ben", "1000");
        var byRecipient = await PutAsync("ceo@example.com", "Carl", null);
        var byMailbox = await PutAsync("dora@example.com", "Zoe", "2001");
        foreach (var id in new[] { open, byRecipient, byMailbox })
            await TranscribeAsync(id, "about the merger call 550199 and the Grossauftrag");
        await FollowAsync();
        return (open, byRecipient, byMailbox);
    }
}
