namespace VoicemailOrleans.Tests.Silo.Spool;

public sealed class JournalCheckpointTests
{
    private const int Eio = 5;

    [Fact]
    public async Task Checkpoint_SegmentGoesOnlyWhenClosedReadSettledAndSynced()
    {
        await using var rig = new SpoolRig(configure: o => o.SegmentAge = TimeSpan.FromTicks(1));
        await rig.AppendDurablyAsync("one");
        rig.Checkpoint.Take();
        Assert.Single(rig.Segments); // not read

        var entries = await rig.ReadAsync();
        rig.Checkpoint.Take();
        Assert.Single(rig.Segments); // not settled

        rig.Reader.Settle(entries);
        rig.Checkpoint.Take();
        Assert.Single(rig.Segments); // still open
        Assert.Single(Directory.GetFiles(rig.Folders.Journal, "*.done"));

        await CloseSegmentAsync(rig);
        rig.Checkpoint.Take();
        Assert.EndsWith("2.seg", Assert.Single(rig.Segments));
        Assert.Empty(Directory.GetFiles(rig.Folders.Journal, "*.done"));
    }

    [Fact]
    public async Task Checkpoint_SyncsContentBeforeItForgets()
    {
        await using var rig = new SpoolRig();
        await rig.AppendDurablyAsync("one");
        rig.Reader.Settle(await rig.ReadAsync());
        rig.Disk.Calls.Clear();
        rig.Checkpoint.Take();
        Assert.Equal(["syncfs", "append", "fdatasync", "fsync"], rig.Disk.Calls.Select(c => c.Split(' ')[0]));
    }

    [Fact]
    public async Task Checkpoint_SyncFails_KeepsTheJournalAndWritesContentAgain()
    {
        await using var rig = new SpoolRig(configure: o => o.SegmentAge = TimeSpan.FromTicks(1));
        var settled = await rig.AppendDurablyAsync("settled when the sync fails");
        rig.Reader.Settle(await rig.ReadAsync());
        var open = await rig.AppendDurablyAsync("read but not settled when the sync fails");
        var entries = await rig.ReadAsync();
        await CloseSegmentAsync(rig);
        rig.Disk.Break("syncfs", Eio);
        rig.Checkpoint.Take();
        rig.Reader.Settle(entries);

        // What the kernel may have made of pages it could not write:
        foreach (var id in new[] { settled.Id, open.Id })
            await File.WriteAllTextAsync(rig.Folders.FileOf(id, ".eml"), "");
        rig.Checkpoint.Take();
        Assert.Equal(2, rig.Segments.Length);
        rig.Disk.Heal();
        rig.Checkpoint.Take();
        Assert.Single(rig.Segments);
        await rig.AssertContentAsync(settled);
        await rig.AssertContentAsync(open);
    }

    [Fact]
    public async Task Restart_SettledMessages_DoNotComeAgain()
    {
        await using var rig = new SpoolRig();
        await rig.AppendDurablyAsync("done");
        rig.Reader.Settle(await rig.ReadAsync());
        rig.Checkpoint.Take();
        var second = await rig.AppendDurablyAsync("not settled");
        await rig.ReadAsync();
        rig.Checkpoint.Take();
        rig.Restart();
        Assert.Equal(second.Id, Assert.Single(await rig.ReadAllAsync()).Id);
        Assert.Equal(1, rig.Progress.Backlog);
    }

    [Fact]
    public async Task Restart_TornNote_CountsForNothing()
    {
        await using var rig = new SpoolRig();
        var message = await rig.AppendDurablyAsync("one");
        rig.Restart();
        var done = Path.ChangeExtension(rig.Segments.Single(), ".done");
        await File.WriteAllTextAsync(done, "\n" + message.Id.Value[..25]);
        Assert.Single(await rig.ReadAllAsync());
    }

    [Fact]
    public async Task Restart_PurgedBeforeTheJournalForgot_DoesNotComeAgain()
    {
        await using var rig = new SpoolRig();
        var purged = await rig.AppendDurablyAsync("delivered and purged at once");
        var other = await rig.AppendDurablyAsync("other");
        rig.Reader.Settle(await rig.ReadAsync());
        await rig.Spool.DeleteContentAsync(purged.Id, CancellationToken.None); // no checkpoint in between: as if killed
        rig.Restart();
        Assert.Equal(other.Id, Assert.Single(await rig.ReadAllAsync()).Id);
        Assert.Null(await rig.Spool.ReadContentAsync(purged.Id, CancellationToken.None));
    }

    [Fact]
    public async Task Drain_CompletesWhenWhatWasAppendedIsSettled()
    {
        await using var rig = new SpoolRig();
        await rig.AppendDurablyAsync("one");
        await rig.AppendDurablyAsync("two");
        var drain = rig.Journal.DrainAsync(CancellationToken.None).AsTask();
        var entries = await rig.ReadAsync();
        rig.Reader.Settle([entries[1]]);
        Assert.False(drain.IsCompleted);
        rig.Reader.Settle([entries[0]]);
        await drain.WaitAsync(TimeSpan.FromSeconds(20));
        await rig.Journal.DrainAsync(CancellationToken.None);
    }

    [Fact]
    public async Task Read_ContentCannotBeWritten_ThrowsAndComesAgain()
    {
        await using var rig = new SpoolRig();
        var message = await rig.AppendDurablyAsync("one");
        rig.Disk.Break("write", 28, "/content/");
        await Assert.ThrowsAnyAsync<IOException>(() => rig.ReadAsync());
        Assert.Empty(Directory.GetFiles(rig.Folders.Temporary));
        Assert.Equal(1, rig.Progress.Backlog);
        Assert.NotNull(rig.Progress.Oldest);
        rig.Disk.Heal();
        Assert.Single(await rig.ReadAsync());
        await rig.AssertContentAsync(message);
    }

    /// <summary>
    /// Has the open segment closed for its age; the reader learns of it with the message that follows.
    /// </summary>
    private static async Task CloseSegmentAsync(SpoolRig rig)
    {
        rig.Journal.Knock();
        await rig.AppendDurablyAsync("in the next segment");
        await rig.ReadAsync();
    }
}
