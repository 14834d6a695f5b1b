using System.Text;
using VoicemailOrleans.Grains;
using VoicemailOrleans.Silo.Spool;

namespace VoicemailOrleans.Tests.Silo.Spool;

/// <summary>Content that is on disk before its record is.</summary>
public sealed class ContentDraftTests
{
    private const int Eio = 5, Enospc = 28;

    [Fact]
    public async Task Append_Draft_IsDurableBeforeItsRecordAndWrittenOnce()
    {
        await using var rig = new SpoolRig();
        await rig.AppendDurablyAsync("opens the segment");
        await rig.ReadAsync();
        rig.Disk.Calls.Clear();
        var message = await rig.AppendDraftAsync("0123456789");
        var draft = rig.Folders.DraftOf(message.Id);
        var segment = rig.Segments.Single();
        Assert.Equal(
            [
                $"write {draft}", $"write {draft}", $"fdatasync {draft}", $"fsync {rig.Folders.DayOf(message.Id)}",
                $"write {segment}", $"fdatasync {segment}",
            ],
            rig.Disk.Calls);
        rig.Disk.Calls.Clear();

        var entry = Assert.Single(await rig.ReadAsync());
        Assert.Equal((message.Id, 10), (entry.Id, entry.SizeBytes));
        await rig.AssertContentAsync(message);
        Assert.False(File.Exists(draft));
        Assert.DoesNotContain(rig.Disk.Calls, call => call.StartsWith("write", StringComparison.Ordinal) && call.Contains(".eml", StringComparison.Ordinal));
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, ModeOf(rig.Folders.FileOf(message.Id, ".eml")));
    }

    [Fact]
    public async Task Dispose_WithoutAnAppend_LeavesNothing()
    {
        await using var rig = new SpoolRig();
        rig.OpenDraft("half of a mess", null, out var message).Dispose();
        Assert.Empty(Directory.GetFiles(rig.Folders.DayOf(message.Id)));
    }

    [Theory]
    [InlineData("write", Enospc, AppendResult.NoSpace)]
    [InlineData("write", Eio, AppendResult.Failed)]
    [InlineData("fdatasync", Enospc, AppendResult.NoSpace)]
    [InlineData("fdatasync", Eio, AppendResult.Failed)]
    [InlineData("fsync", Eio, AppendResult.Failed)]
    public async Task Append_DiskFailsUnderTheDraft_IsRefusedAndNothingIsKept(
        string operation, int errno, AppendResult expected)
    {
        await using var rig = new SpoolRig();
        await rig.AppendDraftAsync("makes the day's folder");
        await rig.ReadAsync();
        rig.Disk.Break(operation, errno, "/content/");
        using (rig.OpenDraft("lost to the client", null, out var message))
            Assert.Equal(expected, await rig.AppendAsync(message));
        rig.Disk.Heal();
        rig.Journal.Knock();
        await rig.AppendDurablyAsync("behind the knock");
        await rig.ReadAsync();
        var after = await rig.AppendDraftAsync("after");
        Assert.Equal(after.Id, Assert.Single(await rig.ReadAllAsync()).Id);
        Assert.Empty(Directory.GetFiles(rig.Folders.DayOf(after.Id), "*.draft"));
        await rig.AssertContentAsync(after);
    }

    [Fact]
    public async Task Append_DraftBelowTheReserve_IsRefused()
    {
        await using var rig = new SpoolRig(configure: o => o.ReserveBytes = 1000);
        rig.Disk.Space = new(5000, long.MaxValue);
        using var draft = rig.OpenDraft("", null, out var message);
        rig.Disk.Space = new(400, long.MaxValue);
        draft.Append(["x"u8.ToArray()]);
        Assert.Equal(AppendResult.NoSpace, await rig.AppendAsync(message));
    }

    [Fact]
    public async Task OpenDraft_TooManyOrNoDisk_IsForMemory()
    {
        await using var rig = new SpoolRig(SpoolRig.FastRoot());
        List<IContentDraft> open = [];
        while (rig.Journal.OpenDraft(SpoolRig.Message("").Id) is { } draft) open.Add(draft);
        Assert.Equal(512, open.Count);
        open[0].Dispose();
        using (Assert.IsAssignableFrom<IContentDraft>(rig.Journal.OpenDraft(SpoolRig.Message("").Id)))
        {
        }

        foreach (var draft in open.Skip(1)) draft.Dispose();
        rig.Disk.Break("fsync", Eio, "/content");
        Assert.Null(rig.Journal.OpenDraft(SpoolRig.Message("", DateTimeOffset.UnixEpoch.AddYears(30)).Id)); // a new day
    }

    [Fact]
    public async Task Restart_AtAnyStepOfIntake_MessageComesAgainWhole()
    {
        await using var rig = new SpoolRig();
        var message = await rig.AppendDraftAsync("large");
        rig.Restart();
        rig.Disk.Break("rename", Eio, ".eml");
        await Assert.ThrowsAnyAsync<IOException>(() => rig.ReadAsync());
        rig.Restart();
        rig.Disk.Break("rename", Eio, ".env");
        await Assert.ThrowsAnyAsync<IOException>(() => rig.ReadAsync());
        rig.Restart();
        rig.Disk.Heal();
        Assert.Equal(message.Id, Assert.Single(await rig.ReadAllAsync()).Id);
        await rig.AssertContentAsync(message);
        rig.Restart();
        Assert.Equal(message.Id, Assert.Single(await rig.ReadAllAsync()).Id); // no checkpoint: once more
        await rig.AssertContentAsync(message);
        Assert.Empty(rig.Quarantined);
    }

    [Fact]
    public async Task Adopted_ByAnotherNode_HasItsContent()
    {
        await using var dead = new SpoolRig();
        var message = await dead.AppendDraftAsync("left behind");
        dead.Restart();
        await using var alive = new SpoolRig(dead.Root, o => o.NodeName = "alive");
        _ = alive.Journal;
        await alive.Adopter.AdoptAsync(CancellationToken.None);
        Assert.Equal(message.Id, Assert.Single(await alive.ReadAllAsync()).Id);
        await alive.AssertContentAsync(message);
    }

    [Fact]
    public async Task Replay_DraftIsGone_PutsTheRecordAsideAndGoesOn()
    {
        await using var rig = new SpoolRig();
        var lost = await rig.AppendDraftAsync("deleted by hand");
        var next = await rig.AppendDraftAsync("next");
        File.Delete(rig.Folders.DraftOf(lost.Id));
        Assert.Equal(next.Id, Assert.Single(await rig.ReadAllAsync()).Id);
        Assert.Contains(lost.Id.Value, await File.ReadAllTextAsync(Assert.Single(rig.Quarantined), Encoding.Latin1));
    }

    [Fact]
    public async Task Replay_DraftIsDamaged_IsSeenWhenItIsOpened()
    {
        await using var rig = new SpoolRig();
        var message = await rig.AppendDraftAsync("undamaged");
        await File.WriteAllTextAsync(rig.Folders.DraftOf(message.Id), "undamagee");
        await rig.ReadAsync();
        await Assert.ThrowsAsync<InvalidDataException>(() =>
            rig.Spool.ReadContentAsync(message.Id, CancellationToken.None).AsTask());
    }

    [Fact]
    public async Task Replay_PurgedMeanwhile_DropsTheDraft()
    {
        await using var rig = new SpoolRig();
        var message = await rig.AppendDraftAsync("deleted before its journal was read");
        await rig.Spool.DeleteContentAsync(message.Id, CancellationToken.None);
        Assert.Empty(await rig.ReadAllAsync());
        Assert.False(File.Exists(rig.Folders.DraftOf(message.Id)));
    }

    [Fact]
    public async Task Checkpoint_SyncFails_WritesTheEnvelopeAgain()
    {
        await using var rig = new SpoolRig(configure: o => o.SegmentAge = TimeSpan.FromTicks(1));
        var message = await rig.AppendDraftAsync("settled when the sync fails");
        rig.Reader.Settle(await rig.ReadAsync());
        rig.Disk.Break("syncfs", Eio);
        rig.Checkpoint.Take();
        await File.WriteAllTextAsync(rig.Folders.FileOf(message.Id, ".env"), "");
        rig.Disk.Heal();
        rig.Checkpoint.Take();
        await rig.AssertContentAsync(message);
    }

    [Fact]
    public async Task Replay_SegmentOfTheFormerFormat_IsRead()
    {
        await using var rig = new SpoolRig();
        var message = await rig.AppendDurablyAsync("written by the release before");
        rig.Restart();
        var octets = await File.ReadAllBytesAsync(rig.Segments.Single());
        "001"u8.CopyTo(octets.AsSpan(5));
        BitConverter.TryWriteBytes(octets.AsSpan(16), Crc32C.Of(octets.AsSpan(0, 16)));
        await File.WriteAllBytesAsync(rig.Segments.Single(), octets);
        Assert.Equal(message.Id, Assert.Single(await rig.ReadAllAsync()).Id);
        await rig.AssertContentAsync(message);
    }

    private static UnixFileMode ModeOf(string path) =>
        OperatingSystem.IsWindows() ? default : File.GetUnixFileMode(path);
}
