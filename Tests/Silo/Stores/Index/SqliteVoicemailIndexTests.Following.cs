using VoicemailOrleans.Core.Voicemail;
using VoicemailOrleans.Grains;
using VoicemailOrleans.Silo.Stores.Sqlite.Index;
using VoicemailOrleans.Tests.Fakes;

namespace VoicemailOrleans.Tests.Silo.Stores.Index;

public sealed partial class SqliteVoicemailIndexTests
{
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
        Assert.Equal(new VoicemailViewCounts(1, 0, 0, 1) { ContentBytes = 1_000 }, await index.CountAsync(None));
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
    public async Task IndexOfANodeThatIsGone_GoesWhileAnotherFollows()
    {
        var left = Path.Combine(Directory.CreateDirectory(folder.File("index/3f2a9c0b1d4e")).FullName, SqliteVoicemailIndex.FileName);
        await File.WriteAllTextAsync(left, "xylophonequartz");
        File.SetLastWriteTimeUtc(left, clock.GetUtcNow().UtcDateTime);
        await follower.FollowAsync(None);
        Assert.True(File.Exists(left));
        clock.Advance(TimeSpan.FromMinutes(61));
        await follower.FollowAsync(None);
        Assert.False(Directory.Exists(Path.GetDirectoryName(left)));
    }

    [Fact]
    public async Task UnreadableState_IsListedForAttention()
    {
        var id = CorrelationId.Create(clock.GetUtcNow(), new byte[CorrelationId.EntropyLength]);
        await store.CommitAsync(new(
            [new GrainWrite.Put(new(GrainKinds.Voicemail, id.Value), 0, "{"u8.ToArray(), clock.GetUtcNow())]), None);
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
        for (var i = 0; i < 300; i++)
            await PutAsync(state => state with { Facts = Facts() with { Subject = "subject" } });
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
    public async Task StoreWithAnotherHistory_IsReadAgainWhileTheListStays_AndWhatIsGoneGoes()
    {
        var kept = await PutAsync(state => state);
        var gone = await PutAsync(state => state);
        await TranscribeAsync(gone, "xylophonequartz");
        await FollowAsync();
        // As many voicemails as before, so that no count would tell; and positions behind those already followed.
        var state = GrainJson.ReadVoicemail((await store.ReadAsync(GrainId.Voicemail(kept), None))!.State);
        store = new InMemoryGrainStore(clock) { History = "second" };
        await store.CommitAsync(new([new GrainWrite.Put(
            GrainId.Voicemail(kept), 0, GrainJson.Write(state), clock.GetUtcNow())]), None);
        var added = await PutAsync(state => state);
        Reopen();
        Assert.Equal(2, (await index.CountAsync(None)).All);
        Assert.False(await follower.FollowAsync(None)); // at once, without the checks that would begin the index anew
        Assert.Equal([added, kept], await IdsAsync(VoicemailView.All));
        Assert.Empty((await SearchAsync("xylophonequartz")).Items);
        Assert.Equal(2, index.Position);
    }

    [Fact]
    public async Task StoreWithAnotherHistory_ReadInSeveralBatches_LosesNoEntryOnTheWay()
    {
        for (var i = 0; i < 450; i++) await PutAsync(state => state);
        await FollowAsync();
        store.History = "second";
        clock.Advance(TimeSpan.FromSeconds(11));
        for (var hasMore = true; hasMore; Assert.Equal(450, (await index.CountAsync(None)).All))
            hasMore = await follower.FollowAsync(None);
    }

    [Fact]
    public async Task Follower_Running_IndexesSoonAfterTheCommit()
    {
        await follower.StartAsync(None);
        await clock.WhenTimersSet().WaitAsync(TimeSpan.FromSeconds(30)); // it has looked, and sleeps
        var changed = new TaskCompletionSource();
        index.Changed += () => changed.TrySetResult();
        await PutAsync(state => state);
        clock.Advance(TimeSpan.FromSeconds(1));
        await changed.Task.WaitAsync(TimeSpan.FromSeconds(30));
        Assert.Single((await SearchAsync(null)).Items);
        await follower.StopAsync(None);
    }
}
