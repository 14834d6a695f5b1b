using VoicemailOrleans.Grains;
using VoicemailOrleans.Silo.Spool;

namespace VoicemailOrleans.Tests.Silo.Spool;

/// <summary>The journal on a disk that really fills up.</summary>
public sealed class SmallDiskTests
{
    [SmallDiskFact]
    public async Task Append_DiskFull_IsNoSpaceAndGoesOnWhenThereIsSpaceAgain()
    {
        using var disk = SmallDisk.Mount("size=1m");
        await using var rig = new SpoolRig(Path.Combine(disk.Path, "data"));
        var kept = new List<JournalMessage>();
        var message = SpoolRig.Message(new string('a', 99_990));
        while (await rig.AppendAsync(message) == AppendResult.Durable)
        {
            kept.Add(message);
            message = SpoolRig.Message(new string('b', 99_990) + kept.Count);
        }

        Assert.InRange(kept.Count, 5, 11);
        Assert.True(rig.Journal.Health is { CanAppend: false, IsFull: true });
        while (await rig.AppendAsync(message = SpoolRig.Message("small")) == AppendResult.Durable) kept.Add(message);
        rig.Journal.Knock();
        Assert.Equal(AppendResult.NoSpace, await rig.AppendAsync(SpoolRig.Message(new string('c', 99_990))));
        await Assert.ThrowsAnyAsync<IOException>(() => rig.ReadAsync()); // no space for content either

        disk.Remount("size=8m");
        rig.Journal.Knock();
        kept.Add(await rig.AppendDurablyAsync("after"));
        Assert.True(rig.Journal.Health.CanAppend);
        Assert.Equal(kept.Select(m => m.Id), (await rig.ReadAllAsync()).Select(e => e.Id));
        foreach (var each in kept) await rig.AssertContentAsync(each);
        Assert.Single(rig.Segments); // a full disk does not cost a segment
    }

    [SmallDiskFact]
    public async Task Append_WritesMoreThanIsFree_ReportsTheErrno()
    {
        using var disk = SmallDisk.Mount("size=64k");
        var path = Path.Combine(disk.Path, "file");
        await using var file = SpoolFolders.CreateFile(path);
        var error = Assert.ThrowsAny<IOException>(
            () => new Durable().Write(file.SafeFileHandle, path, [new byte[1 << 20], new byte[1]], 0));
        Assert.True(DurabilityException.IsNoSpace(error));
    }

    [SmallDiskFact]
    public async Task Open_DiskIsReadOnly_SaysSoAndKeepsWhatIsThere()
    {
        using var disk = SmallDisk.Mount("size=8m");
        await using var rig = new SpoolRig(Path.Combine(disk.Path, "data"), o => o.SegmentBytes = 4096);
        var before = await rig.AppendDurablyAsync(new string('a', 4096));
        rig.Restart(); // with a file open for writing the kernel would not let go
        disk.Remount("ro");
        Assert.ThrowsAny<IOException>(() => rig.Journal); // says so at the start
        rig.Restart();
        disk.Remount("rw");
        var after = await rig.AppendDurablyAsync("after");
        Assert.Equal([before.Id, after.Id], (await rig.ReadAllAsync()).Select(e => e.Id));
    }

    [SmallDiskFact]
    public void ReadSpace_CountsOctetsAndInodes()
    {
        using var disk = SmallDisk.Mount("size=1m,nr_inodes=20");
        var space = new Durable().ReadSpace(disk.Path);
        Assert.Equal(1 << 20, space.FreeBytes);
        Assert.InRange(space.FreeFiles, 15, 20);
        Assert.Equal(2, Assert.Throws<DurabilityException>(() => new Durable().ReadSpace(disk.Path + "/none")).Errno);
    }
}
