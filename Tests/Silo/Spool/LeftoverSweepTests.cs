using Microsoft.Extensions.DependencyInjection;
using VoicemailOrleans.Grains;
using VoicemailOrleans.Silo.Spool;

namespace VoicemailOrleans.Tests.Silo.Spool;

/// <summary>Which drafts go, and which may still be somebody's mail.</summary>
public sealed class LeftoverSweepTests
{
    private readonly DateTimeOffset old = TimeProvider.System.GetUtcNow().AddDays(-10);

    [Fact]
    public async Task Run_BacklogOfLongAgo_IsReadFirst()
    {
        await using var rig = new SpoolRig();
        var late = await AppendOldAsync(rig);
        rig.Restart();
        _ = rig.Journal; // the machine has come back after ten days
        SpoolSweep.Run(rig.Folders, TimeProvider.System.GetUtcNow());
        Assert.False(Sweep(rig));
        Assert.Equal(late.Id, Assert.Single(await rig.ReadAllAsync()).Id);
        await rig.AssertContentAsync(late);
        Assert.True(Sweep(rig));
    }

    [Fact]
    public async Task Run_AllIsRead_RemovesOldDraftsByTheTimeOfTheirFiles()
    {
        await using var rig = new SpoolRig();
        await rig.AppendDurablyAsync("in the segment that is being written");
        var (gone, young) = (Leave(rig, old, old), Leave(rig, old, null)); // of a gateway whose clock is wrong
        var ahead = Leave(rig, old.AddDays(100), old);
        var kept = rig.Folders.FileOf(SpoolRig.Message("", old).Id, ".eml");
        await File.WriteAllTextAsync(kept, "another message of that day");
        Assert.True(Sweep(rig));
        Assert.Equal([false, true, false, true], new[] { gone, young, ahead, kept }.Select(File.Exists));
        Assert.Empty(Directory.GetFiles(rig.Folders.Temporary));
    }

    [Fact]
    public async Task Run_WhileAnotherJournalHoldsASegment_RemovesNothing()
    {
        await using var rig = new SpoolRig();
        _ = rig.Journal;
        await using var other = new SpoolRig(rig.Root, options => options.NodeName = "other");
        var late = await AppendOldAsync(other);
        Assert.False(Sweep(rig));
        other.Restart();
        await rig.Adopter.AdoptAsync(CancellationToken.None);
        Assert.False(Sweep(rig)); // it is ours now, and not read yet
        await rig.ReadAllAsync();
        await rig.AssertContentAsync(late);
        Assert.True(Sweep(rig));
    }

    [Fact]
    public async Task Run_SegmentMovesBetweenTheLooks_RemovesNothing()
    {
        await using var rig = new SpoolRig();
        _ = rig.Journal;
        var late = await AppendOldAsync(rig);
        await rig.ReadAllAsync();
        var draft = Leave(rig, old, old);
        rig.Disk.Before((operation, path) =>
        {
            if (operation != "write" || !path.Contains("now.", StringComparison.Ordinal)) return;
            Directory.CreateDirectory(Path.Combine(rig.Folders.Journals, "other"));
            File.WriteAllText(Path.Combine(rig.Folders.Journals, "other", "000000000001.seg"), "missed by the first look");
        });
        Assert.False(Sweep(rig));
        Assert.True(File.Exists(draft));
        await rig.AssertContentAsync(late);
    }

    /// <summary>Another message of the same day is purged while this one's gateway is down.</summary>
    [Fact]
    public async Task Purge_OfAnotherMessage_LeavesDraftsAlone()
    {
        await using var rig = new SpoolRig();
        var late = await AppendOldAsync(rig);
        var purged = SpoolRig.Message("", old);
        await rig.Spool.WriteReportAsync(purged.Id, late.Id, purged.Envelope, "x"u8.ToArray(), CancellationToken.None);
        await rig.Spool.DeleteContentAsync(purged.Id, CancellationToken.None);
        await rig.ReadAllAsync();
        await rig.AssertContentAsync(late);
    }

    private static bool Sweep(SpoolRig rig) => rig.Services.GetRequiredService<LeftoverSweep>().TryRun();

    private async Task<JournalMessage> AppendOldAsync(SpoolRig rig)
    {
        var message = await rig.AppendDraftAsync("waits for ten days", old);
        File.SetLastWriteTimeUtc(rig.Folders.DraftOf(message.Id), old.UtcDateTime);
        return message;
    }

    /// <summary>What a crash left of a session.</summary>
    private static string Leave(SpoolRig rig, DateTimeOffset at, DateTimeOffset? writtenAt)
    {
        rig.OpenDraft("", at, out var message).Dispose();
        var path = rig.Folders.DraftOf(message.Id);
        File.WriteAllText(path, "half of a mess");
        if (writtenAt is { } time) File.SetLastWriteTimeUtc(path, time.UtcDateTime);
        return path;
    }
}
