using VoicemailOrleans.Grains;
using VoicemailOrleans.Silo.Spool;
using VoicemailOrleans.Silo.Spool.Sealing;

namespace VoicemailOrleans.Tests.Silo.Spool.Sealing;

/// <summary>What a copy of anything is worth when the key is destroyed, and how keys are wrapped anew.</summary>
public sealed class ShreddingTests
{
    [Fact]
    public async Task Purged_CopiesOfContentAndJournal_OpenNeverAgain()
    {
        await using var rig = SealedRig.Open(TestKeys.Of("a"));
        var message = await rig.AppendDurablyAsync("the purple elephant");
        var segment = await File.ReadAllBytesAsync(rig.Segments.Single());
        using var segmentKey = File.OpenRead(Segment.KeyPathOf(rig.Segments.Single())); // as who reads freed blocks
        await rig.ReadAllAsync();
        var files = new[] { ".eml", ".env" }.Select(extension => rig.Folders.FileOf(message.Id, extension))
            .Select(path => (path, octets: File.ReadAllBytes(path))).ToList();
        using var contentKey = File.OpenRead(rig.KeyOf(message.Id));
        await rig.MoveOnAsync();
        Assert.Equal("the purple elephant", await rig.TextAsync(message));
        await rig.DeleteAsync(message);

        AssertZero(segmentKey);
        AssertZero(contentKey);
        Assert.Empty(Directory.GetFiles(rig.Root, "*.key", SearchOption.AllDirectories));
        foreach (var (path, octets) in files) await File.WriteAllBytesAsync(path, octets);
        await Assert.ThrowsAsync<InvalidDataException>(() => rig.TextAsync(message));
        File.Delete(rig.Folders.FileOf(message.Id, ".purged"));
        rig.Restart();
        await File.WriteAllBytesAsync(rig.Folders.SegmentFile(1), segment);
        rig.Restart();
        Assert.Empty(await rig.ReadAllAsync());
        Assert.Single(rig.Quarantined);
    }

    [Fact]
    public async Task Purge_DestroysTheKeyBehindTheEnvelope()
    {
        await using var rig = SealedRig.Open(TestKeys.Of("a"));
        var message = await rig.AppendDurablyAsync("x");
        await rig.ReadAllAsync();
        var (wasShred, envelopeWasThere) = (false, true);
        rig.Disk.Before((operation, path) =>
        {
            if (operation != "write" || path != rig.KeyOf(message.Id)) return;
            (wasShred, envelopeWasThere) = (true, File.Exists(rig.Folders.FileOf(message.Id, ".env")));
        });
        await rig.DeleteAsync(message);
        Assert.Equal((true, false), (wasShred, envelopeWasThere));
    }

    [Fact]
    public async Task Segment_KeyLost_IsKeptInQuarantineAndOthersGoOn()
    {
        await using var rig = SealedRig.Open(TestKeys.Of("a"));
        await rig.AppendDurablyAsync("lost");
        rig.Restart();
        File.Delete(Segment.KeyPathOf(rig.Folders.SegmentFile(1)));
        var next = await rig.AppendDurablyAsync("next");
        Assert.Equal(next.Id, Assert.Single(await rig.ReadAllAsync()).Id);
        Assert.EndsWith("-000000000020.damaged", Assert.Single(rig.Quarantined), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(12)]
    [InlineData(60)]
    [InlineData(4096 + 60)]
    public async Task Segment_KeyDamagedInOnePlace_IsReadFromTheOther(int place)
    {
        await using var rig = SealedRig.Open(TestKeys.Of("a"));
        var message = await rig.AppendDurablyAsync("kept");
        rig.Restart();
        var path = Segment.KeyPathOf(rig.Folders.SegmentFile(1));
        var octets = await File.ReadAllBytesAsync(path);
        octets[place] ^= 1;
        await File.WriteAllBytesAsync(path, octets);
        await rig.ReadAllAsync();
        await rig.AssertContentAsync(message);
    }

    [Theory]
    [InlineData(0, true)]
    [InlineData(4096, true)]
    [InlineData(null, false)]
    public async Task Segment_KeyNotGivenByTheDisk_IsReadFromTheOtherOrGivenUpAtLast(int? block, bool isRead)
    {
        await using var rig = SealedRig.Open(TestKeys.Of("a"));
        await rig.AppendDurablyAsync("one");
        rig.Restart();
        var next = await rig.AppendDurablyAsync("next");
        rig.Disk.Unreadable = (path, offset, _) => path == Segment.KeyPathOf(rig.Folders.SegmentFile(1)) && (block ?? offset) == offset;
        var tries = 0;
        var read = await JournalUnreadableTests.ReadAtLastAsync(rig, () => tries++);
        Assert.Equal((isRead ? 2 : 1, isRead ? 0 : 8), (read.Count, tries));
        Assert.Equal(next.Id, read[^1].Id);
        Assert.Equal(isRead ? 0 : 1, rig.Quarantined.Length);
    }

    [Fact]
    public async Task Record_Damaged_IsQuarantinedWithTheKeyOfItsSegment()
    {
        await using var rig = SealedRig.Open(TestKeys.Of("a"));
        await rig.AppendDurablyAsync("damaged");
        var next = await rig.AppendDurablyAsync("next");
        rig.Restart();
        var path = rig.Folders.SegmentFile(1);
        var octets = await File.ReadAllBytesAsync(path);
        octets[JournalFormat.SegmentHeaderLength + JournalFormat.PrefixLength + 300] ^= 1;
        await File.WriteAllBytesAsync(path, octets);
        Assert.Equal(next.Id, Assert.Single(await rig.ReadAllAsync()).Id);
        Assert.Equal([".damaged", ".key"], rig.Quarantined.Select(Path.GetExtension).Order(StringComparer.Ordinal));
        using var key = SegmentKeyFile.Open(rig.Quarantined.Single(file => file.EndsWith(".key", StringComparison.Ordinal)), TestKeys.Of("a"), rig.Disk);
        Assert.NotNull(key);
    }

    [Fact]
    public async Task Adoption_TakesTheKeysAlongAndLeavesNone()
    {
        await using var alive = SealedRig.Open(TestKeys.Of("a"), Directory.CreateTempSubdirectory("spool-").FullName, "alive");
        var (mail, oldKey) = await LeaveAsync();
        using var held = oldKey;
        await alive.Adopter.AdoptAsync(default);
        Assert.Equal(mail.Id, Assert.Single(await alive.ReadAllAsync()).Id);
        await alive.AssertContentAsync(mail);
        AssertZero(oldKey);
        Assert.Equal(["alive"], Directory.GetDirectories(alive.Folders.Journals).Select(Path.GetFileName));
        await alive.MoveOnAsync();
        Assert.Empty(Directory.GetFiles(alive.Folders.Journal, "*.key"));
        Directory.Delete(alive.Root, recursive: true);

        async Task<(JournalMessage Mail, FileStream Key)> LeaveAsync()
        {
            await using var dead = SealedRig.Open(TestKeys.Of("a"), alive.Root, "dead");
            return (await dead.AppendDurablyAsync("one"), File.OpenRead(Segment.KeyPathOf(dead.Segments.Single())));
        }
    }

    [Fact]
    public async Task Start_KeyWhoseSegmentWent_IsDestroyed()
    {
        await using var rig = SealedRig.Open(TestKeys.Of("a"));
        await rig.AppendDurablyAsync("x");
        rig.Restart();
        var path = Segment.KeyPathOf(rig.Folders.SegmentFile(1));
        File.Delete(rig.Folders.SegmentFile(1));
        using var key = File.OpenRead(path);
        _ = rig.Journal;
        Assert.False(File.Exists(path));
        AssertZero(key);
    }

    [Fact]
    public async Task Rekey_AllOpenWithTheNewKeyAloneAndTheOldFilesAreDestroyed()
    {
        await using var rig = SealedRig.Open(TestKeys.Of("a"));
        JournalMessage[] all = [await rig.AppendDurablyAsync("one"), await rig.AppendDurablyAsync("two"), await rig.AppendDurablyAsync("three")];
        await rig.MoveOnAsync();
        rig.Restart();
        rig.Options.ContentKeys = TestKeys.Of("ba");
        var three = await rig.AppendDurablyAsync("with the new key already");
        await rig.MoveOnAsync();
        using var old = File.OpenRead(rig.KeyOf(all[0].Id));
        await File.WriteAllTextAsync(rig.KeyOf(all[2].Id), "wrapped-1 a damaged");

        var rekeying = Rekey(rig);
        Assert.Equal((2L, 0L), (rekeying.Wrapped, rekeying.Segments));
        Assert.Equal(1, Assert.Single(rekeying.Left).Value);
        AssertZero(old);
        Assert.Equal(0, Rekey(rig).Wrapped);
        rig.Restart();
        rig.Options.ContentKeys = TestKeys.Of("b");
        foreach (var message in new[] { all[0], all[1], three }) await rig.AssertContentAsync(message);
        rig.Options.ContentKeys = TestKeys.Of("c");
        rig.Restart();
        Assert.Equal(["the key file is damaged.", "this process does not have the content key 'b'."], Rekey(rig).Left.Keys.Order(StringComparer.Ordinal));
    }

    /// <summary>When rekey says that the old key can go, what lies in quarantine must not need it.</summary>
    [Fact]
    public async Task Rekey_KeysInQuarantine_OpenWithTheNewKeyAlone()
    {
        await using var rig = SealedRig.Open(TestKeys.Of("a"));
        await rig.AppendDurablyAsync("damaged");
        rig.Restart();
        var octets = await File.ReadAllBytesAsync(rig.Folders.SegmentFile(1));
        octets[^100] ^= 1;
        await File.WriteAllBytesAsync(rig.Folders.SegmentFile(1), octets);
        await rig.MoveOnAsync();
        rig.Restart();
        var path = rig.Quarantined.Single(file => file.EndsWith(".key", StringComparison.Ordinal));
        using var old = File.OpenRead(path);

        rig.Options.ContentKeys = TestKeys.Of("b");
        Assert.Equal("this process does not have the content key 'a'.", Assert.Single(Rekey(rig).Left).Key);
        rig.Options.ContentKeys = TestKeys.Of("ba");
        Assert.Equal(1, Rekey(rig).Wrapped);
        AssertZero(old);
        rig.Options.ContentKeys = TestKeys.Of("b");
        var rekeying = Rekey(rig);
        Assert.Equal((0L, 0), (rekeying.Wrapped, rekeying.Left.Count));
        using var key = SegmentKeyFile.Open(path, TestKeys.Of("b"), rig.Disk);
        Assert.NotNull(key);
    }

    [Fact]
    public async Task Rekey_SegmentsUnderTheOldKey_AreCounted()
    {
        await using var rig = SealedRig.Open(TestKeys.Of("a"));
        await rig.AppendDurablyAsync("waits in the journal");
        rig.Restart();
        rig.Options.ContentKeys = TestKeys.Of("ba");
        Assert.Equal(1, Rekey(rig).Segments);
    }

    [Theory]
    [InlineData("write")]
    [InlineData("rename")]
    public async Task Rekey_PurgedMeanwhile_LeavesNoKey(string moment)
    {
        await using var rig = SealedRig.Open(TestKeys.Of("a"));
        var message = await rig.AppendDurablyAsync("one");
        await rig.MoveOnAsync();
        rig.Restart();
        rig.Options.ContentKeys = TestKeys.Of("ba");
        _ = rig.Spool;
        var isPurged = false;
        rig.Disk.Before((operation, _) =>
        {
            if (operation != moment || isPurged) return;
            isPurged = true;
            rig.DeleteAsync(message).Wait();
        });
        Rekey(rig);
        Assert.True(isPurged);
        Assert.False(File.Exists(rig.KeyOf(message.Id)));
    }

    private static Rekeying Rekey(SpoolRig rig)
    {
        var rekeying = new Rekeying(rig.Folders, rig.Options, rig.Disk);
        rekeying.Run(default);
        return rekeying;
    }

    private static void AssertZero(FileStream file)
    {
        var octets = new byte[file.Length];
        file.Position = 0;
        file.ReadExactly(octets);
        Assert.NotEmpty(octets);
        Assert.DoesNotContain(octets, octet => octet != 0);
    }
}
