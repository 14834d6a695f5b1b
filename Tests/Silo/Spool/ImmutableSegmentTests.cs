using System.Diagnostics;
using VoicemailOrleans.Grains;
using VoicemailOrleans.Tests.Faults;

namespace VoicemailOrleans.Tests.Silo.Spool;

/// <summary>A file system that takes back the permission to write to an open segment.</summary>
public sealed class ImmutableSegmentTests
{
    [LoopDiskFact]
    public async Task Append_SegmentTurnsImmutable_IsRefusedUntilAProbeMakesANewOne()
    {
        using var disk = LoopDisk.Mount(16);
        await using var rig = new SpoolRig(Path.Combine(disk.Path, "data"));
        var before = await rig.AppendDurablyAsync("before");
        Change("+i", rig.Segments.Single());
        try
        {
            Assert.Equal(AppendResult.Failed, await rig.AppendAsync(SpoolRig.Message("refused")));
            Assert.True(rig.Journal.Health is { CanAppend: false, IsFull: false });
            rig.Journal.Knock();
            var after = await rig.AppendDurablyAsync("after");
            Assert.True(rig.Journal.Health.CanAppend);
            Assert.Equal([before.Id, after.Id], (await rig.ReadAllAsync()).Select(entry => entry.Id));
        }
        finally
        {
            Change("-i", rig.Segments.First());
        }
    }

    private static void Change(string attribute, string path)
    {
        using var process = Process.Start("chattr", [attribute, path]);
        process.WaitForExit();
        Assert.Equal(0, process.ExitCode);
    }
}
