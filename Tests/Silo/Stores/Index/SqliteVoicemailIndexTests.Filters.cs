using VoicemailOrleans.Core.Transcripts;
using VoicemailOrleans.Core.Voicemail;
using VoicemailOrleans.Grains;

namespace VoicemailOrleans.Tests.Silo.Stores.Index;

public sealed partial class SqliteVoicemailIndexTests
{
    [Fact]
    public async Task Status_IsFilteredAsItIsShown_AlsoWhenTimeAloneChangesIt()
    {
        var ids = new Dictionary<VoicemailStatus, CorrelationId>
        {
            [VoicemailStatus.Received] = await PutAsync(state => state),
            [VoicemailStatus.Transcribing] = await PutAsync(state => state with { Stage = VoicemailStage.Transcribing }),
            [VoicemailStatus.Delivering] = await PutAsync(
                state => state with { Stage = VoicemailStage.Relaying, Deliveries = [Delivery(DeliveryState.Deferred)] }),
            [VoicemailStatus.Delayed] = await PutAsync(
                state => state with { Stage = VoicemailStage.Relaying, Deliveries = [Delivery(DeliveryState.Uncertain)] }),
        };
        foreach (var reason in Enum.GetValues<CloseReason>())
            ids[Enum.Parse<VoicemailStatus>(reason.ToString())] = await PutAsync(
                state => state with { Stage = VoicemailStage.Closed, ClosedAs = reason });
        await FollowAsync();

        foreach (var status in Enum.GetValues<VoicemailStatus>())
        {
            Assert.Equal([ids[status]], await IdsAsync(new VoicemailQuery { Status = status }));
            var item = Assert.Single((await SearchAsync(ids[status].Value)).Items);
            Assert.Equal(status, item.Status);
        }

        Assert.Empty(await IdsAsync(new VoicemailQuery { Status = VoicemailStatus.Delivering, View = VoicemailView.NeedsAttention }));
        Assert.Equal(
            [ids[VoicemailStatus.Delayed]],
            await IdsAsync(new VoicemailQuery { Status = VoicemailStatus.Delayed, View = VoicemailView.NeedsAttention }));

        clock.Advance(TimeSpan.FromMinutes(16));
        Assert.Empty(await IdsAsync(new VoicemailQuery { Status = VoicemailStatus.Delivering }));
        Assert.Equal(2, (await IdsAsync(new VoicemailQuery { Status = VoicemailStatus.Delayed })).Count());
    }

    [Fact]
    public async Task Filters_NarrowAloneAndTogether()
    {
        var start = clock.GetUtcNow();
        var short1 = await PutAsync(state => state with { MailStatus = "partial" });
        await TranscribeAsync(short1, "good morning", seconds: 5.4, language: "en-GB", engine: "google");
        clock.Advance(TimeSpan.FromDays(2));
        var long1 = await PutAsync(state => state with { MailStatus = "transcribed" });
        await TranscribeAsync(long1, "guten morgen", seconds: 95, language: "de-DE", engine: "pocketsphinx");
        var none = await PutAsync(state => state with
        {
            MailStatus = "no-speech",
            Deliveries = [new Delivery { Recipient = "a@b", State = DeliveryState.Delivered, Since = start, Lacks = [1] }],
        });
        await FollowAsync();

        async Task FindsAsync(VoicemailQuery query, params CorrelationId[] ids) => Assert.Equal(ids, await IdsAsync(query));
        await FindsAsync(new() { Transcript = TranscriptStatus.Partial }, short1);
        await FindsAsync(new() { Transcript = TranscriptStatus.NoSpeech }, none);
        await FindsAsync(new() { WentWithout = true }, none);
        await FindsAsync(new() { WentWithout = true, Transcript = TranscriptStatus.Partial });
        await FindsAsync(new() { Engine = "google" }, short1);
        await FindsAsync(new() { Language = "de-DE" }, long1);
        await FindsAsync(new() { Language = "de" });
        await FindsAsync(new() { LengthMin = TimeSpan.FromSeconds(6) }, long1);
        await FindsAsync(new() { LengthMax = TimeSpan.FromSeconds(5) }, short1);
        await FindsAsync(new() { From = start.AddDays(1) }, none, long1);
        await FindsAsync(new() { Until = start.AddDays(1) }, short1);
        await FindsAsync(new() { Text = "morgen", Engine = "pocketsphinx", From = start.AddDays(1), LengthMin = TimeSpan.FromMinutes(1) }, long1);
        await FindsAsync(new() { Text = "morgen", Engine = "google" });
        await FindsAsync(new() { Text = "mor", Order = VoicemailOrder.Length, Until = start.AddDays(3) }, long1, short1);
        await FindsAsync(new() { Text = "mor", Order = VoicemailOrder.Length, Until = start.AddDays(1) }, short1);
        var choices = await index.ReadChoicesAsync(None);
        Assert.Equal(["google", "pocketsphinx"], choices.Engines);
        Assert.Equal(["de-DE", "en-GB"], choices.Languages);
    }

    [Theory]
    [InlineData(VoicemailOrder.Received)]
    [InlineData(VoicemailOrder.Length)]
    [InlineData(VoicemailOrder.Recipient)]
    [InlineData(VoicemailOrder.Caller)]
    public async Task Paging_InEveryOrderBothWays_StaysRightWhileMailArrives(VoicemailOrder order)
    {
        for (var i = 0; i < 17; i++) await PutSortableAsync(i);
        await FollowAsync();
        foreach (var isAscending in new[] { false, true })
        foreach (var text in new[] { null, "sortable" })
        {
            var query = new VoicemailQuery { Text = text, Order = order, Ascending = isAscending, Take = 1000 };
            var whole = await IdsAsync(query);
            var expected = whole.ToList();
            Assert.Equal(expected, Sorted(expected, order, isAscending));

            query = query with { Take = 5 };
            List<VoicemailPage> pages = [await index.SearchAsync(query, None)];
            while (pages[^1].Next is { } next)
            {
                // What arrives lies anywhere in the list; what is on the other pages stays where it is.
                await PutSortableAsync(100 + random.Next(100));
                await FollowAsync();
                pages.Add(await index.SearchAsync(query with { After = next }, None));
            }

            Assert.Null(pages[0].Previous);
            var forward = pages.SelectMany(page => page.Items).Select(item => item.Id).ToList();
            Assert.Equal(forward.Distinct(), forward);
            Assert.Equal(expected, forward.Where(expected.Contains));

            List<CorrelationId> back = [.. pages[^1].Items.Select(item => item.Id)];
            for (var page = pages[^1]; page.Previous is { } previous;)
            {
                page = await index.SearchAsync(query with { Before = previous }, None);
                Assert.Equal(5, page.Items.Count);
                back.InsertRange(0, page.Items.Select(item => item.Id).Where(id => !back.Contains(id)));
            }

            whole = await IdsAsync(query with { Take = 1000 });
            Assert.Equal(whole, back);
        }
    }

    [Fact]
    public async Task Count_StopsOneAfterTheMost()
    {
        for (var i = 0; i < 4; i++) await PutAsync(state => state);
        await FollowAsync();
        Assert.Equal(3, await index.CountAsync(new VoicemailQuery(), 2, None));
        Assert.Equal(4, await index.CountAsync(new VoicemailQuery(), 3, None));
        Assert.Equal(4, await index.CountAsync(new VoicemailQuery { Take = 1 }, 9, None));
        Assert.Equal(0, await index.CountAsync(new VoicemailQuery { Text = "***" }, 9, None));
    }

    [Fact]
    public async Task Place_OfAnEntryThatIsGone_StillDividesTheList()
    {
        List<CorrelationId> ids = [];
        for (var i = 0; i < 4; i++) ids.Add(await PutSortableAsync(i));
        await FollowAsync();
        var query = new VoicemailQuery { Order = VoicemailOrder.Length, Ascending = true, Take = 2 };
        var next = (await index.SearchAsync(query, None)).Next!;
        var record = (await store.ReadAsync(new GrainId(GrainKinds.Voicemail, next.Id.Value), None))!;
        await store.CommitAsync(new([new GrainWrite.Delete(record.Id, record.Version)]), None);
        await FollowAsync();
        Assert.Equal(ids[2..], (await index.SearchAsync(query with { After = next }, None)).Items.Select(item => item.Id));
    }

    private async Task<CorrelationId> PutSortableAsync(int i)
    {
        string[] people = ["Ärzte@x.example", "bea@x.example", "zoe@x.example"];
        var id = await PutAsync(state => state with
        {
            Envelope = new Envelope("", [new EnvelopeRecipient(people[i % 3])]),
            Facts = Facts() with { CallerName = i % 4 == 0 ? null : $"Caller {(char)('a' + i % 5)}", Subject = "sortable" },
        });
        if (i % 6 != 5) await TranscribeAsync(id, "hello", seconds: i % 7);
        return id;
    }

    private IEnumerable<CorrelationId> Sorted(List<CorrelationId> ids, VoicemailOrder order, bool isAscending)
    {
        var items = index.SearchAsync(new VoicemailQuery { Take = 500 }, None).Result.Items
            .Where(item => ids.Contains(item.Id));
        var sorted = items.OrderBy(item => order switch
        {
            VoicemailOrder.Length => $"{(item.Duration is { } length ? length.TotalSeconds + 1 : 0):000}",
            VoicemailOrder.Recipient => PlainLetters.Of(item.Recipients[0]),
            VoicemailOrder.Caller => item.Caller ?? "~",
            _ => "",
        }, StringComparer.Ordinal).ThenBy(item => item.Id).Select(item => item.Id);
        return isAscending ? sorted : sorted.Reverse();
    }
}
