using VoicemailOrleans.Core.Voicemail;
using VoicemailOrleans.Grains;
using VoicemailOrleans.Silo.Backup;
using VoicemailOrleans.Silo.Spool;

namespace VoicemailOrleans.Tests.Silo.Backup;

public sealed class RestoreTests
{
    [Fact]
    public async Task Damaged_FilesOfAnyKind_AreNamedAndNothingIsRestored()
    {
        await using var rig = new BackupRig();
        var id = await rig.From.ReceiveAsync("anna@example.com");
        await rig.From.MarkAsync(id, "anna@example.com");
        await rig.From.Files.AppendDurablyAsync("in the journal");
        await rig.BackUpAsync();
        var files = rig.Files.Where(file => file != "voicemail-backup").ToList();
        Assert.Contains("run-000001/grains.gz", files);
        Assert.Contains("run-000001/journal/local/000000000001.seg", files);
        foreach (var file in files)
        {
            var good = await File.ReadAllBytesAsync(rig.File(file));
            foreach (var bad in new[] { Flipped(good), good[..^1], [.. good, (byte)'x'], null })
            {
                if (bad?.Length > good.Length && ContentList.IsAppendedTo(file)) continue; // a torn mark
                if (bad is null) File.Delete(rig.File(file));
                else await File.WriteAllBytesAsync(rig.File(file), bad);
                var refusal = await Assert.ThrowsAsync<BackupException>(() => rig.RestoreAsync());
                Assert.Contains(file, refusal.Message, StringComparison.Ordinal);
                Assert.Empty((await rig.To.Store.ExportAsync(0, 1, default)).Records);
                Assert.Empty(rig.To.Spool.EnumerateIds());
            }

            await File.WriteAllBytesAsync(rig.File(file), good);
        }

        await rig.RestoreAsync();
    }

    [Fact]
    public async Task DamagedContent_IsLeftOutOnRequestAndNamed()
    {
        await using var rig = new BackupRig();
        var (good, rotten, lost) = (
            await rig.From.ReceiveAsync("anna@example.com"), await rig.From.ReceiveAsync("ben@example.com"),
            await rig.From.ReceiveAsync("cleo@example.com"));
        await rig.BackUpAsync();
        string Name(CorrelationId id, string extension) => $"content/{id.Day}/{id}{extension}";
        await File.WriteAllTextAsync(rig.File(Name(rotten, ".eml")), "rotten");
        File.Delete(rig.File(Name(lost, ".env")));
        var refusal = await Assert.ThrowsAsync<BackupException>(() => rig.RestoreAsync());
        Assert.Contains("--without-damaged", refusal.Message, StringComparison.Ordinal);

        var said = await rig.RestoreAsync(leavesOutDamaged: true);
        Assert.Contains($"Left out: {Name(rotten, ".eml")} has 6 octets", said, StringComparison.Ordinal);
        Assert.Contains($"Left out: {Name(lost, ".env")} is missing\n", said, StringComparison.Ordinal);
        Assert.Equal(new[] { good, rotten }.Order(), rig.To.Spool.EnumerateIds().Order());
        Assert.NotNull(await rig.To.Spool.ReadContentAsync(good, default));
        Assert.Null(await rig.To.Spool.ReadContentAsync(rotten, default)); // its first turn parks it
        foreach (var id in new[] { good, rotten, lost }) Assert.NotNull(await rig.To.ReadAsync(id));
    }

    [Theory]
    [InlineData("manifest")]
    [InlineData("run-000001/content.list")]
    [InlineData("run-000001/grains.gz")]
    public async Task DamagedListsAndStore_AreRefusedInAnyCase(string file)
    {
        await using var rig = new BackupRig();
        await rig.From.ReceiveAsync("anna@example.com");
        await rig.BackUpAsync();
        await File.WriteAllBytesAsync(rig.File(file), Flipped(await File.ReadAllBytesAsync(rig.File(file))));
        await Assert.ThrowsAsync<BackupException>(() => rig.RestoreAsync(leavesOutDamaged: true));
    }

    [Fact]
    public async Task Unfinished_BackupWithoutManifest_IsRefused()
    {
        await using var rig = new BackupRig();
        await rig.From.ReceiveAsync("anna@example.com");
        rig.From.Files.Disk.Break("rename", 5, "/manifest");
        await Assert.ThrowsAsync<DurabilityException>(() => rig.BackUpAsync());
        var refusal = await Assert.ThrowsAsync<BackupException>(() => rig.RestoreAsync());
        Assert.Contains("no manifest", refusal.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("content")]
    [InlineData("journal")]
    [InlineData("store")]
    public async Task Target_NotEmpty_IsRefusedAndLeftAlone(string what)
    {
        await using var rig = new BackupRig();
        await rig.From.ReceiveAsync("anna@example.com");
        await rig.BackUpAsync();
        if (what == "content") rig.To.Put("ben@example.com");
        else if (what == "journal") await rig.To.Files.AppendDurablyAsync("accepted");
        else await rig.To.WriteAsync(new GrainWrite.Put(GrainId.Intake("a"), 0, "{}"u8.ToArray(), rig.To.Clock.GetUtcNow()));
        var before = (await rig.To.Store.ExportAsync(0, 10, default)).Records.Count;
        await Assert.ThrowsAsync<BackupException>(() => rig.RestoreAsync());
        Assert.Equal(before, (await rig.To.Store.ExportAsync(0, 10, default)).Records.Count);
        RestoreMarker.Refuse(rig.To.Root);
    }

    [Fact]
    public async Task Target_OfARunningService_IsRefused()
    {
        await using var rig = new BackupRig();
        await rig.From.ReceiveAsync("anna@example.com");
        await rig.BackUpAsync();
        Assert.NotNull(rig.To.Files.Journal); // holds its lock
        var refusal = await Assert.ThrowsAsync<BackupException>(() => rig.RestoreAsync());
        Assert.Contains("running", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task CutOff_CanBeBegunAgain_AndKeepsTheServiceOutMeanwhile()
    {
        await using var rig = new BackupRig();
        var id = await rig.From.ReceiveAsync("anna@example.com");
        await rig.From.ReceiveAsync("ben@example.com");
        await rig.BackUpAsync();
        rig.To.Files.Disk.Break("syncfs", 5);
        await Assert.ThrowsAsync<DurabilityException>(() => rig.RestoreAsync());
        rig.To.Files.Disk.Heal();
        Assert.Throws<InvalidOperationException>(() => RestoreMarker.Refuse(rig.To.Root));
        await rig.To.ReceiveAsync("left over"); // the first attempt may have come as far as grains
        await rig.RestoreAsync();
        RestoreMarker.Refuse(rig.To.Root);
        Assert.NotNull(await rig.To.ReadAsync(id));
    }

    private static byte[] Flipped(byte[] octets)
    {
        var bad = octets.ToArray();
        bad[bad.Length / 2] ^= 1;
        return bad;
    }
}
