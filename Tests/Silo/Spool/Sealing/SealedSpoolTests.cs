using System.Runtime.InteropServices;
using Microsoft.Extensions.DependencyInjection;
using VoicemailOrleans.Grains;
using VoicemailOrleans.Silo.Spool;
using VoicemailOrleans.Silo.Spool.Sealing;

namespace VoicemailOrleans.Tests.Silo.Spool.Sealing;

/// <summary>Journal, drafts and content of a site that gave keys.</summary>
public sealed class SealedSpoolTests
{
    private const string Words = "the purple elephant";

    private static readonly DateTimeOffset LongAgo = new(2026, 1, 31, 23, 59, 59, TimeSpan.Zero);

    private readonly string large = string.Concat(Enumerable.Repeat($"{Words} ", 200_000)); // 4 MB

    [Fact]
    public async Task Content_WhereverItIs_IsInNoFile()
    {
        await using var rig = SealedRig.Open(TestKeys.Of("a"));
        var small = await rig.AppendDurablyAsync(Words);
        var drafted = await rig.AppendDraftAsync(Words + " in pieces");
        var open = rig.OpenDraft(large[..400_000], null, out _);
        Assert.Empty(rig.Holding("purple"));
        Assert.NotEmpty(rig.Holding("user@example.com")); // the look finds what is there: envelopes are in clear
        Assert.Equal([19L, 29L], (await rig.ReadAllAsync()).Select(entry => entry.SizeBytes));
        Assert.Empty(rig.Holding("purple"));
        Assert.Equal((Words, Words + " in pieces"), (await rig.TextAsync(small), await rig.TextAsync(drafted)));
        Assert.Equal(19, rig.Spool.ReadEnvelope(small.Id)!.SizeBytes);
        open.Dispose();
        await rig.Spool.WriteReportAsync(
            small.Id.Derive("report"), small.Id, small.Envelope, System.Text.Encoding.ASCII.GetBytes(Words), default);
        Assert.Empty(rig.Holding("purple"));
        Assert.Equal(Words, SpoolRig.TextOf(await rig.Spool.ReadContentAsync(small.Id.Derive("report"), default)));
    }

    [Fact]
    public async Task Off_NothingIsNewInTheFolder()
    {
        await using var rig = new SpoolRig();
        await rig.AppendDurablyAsync(Words);
        await rig.ReadAllAsync();
        Assert.False(Directory.Exists(rig.Folders.ContentKeys));
        Assert.DoesNotContain(Directory.EnumerateFiles(rig.Root, "*", SearchOption.AllDirectories), file => file.EndsWith(".key", StringComparison.Ordinal));
        Assert.Contains("VMSEG002", await File.ReadAllTextAsync(rig.Segments.Single(), System.Text.Encoding.Latin1), StringComparison.Ordinal);
        Assert.Empty(rig.Holding("ealing"));
        Assert.Equal(2, rig.Holding(Words).Count);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Append_Sealed_WaitsForTheDiskAsOftenAsInClear(bool isDraft)
    {
        List<string>[] calls = [[], []];
        foreach (var (keys, seen) in new[] { ContentKeys.None, TestKeys.Of("a") }.Zip(calls))
        {
            await using var rig = SealedRig.Open(keys);
            await rig.AppendDurablyAsync("opens the segment");
            await rig.ReadAllAsync(); // makes the day's folder
            rig.Disk.Calls.Clear();
            if (isDraft) await rig.AppendDraftAsync(Words);
            else await rig.AppendDurablyAsync(Words);
            seen.AddRange(rig.Disk.Calls.Select(call => call.Split(' ')[0]).Where(call => call.Contains("sync", StringComparison.Ordinal)));
        }

        Assert.Equal(isDraft ? ["fdatasync", "fsync", "fdatasync"] : ["fdatasync"], calls[1]);
        Assert.Equal(calls[0], calls[1]);
    }

    [Fact]
    public async Task Restart_AfterACrash_ReadsTheJournalAndItsDrafts()
    {
        await using var rig = SealedRig.Open(TestKeys.Of("a"));
        JournalMessage[] all = [await rig.AppendDurablyAsync(Words), await rig.AppendDraftAsync(large[..300_000]), await rig.AppendDurablyAsync("")];
        rig.Restart();
        Assert.Equal(all.Select(message => message.Id), (await rig.ReadAllAsync()).Select(entry => entry.Id));
        foreach (var message in all) await rig.AssertContentAsync(message);
    }

    [Fact]
    public async Task OpenContent_Large_GivesItsMemoryBackWhenItIsClosed()
    {
        await using var rig = SealedRig.Open(TestKeys.Of("a"));
        var message = await rig.AppendDraftAsync(large);
        await rig.ReadAllAsync();
        var content = (await rig.Spool.OpenContentAsync(message.Id, default))!;
        Assert.False(MemoryMarshal.TryGetArray(content.Octets, out _));
        await rig.DeleteAsync(message);
        Assert.Equal(large, SpoolRig.TextOf(content.Octets));
        var afterwards = content.Octets;
        content.Dispose();
        Assert.Throws<ObjectDisposedException>(() => afterwards.Span[0]);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(70_000)]
    [InlineData(-1)]
    public async Task Content_DamagedInAnyChunk_Throws(int place)
    {
        await using var rig = SealedRig.Open(TestKeys.Of("a"));
        var message = await rig.AppendDraftAsync(large[..150_000]);
        await rig.ReadAllAsync();
        var path = rig.Folders.FileOf(message.Id, ".eml");
        var octets = await File.ReadAllBytesAsync(path);
        octets[place < 0 ? octets.Length + place : place] ^= 1;
        await File.WriteAllBytesAsync(path, octets);
        await Assert.ThrowsAsync<InvalidDataException>(() => rig.TextAsync(message));
        await File.WriteAllBytesAsync(path, octets[..ContentSealing.ChunkLength]);
        await Assert.ThrowsAsync<InvalidDataException>(() => rig.TextAsync(message));
    }

    [Fact]
    public async Task Content_OfAnotherMessage_DoesNotOpenInItsPlace()
    {
        await using var rig = SealedRig.Open(TestKeys.Of("a"));
        var (one, two) = (await rig.AppendDurablyAsync("one"), await rig.AppendDurablyAsync("two"));
        await rig.ReadAllAsync();
        File.Copy(rig.Folders.FileOf(two.Id, ".eml"), rig.Folders.FileOf(one.Id, ".eml"), overwrite: true);
        await Assert.ThrowsAsync<InvalidDataException>(() => rig.TextAsync(one));
        File.Copy(rig.KeyOf(two.Id), rig.KeyOf(one.Id), overwrite: true); // and with its key
        await Assert.ThrowsAsync<InvalidDataException>(() => rig.TextAsync(one));
    }

    [Fact]
    public async Task Switched_OnAndOffAgain_EverythingStaysReadable()
    {
        await using var before = new SpoolRig();
        var clear = await before.AppendDurablyAsync("before");
        var waiting = await before.AppendDurablyAsync("waits in the journal");
        await before.ReadAsync(1);
        before.Restart();
        await using var on = SealedRig.Open(TestKeys.Of("a"), before.Root);
        var closed = await on.AppendDurablyAsync("sealed");
        await on.ReadAllAsync();
        var pending = await on.AppendDurablyAsync("sealed, waits in the journal");
        on.Restart();
        await using var off = SealedRig.Open(ContentKeys.Parse("clear\n" + TestKeys.Line('a')), before.Root);
        var after = await off.AppendDurablyAsync("after");
        await off.ReadAllAsync();
        foreach (var message in new[] { clear, waiting, closed, pending, after }) await off.AssertContentAsync(message);
        Assert.False(File.Exists(off.KeyOf(after.Id)));
        Assert.True(File.Exists(off.KeyOf(pending.Id)));
        Assert.NotEmpty(off.Holding("after"));
    }

    [Fact]
    public async Task MasterKey_NotHere_IsWaitedForAndNothingIsTakenForDamaged()
    {
        await using var rig = SealedRig.Open(TestKeys.Of("a"));
        var moved = await rig.AppendDurablyAsync("moved");
        await rig.ReadAllAsync();
        var waiting = await rig.AppendDurablyAsync("waits in the journal");
        rig.Restart();
        rig.Options.ContentKeys = TestKeys.Of("b");
        await Assert.ThrowsAsync<ContentKeyException>(() => rig.TextAsync(moved));
        await Assert.ThrowsAsync<ContentKeyException>(() => rig.ReadAsync());
        Assert.Empty(rig.Quarantined);
        rig.Restart();
        rig.Options.ContentKeys = TestKeys.Of("ba");
        await rig.ReadAllAsync();
        await rig.AssertContentAsync(moved);
        await rig.AssertContentAsync(waiting);
    }

    [Fact]
    public async Task Keys_NotMounted_AreNotTakenForPurged()
    {
        await using var rig = SealedRig.Open(TestKeys.Of("a"));
        var message = await rig.AppendDurablyAsync(Words);
        await rig.ReadAllAsync();
        Directory.Move(rig.Folders.ContentKeys, rig.Folders.ContentKeys + ".unmounted");
        var error = await Assert.ThrowsAsync<IOException>(() => rig.TextAsync(message));
        Assert.Contains("mounted", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Sync_CoversTheVolumeOfKeysToo()
    {
        await using var rig = SealedRig.Open(TestKeys.Of("a"));
        await rig.AppendDurablyAsync(Words);
        rig.Reader.Settle(await rig.ReadAllAsync());
        rig.Checkpoint.Take();
        Assert.Equal(
            [$"syncfs {rig.Folders.ContentKeys}", $"syncfs {rig.Folders.Content}"],
            rig.Disk.Calls.Where(call => call.StartsWith("syncfs", StringComparison.Ordinal)));
        string[] writes = ["rename", "write"];
        var files = rig.Disk.Calls.Where(call => writes.Contains(call.Split(' ')[0]) && call.Contains("/content", StringComparison.Ordinal));
        Assert.Equal(["write.eml", "rename.eml", "write.key", "write.env", "rename.env"], files.Select(call => call.Split(' ')[0] + Path.GetExtension(call))); // an .env means: all is there
    }

    [Theory]
    [InlineData("")]
    [InlineData("wrapped-1 a 00")]
    public async Task Replay_KeyTornByTheCrash_IsWrittenAnew(string torn)
    {
        await using var rig = SealedRig.Open(TestKeys.Of("a"));
        var message = await rig.AppendDurablyAsync(Words);
        await rig.ReadAllAsync();
        rig.Restart();
        await File.WriteAllTextAsync(rig.KeyOf(message.Id), torn);
        await rig.ReadAllAsync();
        await rig.AssertContentAsync(message);
    }

    /// <summary>After a failed flush nothing that was written before can be believed.</summary>
    [Fact]
    public async Task Checkpoint_Fails_TheKeyIsWrittenAgainAsANewFile()
    {
        await using var rig = SealedRig.Open(TestKeys.Of("a"));
        var message = await rig.AppendDurablyAsync(Words);
        rig.Reader.Settle(await rig.ReadAllAsync());
        rig.Disk.Break("syncfs", 5);
        rig.Checkpoint.Take();
        rig.Disk.Heal();
        rig.Disk.Calls.Clear();
        rig.Checkpoint.Take();
        Assert.Contains($"rename {rig.KeyOf(message.Id)}", rig.Disk.Calls);
        await rig.AssertContentAsync(message);
    }

    [Fact]
    public async Task Sweep_KeysWithoutTheirMessage_AreDestroyed()
    {
        await using var rig = SealedRig.Open(TestKeys.Of("a"));
        JournalMessage[] old = [SpoolRig.Message("kept", LongAgo), SpoolRig.Message("half purged", LongAgo)];
        foreach (var message in old) await rig.AppendAsync(message);
        await rig.ReadAllAsync();
        foreach (var extension in new[] { ".eml", ".env" }) File.Delete(rig.Folders.FileOf(old[1].Id, extension));
        var sweep = rig.Services.GetRequiredService<LeftoverSweep>();
        Assert.True(sweep.TryRun());
        Assert.True(File.Exists(rig.KeyOf(old[1].Id))); // written just now: its envelope may follow
        foreach (var message in old) File.SetLastWriteTimeUtc(rig.KeyOf(message.Id), LongAgo.UtcDateTime);
        Assert.True(sweep.TryRun());
        Assert.Equal([true, false], old.Select(message => File.Exists(rig.KeyOf(message.Id))));
        await rig.AssertContentAsync(old[0]);
        await rig.DeleteAsync(old[0]);
        Assert.Equal([rig.Folders.TemporaryKeys], Directory.GetFileSystemEntries(rig.Folders.ContentKeys)); // its day too
    }
}
