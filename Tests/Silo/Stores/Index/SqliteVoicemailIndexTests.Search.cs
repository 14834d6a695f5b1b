using VoicemailOrleans.Core.Voicemail;
using VoicemailOrleans.Grains;

namespace VoicemailOrleans.Tests.Silo.Stores.Index;

public sealed partial class SqliteVoicemailIndexTests
{
    [Fact]
    public async Task Entry_OfAVoicemail_HasWhatTheListShows()
    {
        var id = await PutAsync(state => state with
        {
            Stage = VoicemailStage.Closed, ClosedAs = CloseReason.Delivered, MailStatus = "transcribed",
            Facts = Facts() with
            {
                CallerName = "Erika Muster", CallerNumber = "+49 30 1234567", Subject = "Voice message",
            },
        });
        await TranscribeAsync(id, "please call me back about the order");
        await FollowAsync();

        var item = Assert.Single((await SearchAsync(null)).Items);
        Assert.Equal((id, "Erika Muster (+49 30 1234567)", "Voice message"), (item.Id, item.Caller, item.Subject));
        Assert.Equal(["anna@example.com"], item.Recipients);
        Assert.Equal(
            (CloseReason.Delivered, "transcribed", id.Time), (item.ClosedAs, item.MailStatus, item.ReceivedAt));
        Assert.Equal((TimeSpan.FromSeconds(12), "please call me back about the order"), (item.Duration, item.Snippet));
        Assert.False(item.NeedsAttention);
    }

    [Fact]
    public async Task Entry_OfACorrectedVoicemail_HasTheCorrectedText()
    {
        var id = await PutAsync(state => state);
        await TranscribeAsync(id, "please call harriet");
        await FollowAsync();
        await UpdateAsync(id, state => state with
        {
            Corrections = [new TranscriptCorrection(1, 1, "please call Harrow", "eva", clock.GetUtcNow(), null)],
        });
        await FollowAsync();
        Assert.Equal("please call Harrow", Assert.Single((await SearchAsync("harrow")).Items).Snippet);
        Assert.Empty((await SearchAsync("harriet")).Items);
    }

    [Theory]
    [InlineData("order")]
    [InlineData("ORDER back")]
    [InlineData("ord")]
    [InlineData("muller")]
    [InlineData("Müller")]
    [InlineData("anna@example.com")]
    [InlineData("example")]
    [InlineData("quarterly")]
    [InlineData("<m1.abc@pbx.example>")]
    [InlineData("030/1234567")]
    [InlineData("+49 (30) 123 45 67")]
    [InlineData("0049301234567")]
    [InlineData("1234567")]
    [InlineData("4567")]
    [InlineData("4930")]
    [InlineData("+49 (0) 30 1234567")]
    [InlineData("49030 123-4567")]
    [InlineData("müller 030 / 123 45 67 order")]
    public async Task Search_FindsByWordPrefixAddressAndAnyNotationOfANumber(string text)
    {
        var id = await PutAsync(state => state with
        {
            Facts = Facts() with
            {
                CallerName = "Hans Müller", CallerNumber = "+49 30 1234567", Subject = "Quarterly",
                MessageId = "<m1.abc@pbx.example>",
            },
        });
        await TranscribeAsync(id, "please call me back about the order");
        await PutAsync(state => state with { Envelope = new Envelope("", [new EnvelopeRecipient("bob@other.test")]) });
        await FollowAsync();

        Assert.Equal(id, Assert.Single((await SearchAsync(text)).Items).Id);
    }

    [Fact]
    public async Task Search_CorrelationId_FindsWholeAndBeginningInAnyCase()
    {
        var id = await PutAsync(state => state);
        await FollowAsync();
        Assert.Single((await SearchAsync(id.Value)).Items);
        Assert.Single((await SearchAsync(id.Value.ToUpperInvariant())).Items);
        Assert.Single((await SearchAsync(id.Value[..12])).Items);
    }

    [Theory]
    [InlineData("\"", 0)]
    [InlineData("\"\"\"", 0)]
    [InlineData("order AND", 0)]
    [InlineData("NOT order", 0)]
    [InlineData("order AND (", 0)]
    [InlineData("NEAR(order now, 3)", 0)]
    [InlineData("transcript : order", 1)]
    [InlineData("-order ^order +order", 1)]
    [InlineData("*", 0)]
    [InlineData("order* \"n", 1)]
    [InlineData("ord* now", 1)]
    [InlineData("or* now", 0)]
    [InlineData("'; DROP TABLE entries; --", 0)]
    [InlineData("{transcript caller} : order", 0)]
    [InlineData("\0order\u0001", 1)]
    [InlineData("😀", 0)]
    [InlineData("\ud83d", 0)]
    [InlineData("²", 0)]
    [InlineData("( 123 )", 0)]
    [InlineData("+++ --- ...", 0)]
    [InlineData("00000", 0)]
    [InlineData("\ue000open", 0)]
    [InlineData("order \ue000", 1)]
    public async Task Search_OperatorsAndQuotes_AreOnlyText(string text, int found)
    {
        var id = await PutAsync(state => state);
        await TranscribeAsync(id, "transcript: order now");
        await FollowAsync();
        Assert.Equal(found, (await SearchAsync(text)).Items.Count);
    }

    [Theory]
    [InlineData("Müller", "mueller")]
    [InlineData("mueller", "Müller")]
    [InlineData("MUELLER", "Müller")]
    [InlineData("muller", "mueller")]
    [InlineData("Mül", "mueller")]
    [InlineData("muell", "Müller")]
    [InlineData("mül hans", "Hans Müller")]
    [InlineData("mül hans", "hans.mueller")]
    [InlineData("Jör Übe", "Uebelhoer, Joerg")]
    [InlineData("Schaeuble", "Schäuble")]
    [InlineData("oel", "Öl")]
    [InlineData("für", "fuer")]
    [InlineData("fuer", "für")]
    [InlineData("Strasse", "Straße")]
    [InlineData("strass", "STRASSE und Straße")]
    [InlineData("Straße", "Strasse")]
    [InlineData("Schlossstrasse", "Schlossstraße")]
    [InlineData("\"Müller\"", "mueller")]
    public async Task Search_InAnotherSpelling_FindsAndShows(string text, string said)
    {
        var id = await PutAsync(state => state with { Facts = Facts() with { CallerName = "Somebody" } });
        var byAddress = await PutAsync(state => state with
        {
            Envelope = new Envelope("", [new EnvelopeRecipient(said.Replace(' ', '.').Replace(",", "", StringComparison.Ordinal) + "@other.test")]),
        });
        var filler = string.Join(' ', Enumerable.Repeat("lorem ipsum", 100));
        await TranscribeAsync(id, $"{filler} {said} {filler}");
        await PutAsync(state => state);
        await FollowAsync();
        var found = (await SearchAsync(text)).Items;
        Assert.Equal(new[] { id, byAddress }.Order(), found.Select(item => item.Id).Order());
        Assert.Contains(said, found.Single(item => item.Id == id).Snippet, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("neuer", "neural")]
    [InlineData("fuel", "full")]
    [InlineData("Quelle", "Qulle")]
    [InlineData("due", "during")]
    [InlineData("hans m", "Hand Müller")]
    [InlineData("mu hans", "Müller Hans")]
    public async Task Search_ForSomethingElse_DoesNotFind(string text, string said)
    {
        await TranscribeAsync(await PutAsync(state => state), said);
        await FollowAsync();
        Assert.Empty((await SearchAsync(text)).Items);
    }

    [Fact]
    public async Task Search_MadeAgain_KnowsTheWordsThatCameMeanwhile()
    {
        var id = await PutAsync(state => state);
        await FollowAsync();
        for (var i = 0; i < 10; i++) Assert.Empty((await SearchAsync("needle")).Items); // on every reader
        await TranscribeAsync(id, "needlework");
        await FollowAsync();
        Assert.Single((await SearchAsync("needle")).Items);
        await TranscribeAsync(await PutAsync(state => state), "needlepoint");
        await FollowAsync();
        Assert.Equal(2, (await SearchAsync("needle")).Items.Count);
    }

    [Fact]
    public async Task Search_AMailThatLooksLikeAFact_IsFoundAsAnyOther()
    {
        var id = await PutAsync(state => state with { Facts = Facts() with { Subject = "\ue000deleted invoice", CallerName = "\ue000open" } });
        await FollowAsync();
        Assert.Equal(id, Assert.Single((await SearchAsync("invoice")).Items).Id);
        Assert.Equal(id, Assert.Single((await SearchAsync("\ue000deleted")).Items).Id);
        Assert.Empty((await SearchAsync("invoice", VoicemailView.Deleted)).Items);
    }

    [Fact]
    public async Task Search_RandomText_NeverFails()
    {
        await PutAsync(state => state);
        await FollowAsync();
        const string alphabet = "ab1 \"'*:()-+^{}.,NOT AND OR NEAR/\\\0é😀äueßsss";
        for (var i = 0; i < 500; i++)
        {
            var text = new string(
                [.. Enumerable.Range(0, random.Next(30)).Select(_ => alphabet[random.Next(alphabet.Length)])]);
            await SearchAsync(text);
        }

        await SearchAsync(new string('a', 100_000));
        await SearchAsync(string.Join(' ', Enumerable.Repeat("a", 5000)));
    }

    [Fact]
    public async Task Search_Words_SnippetShowsTheMatch()
    {
        var id = await PutAsync(state => state);
        var long1 = string.Join(' ', Enumerable.Range(0, 200).Select(i => $"word{i}"));
        await TranscribeAsync(id, long1 + " needle " + long1);
        await FollowAsync();
        Assert.Contains("needle", Assert.Single((await SearchAsync("needle")).Items).Snippet, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("subject")]
    public async Task Paging_GoesFromNewToOldWithoutGapOrRepeat(string? text)
    {
        List<CorrelationId> ids = [];
        for (var i = 0; i < 25; i++)
        {
            ids.Add(await PutAsync(state => state with { Facts = Facts() with { Subject = "subject" } }));
            if (i % 3 == 0) clock.Advance(TimeSpan.FromSeconds(1));
        }

        await FollowAsync();
        List<CorrelationId> seen = [];
        VoicemailPage page;
        do
        {
            page = await SearchAsync(text, after: seen.Count == 0 ? null : new VoicemailPlace(seen[^1]), take: 10);
            seen.AddRange(page.Items.Select(item => item.Id));
        }
        while (page.Next is not null);

        Assert.Equal(ids.Order().Reverse(), seen);
    }

    [Fact]
    public async Task Views_AndCounts_FollowTheState()
    {
        var open = await PutAsync(state => state with { Stage = VoicemailStage.Relaying });
        var delivered = await PutAsync(
            state => state with { Stage = VoicemailStage.Closed, ClosedAs = CloseReason.Delivered });
        var parked = await PutAsync(
            state => state with { Stage = VoicemailStage.Closed, ClosedAs = CloseReason.Parked });
        var uncertain = await PutAsync(
            state => state with { Stage = VoicemailStage.Relaying, Deliveries = [Delivery(DeliveryState.Uncertain)] });
        var deferred = await PutAsync(
            state => state with { Stage = VoicemailStage.Relaying, Deliveries = [Delivery(DeliveryState.Deferred)] });
        await FollowAsync();

        Assert.Equal(new VoicemailViewCounts(5, 2, 3, 1) { ContentBytes = 5_000 }, await index.CountAsync(None));
        Assert.Equal([deferred, uncertain, open], await IdsAsync(VoicemailView.Open));
        Assert.Equal([delivered], await IdsAsync(VoicemailView.Delivered));
        Assert.Equal([uncertain, parked], await IdsAsync(VoicemailView.NeedsAttention));

        clock.Advance(TimeSpan.FromMinutes(16));
        Assert.Equal([deferred, uncertain, parked], await IdsAsync(VoicemailView.NeedsAttention));
        Assert.Equal(3, (await index.CountAsync(None)).NeedsAttention);
        var found = await SearchAsync(deferred.Value, VoicemailView.NeedsAttention);
        Assert.Equal([deferred], found.Items.Select(item => item.Id));
        Assert.True((await SearchAsync(deferred.Value)).Items[0].NeedsAttention);
    }

    /// <summary>Also one whose turns fail before it is offered to anybody.</summary>
    [Fact]
    public async Task OnItsWay_ForTooLong_NeedsAttention()
    {
        var received = await PutAsync(state => state with { Stage = VoicemailStage.Received });
        var transcribing = await PutAsync(state => state with
        {
            Stage = VoicemailStage.Transcribing, DeliverBy = state.ReceivedAt + TimeSpan.FromMinutes(5),
        });
        var pending = await PutAsync(
            state => state with { Stage = VoicemailStage.Relaying, Deliveries = [Delivery(DeliveryState.Pending)] });
        await FollowAsync();
        Assert.Empty(await IdsAsync(VoicemailView.NeedsAttention));
        clock.Advance(TimeSpan.FromMinutes(16));
        Assert.Equal([pending, received], await IdsAsync(VoicemailView.NeedsAttention));
        clock.Advance(TimeSpan.FromMinutes(5));
        Assert.Equal([pending, transcribing, received], await IdsAsync(VoicemailView.NeedsAttention));
    }

    [Fact]
    public async Task Deleted_IsInItsOwnViewOnly_UntilItIsRestored()
    {
        var kept = await PutAsync(state => state with { Stage = VoicemailStage.Closed, ClosedAs = CloseReason.Parked });
        var deleted = await PutAsync(state => state with
        {
            Stage = VoicemailStage.Closed, ClosedAs = CloseReason.Parked,
            Deletion = new Deletion(clock.GetUtcNow(), clock.GetUtcNow().AddDays(7), "eva", "a prank"),
        });
        await FollowAsync();

        Assert.Equal(new VoicemailViewCounts(1, 1, 0, 0) { Deleted = 1, ContentBytes = 2_000 }, await index.CountAsync(None));
        Assert.Equal([kept], await IdsAsync(VoicemailView.All));
        Assert.Equal([kept], await IdsAsync(VoicemailView.NeedsAttention));
        Assert.Equal([deleted], await IdsAsync(VoicemailView.Deleted));
        Assert.Empty((await SearchAsync(deleted.Value)).Items);
        Assert.True(Assert.Single((await SearchAsync(deleted.Value, VoicemailView.Deleted)).Items).IsDeleted);

        await UpdateAsync(deleted, state => state with
        {
            Deletion = null, Hold = new Hold(clock.GetUtcNow(), "eva", "a complaint"),
        });
        await FollowAsync();
        Assert.Equal([deleted, kept], await IdsAsync(VoicemailView.All));
        Assert.True((await SearchAsync(deleted.Value)).Items[0].IsHeld);
        Assert.Equal(new VoicemailViewCounts(2, 2, 0, 0) { ContentBytes = 2_000 }, await index.CountAsync(None));
    }
}
