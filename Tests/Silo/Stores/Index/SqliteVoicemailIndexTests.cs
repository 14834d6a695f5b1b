using Microsoft.Extensions.Logging.Abstractions;
using VoicemailOrleans.Core.Transcripts;
using VoicemailOrleans.Core.Voicemail;
using VoicemailOrleans.Grains;
using VoicemailOrleans.Silo.Stores.Sqlite.Index;
using VoicemailOrleans.Tests.Fakes;

namespace VoicemailOrleans.Tests.Silo.Stores.Index;

public sealed class SqliteVoicemailIndexTests : IDisposable
{
    private static readonly CancellationToken None = CancellationToken.None;

    private readonly TemporaryFolder folder = new();
    private readonly ManualTimeProvider clock = new();
    private readonly Random random = new(1);
    private InMemoryGrainStore store;
    private SqliteVoicemailIndex index;
    private VoicemailIndexFollower follower;

    public SqliteVoicemailIndexTests()
    {
        store = new InMemoryGrainStore(clock);
        (index, follower) = Open();
    }

    public void Dispose()
    {
        follower.Dispose();
        index.Dispose();
        folder.Dispose();
    }

    [Fact]
    public async Task Entry_OfAVoicemail_HasWhatTheListShows()
    {
        var id = await PutAsync(state => state with
        {
            Stage = VoicemailStage.Closed, ClosedAs = CloseReason.Delivered, MailStatus = "transcribed",
            Facts = Facts() with { CallerName = "Erika Muster", CallerNumber = "+49 30 1234567", Subject = "Voice message" },
        });
        await TranscribeAsync(id, "please call me back about the order");
        await FollowAsync();

        var item = Assert.Single((await SearchAsync(null)).Items);
        Assert.Equal((id, "Erika Muster (+49 30 1234567)", "Voice message"), (item.Id, item.Caller, item.Subject));
        Assert.Equal(["anna@example.com"], item.Recipients);
        Assert.Equal((CloseReason.Delivered, "transcribed", id.Time), (item.ClosedAs, item.MailStatus, item.ReceivedAt));
        Assert.Equal((TimeSpan.FromSeconds(12), "please call me back about the order"), (item.Duration, item.Snippet));
        Assert.False(item.NeedsAttention);
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
    [InlineData("müller 030 / 123 45 67 order")]
    public async Task Search_FindsByWordPrefixAddressAndAnyNotationOfANumber(string text)
    {
        var id = await PutAsync(state => state with
        {
            Facts = Facts() with
            {
                CallerName = "Hans Müller", CallerNumber = "+49 30 1234567", Subject = "Quarterly", MessageId = "<m1.abc@pbx.example>",
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
    [InlineData("ord* now", 0)]
    [InlineData("'; DROP TABLE entries; --", 0)]
    [InlineData("{transcript caller} : order", 0)]
    [InlineData("\0order\u0001", 1)]
    [InlineData("😀", 0)]
    [InlineData("\ud83d", 0)]
    [InlineData("²", 0)]
    [InlineData("( 123 )", 0)]
    [InlineData("+++ --- ...", 0)]
    [InlineData("00000", 0)]
    public async Task Search_OperatorsAndQuotes_AreOnlyText(string text, int found)
    {
        var id = await PutAsync(state => state);
        await TranscribeAsync(id, "transcript: order now");
        await FollowAsync();
        Assert.Equal(found, (await SearchAsync(text)).Items.Count);
    }

    [Fact]
    public async Task Search_RandomText_NeverFails()
    {
        await PutAsync(state => state);
        await FollowAsync();
        const string alphabet = "ab1 \"'*:()-+^{}.,NOT AND OR NEAR/\\\0é😀";
        for (var i = 0; i < 500; i++)
        {
            var text = new string([.. Enumerable.Range(0, random.Next(30)).Select(_ => alphabet[random.Next(alphabet.Length)])]);
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
            page = await SearchAsync(text, before: seen.Count == 0 ? null : seen[^1], take: 10);
            seen.AddRange(page.Items.Select(item => item.Id));
        }
        while (page.HasMore);

        Assert.Equal(ids.Order().Reverse(), seen);
    }

    [Fact]
    public async Task Views_AndCounts_FollowTheState()
    {
        var open = await PutAsync(state => state with { Stage = VoicemailStage.Relaying });
        var delivered = await PutAsync(state => state with { Stage = VoicemailStage.Closed, ClosedAs = CloseReason.Delivered });
        var parked = await PutAsync(state => state with { Stage = VoicemailStage.Closed, ClosedAs = CloseReason.Parked });
        var uncertain = await PutAsync(state => state with { Stage = VoicemailStage.Relaying, Deliveries = [Delivery(DeliveryState.Uncertain)] });
        var deferred = await PutAsync(state => state with { Stage = VoicemailStage.Relaying, Deliveries = [Delivery(DeliveryState.Deferred)] });
        await FollowAsync();

        Assert.Equal(new VoicemailViewCounts(5, 2, 3, 1), await index.CountAsync(None));
        Assert.Equal([deferred, uncertain, open], await IdsAsync(VoicemailView.Open));
        Assert.Equal([delivered], await IdsAsync(VoicemailView.Delivered));
        Assert.Equal([uncertain, parked], await IdsAsync(VoicemailView.NeedsAttention));

        clock.Advance(TimeSpan.FromMinutes(16));
        Assert.Equal([deferred, uncertain, parked], await IdsAsync(VoicemailView.NeedsAttention));
        Assert.Equal(3, (await index.CountAsync(None)).NeedsAttention);
        Assert.Equal([deferred], (await SearchAsync(deferred.Value, VoicemailView.NeedsAttention)).Items.Select(item => item.Id));
        Assert.True((await SearchAsync(deferred.Value)).Items[0].NeedsAttention);
    }

    [Fact]
    public async Task Changes_AreFollowedAndTold()
    {
        var rings = 0;
        index.Changed += () => rings++;
        var id = await PutAsync(state => state);
        await FollowAsync();
        Assert.Equal(1, rings);
        Assert.Empty((await SearchAsync("hello")).Items);

        await TranscribeAsync(id, "hello there");
        await FollowAsync();
        Assert.Single((await SearchAsync("hello")).Items);

        await UpdateAsync(id, state => state with { Stage = VoicemailStage.Closed, ClosedAs = CloseReason.Delivered });
        await FollowAsync();
        Assert.Equal(new VoicemailViewCounts(1, 0, 0, 1), await index.CountAsync(None));
        Assert.Single((await SearchAsync("hello")).Items);
    }

    [Fact]
    public async Task Deletion_LeavesNoTraceInTheFiles()
    {
        var id = await PutAsync(state => state);
        await TranscribeAsync(id, "xylophonequartz");
        await FollowAsync();
        var record = (await store.ReadAsync(new GrainId(GrainKinds.Voicemail, id.Value), None))!;
        await store.CommitAsync(new([new GrainWrite.Delete(record.Id, record.Version)]), None);
        await FollowAsync();

        Assert.Empty((await SearchAsync("xylophonequartz")).Items);
        Assert.Equal(new VoicemailViewCounts(0, 0, 0, 0), await index.CountAsync(None));
        index.Dispose();
        var bytes = await File.ReadAllBytesAsync(folder.File(SqliteVoicemailIndex.FileName));
        Assert.Equal(-1, bytes.AsSpan().IndexOf("xylophonequartz"u8));
    }

    [Fact]
    public async Task UnreadableState_IsListedForAttention()
    {
        var id = CorrelationId.Create(clock.GetUtcNow(), new byte[CorrelationId.EntropyLength]);
        await store.CommitAsync(new([new GrainWrite.Put(new(GrainKinds.Voicemail, id.Value), 0, "{"u8.ToArray(), clock.GetUtcNow())]), None);
        await FollowAsync();
        Assert.Equal([id], await IdsAsync(VoicemailView.NeedsAttention));
    }

    [Fact]
    public async Task Reopened_GoesOnWhereItWas()
    {
        await PutAsync(state => state);
        await FollowAsync();
        var position = index.Position;
        Reopen();
        Assert.Equal(position, index.Position);
        await PutAsync(state => state);
        await FollowAsync();
        Assert.Equal(2, (await index.CountAsync(None)).All);
    }

    [Theory]
    [InlineData("damaged")]
    [InlineData("version")]
    [InlineData("missing")]
    public async Task UnusableFile_IsMadeAnewFromTheStore(string what)
    {
        for (var i = 0; i < 3; i++) await PutAsync(state => state);
        await FollowAsync();
        index.Dispose();
        var path = folder.File(SqliteVoicemailIndex.FileName);
        if (what == "missing") File.Delete(path);
        else if (what == "damaged") await File.WriteAllBytesAsync(path, new byte[8192].Select(_ => (byte)7).ToArray());
        else SetVersion(path);

        (index, follower) = Open();
        Assert.Equal(0, index.Position);
        await FollowAsync();
        Assert.Equal(3, (await index.CountAsync(None)).All);
    }

    [Fact]
    public async Task DamagedWhileOpen_IsMadeAnew()
    {
        for (var i = 0; i < 300; i++) await PutAsync(state => state with { Facts = Facts() with { Subject = "subject" } });
        await FollowAsync();
        Reopen();
        await using (var file = File.OpenWrite(folder.File(SqliteVoicemailIndex.FileName)))
        {
            file.Position = 4096;
            await file.WriteAsync(new byte[(int)file.Length - 4096]);
        }

        await Assert.ThrowsAnyAsync<Exception>(async () => await SearchAsync("subject"));
        await FollowAsync();
        Assert.Equal(300, (await index.CountAsync(None)).All);
        Assert.NotEmpty((await SearchAsync("subject")).Items);
    }

    [Fact]
    public async Task StoreReset_IndexIsMadeAnew()
    {
        for (var i = 0; i < 3; i++) await PutAsync(state => state);
        await FollowAsync();
        store = new InMemoryGrainStore(clock);
        Reopen();
        await PutAsync(state => state);
        await FollowAsync();
        Assert.Equal(1, (await index.CountAsync(None)).All);
    }

    [Fact]
    public async Task StoreResetAndRefilled_IndexIsMadeAnew()
    {
        for (var i = 0; i < 3; i++) await PutAsync(state => state);
        await FollowAsync();
        store = new InMemoryGrainStore(clock);
        for (var i = 0; i < 5; i++) await PutAsync(state => state);
        Reopen();
        await FollowAsync();
        Assert.Equal(5, (await index.CountAsync(None)).All);
    }

    [Fact]
    public async Task Follower_Running_IndexesSoonAfterTheCommit()
    {
        await follower.StartAsync(None);
        var changed = new TaskCompletionSource();
        index.Changed += () => changed.TrySetResult();
        await PutAsync(state => state);
        await changed.Task.WaitAsync(TimeSpan.FromSeconds(10));
        Assert.Single((await SearchAsync(null)).Items);
        await follower.StopAsync(None);
    }

    private static MessageFacts Facts() => new()
    {
        Kind = MessageKind.Voicemail, ContentHash = "00", Recordings = [new RecordingFacts(1, "a.wav", "audio/wav", 1000)],
    };

    private static void SetVersion(string path)
    {
        using var connection = new Microsoft.Data.Sqlite.SqliteConnection($"Data Source={path};Pooling=False");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = "PRAGMA user_version = 99";
        command.ExecuteNonQuery();
    }

    private Delivery Delivery(DeliveryState state) => new() { Recipient = "anna@example.com", State = state, Since = clock.GetUtcNow() };

    private (SqliteVoicemailIndex Index, VoicemailIndexFollower Follower) Open()
    {
        var opened = new SqliteVoicemailIndex(folder.Path, clock, NullLogger<SqliteVoicemailIndex>.Instance);
        return (opened, new VoicemailIndexFollower(store, opened, clock, NullLogger<VoicemailIndexFollower>.Instance));
    }

    private void Reopen()
    {
        index.Dispose();
        (index, follower) = Open();
    }

    private async Task FollowAsync()
    {
        // Twice the checks of a quiet follower, ten seconds apart, so that a doubt becomes certain.
        for (var quiet = 0; quiet < 3; clock.Advance(TimeSpan.FromSeconds(11)))
            if (!await follower.FollowAsync(None)) quiet++;
    }

    private async Task<CorrelationId> PutAsync(Func<VoicemailState, VoicemailState> change)
    {
        var entropy = new byte[CorrelationId.EntropyLength];
        random.NextBytes(entropy);
        clock.Advance(TimeSpan.FromMilliseconds(1));
        var id = CorrelationId.Create(clock.GetUtcNow(), entropy);
        var envelope = new Envelope("pbx@example.com", [new EnvelopeRecipient("anna@example.com")]);
        var state = change(VoicemailState.Received(id, clock.GetUtcNow(), envelope, 1000) with { Facts = Facts() });
        await store.CommitAsync(new([new GrainWrite.Put(new(GrainKinds.Voicemail, id.Value), 0, GrainJson.Write(state), clock.GetUtcNow())]), None);
        return id;
    }

    private async Task UpdateAsync(CorrelationId id, Func<VoicemailState, VoicemailState> change)
    {
        var record = (await store.ReadAsync(new(GrainKinds.Voicemail, id.Value), None))!;
        var state = change(GrainJson.ReadVoicemail(record.State));
        await store.CommitAsync(new([new GrainWrite.Put(record.Id, record.Version, GrainJson.Write(state), clock.GetUtcNow())]), None);
    }

    private async Task TranscribeAsync(CorrelationId id, string text)
    {
        var transcript = new Transcript
        {
            Language = "en-US", Engine = "test", Words = [.. text.Split(' ').Select(word => new TranscriptWord(word))],
        };
        var state = new TranscriptionState
        {
            Id = id, Number = 1, CreatedAt = clock.GetUtcNow(), Language = "en-US",
            Result = new TranscriptionResult
            {
                Status = TranscriptStatus.Transcribed, Transcript = transcript, Duration = TimeSpan.FromSeconds(12), At = clock.GetUtcNow(),
            },
        };
        var grain = new GrainId(GrainKinds.Transcription, $"{id}/1");
        await store.CommitAsync(new([new GrainWrite.Put(grain, 0, GrainJson.Write(state), clock.GetUtcNow())]), None);
    }

    private async Task<VoicemailPage> SearchAsync(
        string? text, VoicemailView view = VoicemailView.All, CorrelationId? before = null, int take = 50) =>
        await index.SearchAsync(new VoicemailQuery(text, view, before, take), None);

    private async Task<IEnumerable<CorrelationId>> IdsAsync(VoicemailView view) =>
        (await SearchAsync(null, view)).Items.Select(item => item.Id);
}
