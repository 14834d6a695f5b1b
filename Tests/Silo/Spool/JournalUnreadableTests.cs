using System.Text;
using VoicemailOrleans.Grains;
using VoicemailOrleans.Silo.Spool;

namespace VoicemailOrleans.Tests.Silo.Spool;

/// <summary>Journals of which the disk does not give everything: bad sectors, files that cannot be opened.</summary>
public sealed class JournalUnreadableTests
{
    private const int Tries = 8;

    /// <summary>Reads until something comes; calls <paramref name="onFailure"/> each time that nothing does.</summary>
    internal static async Task<List<JournalEntry>> ReadAtLastAsync(SpoolRig rig, Action onFailure)
    {
        for (var i = 0; i < 100; i++)
        {
            try
            {
                return await rig.ReadAllAsync();
            }
            catch (SegmentReadException)
            {
                onFailure();
            }
        }

        throw new InvalidOperationException("Nothing came.");
    }

    [Fact]
    public async Task Record_WithABadBlock_IsKeptAsideAndTheRestGoesOn()
    {
        await using var rig = new SpoolRig();
        var first = await rig.AppendDurablyAsync("first");
        var begin = new FileInfo(rig.Segments.Single()).Length;
        await rig.AppendDurablyAsync(new string('x', 12_000) + "second");
        var end = new FileInfo(rig.Segments.Single()).Length;
        var third = await rig.AppendDurablyAsync("third");
        rig.Restart();
        rig.Disk.Unreadable = Bad(4096);

        Assert.Equal(first.Id, Assert.Single(await rig.ReadAsync()).Id);
        var tries = 1;
        Assert.Equal(third.Id, Assert.Single(await ReadAtLastAsync(rig, () => tries++)).Id);
        Assert.Equal(Tries, tries);
        await rig.AssertContentAsync(third);
        var kept = await File.ReadAllBytesAsync(Assert.Single(rig.Quarantined));
        Assert.Equal(end - begin, kept.Length);
        Assert.Equal(4096, kept.Count(octet => octet == 0) - ZerosOf(kept));
        Assert.EndsWith("xsecond", Encoding.Latin1.GetString(kept), StringComparison.Ordinal);

        rig.Disk.Heal();
        rig.Reader.Settle([]);
        Assert.Equal(2, rig.Progress.Backlog); // first and third are not settled; the one kept aside is not waited for
    }

    [Fact]
    public async Task Record_ThatIsGivenAgain_IsNotLost()
    {
        await using var rig = new SpoolRig();
        var message = await rig.AppendDurablyAsync(new string('x', 12_000));
        rig.Restart();
        rig.Disk.Unreadable = Bad(4096);
        for (var i = 1; i < Tries; i++) await Assert.ThrowsAsync<SegmentReadException>(() => rig.ReadAsync());
        rig.Disk.Heal();
        Assert.Equal(message.Id, Assert.Single(await rig.ReadAsync()).Id);
        await rig.AssertContentAsync(message);
        Assert.Empty(rig.Quarantined);
    }

    /// <summary>When even the copy cannot be written, it is not one bad block.</summary>
    [Fact]
    public async Task Record_WhileQuarantineTakesNothing_Waits()
    {
        await using var rig = new SpoolRig();
        var message = await rig.AppendDurablyAsync(new string('x', 12_000));
        rig.Restart();
        _ = rig.Reader;
        rig.Disk.Unreadable = Bad(4096);
        rig.Disk.Break("fdatasync", 5, "/quarantine/");
        for (var i = 0; i < Tries * 3; i++) await Assert.ThrowsAnyAsync<IOException>(() => rig.ReadAsync());
        rig.Disk.Heal();
        Assert.Equal(message.Id, Assert.Single(await rig.ReadAsync()).Id);
        await rig.AssertContentAsync(message);
    }

    /// <summary>The block holds the end of one record and the beginning of the next.</summary>
    [Fact]
    public async Task Prefix_InABadBlock_CostsTwoRecordsAndTheRestGoesOn()
    {
        await using var rig = new SpoolRig();
        await rig.AppendDurablyAsync(new string('x', 9000));
        await rig.AppendDurablyAsync(new string('y', 9000));
        var third = await rig.AppendDurablyAsync("third");
        rig.Restart();
        rig.Disk.Unreadable = Bad(8192);
        Assert.Equal(third.Id, Assert.Single(await ReadAtLastAsync(rig, () => { })).Id);
        Assert.Equal(2, rig.Quarantined.Length);
    }

    [Fact]
    public async Task LastRecord_BeginningInABadBlock_IsNoTornTail()
    {
        await using var rig = new SpoolRig();
        await rig.AppendDurablyAsync(new string('x', 9000));
        await rig.AppendDurablyAsync(new string('y', 3000));
        rig.Restart();
        rig.Disk.Unreadable = Bad(8192, 8192);
        Assert.Empty(await ReadAtLastAsync(rig, () => { }));
        Assert.Equal(2, rig.Quarantined.Length);
    }

    [Fact]
    public async Task Segment_ThatCannotBeOpened_StaysForTheNextStart()
    {
        await using var rig = new SpoolRig();
        var waits = await rig.AppendDurablyAsync("waits");
        rig.Restart();
        var next = await rig.AppendDurablyAsync("next");
        var segment = rig.Folders.SegmentFile(1);
        File.Move(segment, segment + ".away");
        Directory.CreateDirectory(segment); // to open it is EACCES
        var tries = 0;
        Assert.Equal(next.Id, Assert.Single(await ReadAtLastAsync(rig, () => tries++)).Id);
        Assert.Equal(Tries, tries);
        var more = await rig.AppendDurablyAsync("and so on");
        Assert.Equal(more.Id, Assert.Single(await rig.ReadAsync()).Id);

        Directory.Delete(segment);
        File.Move(segment + ".away", segment);
        rig.Restart();
        Assert.Contains(waits.Id, (await rig.ReadAllAsync()).Select(entry => entry.Id));
        await rig.AssertContentAsync(waits);
    }

    [Fact]
    public async Task Adopted_SegmentWithABadBlock_DoesNotHoldUpItsAdopter()
    {
        await using var alive = new SpoolRig(configure: options => options.NodeName = "alive");
        JournalMessage last;
        await using (var dead = new SpoolRig(alive.Root, options => options.NodeName = "dead"))
        {
            await dead.AppendDurablyAsync(new string('x', 9000));
            await dead.AppendDurablyAsync(new string('y', 9000));
            last = await dead.AppendDurablyAsync("last");
        }

        alive.Disk.Unreadable = Bad(8192);
        _ = alive.Journal;
        await alive.Adopter.AdoptAsync(CancellationToken.None);
        var own = await alive.AppendDurablyAsync("own");
        Assert.Equal([last.Id, own.Id], (await ReadAtLastAsync(alive, () => { })).Select(entry => entry.Id));
    }

    private static Func<string, long, int, bool> Bad(long begin, long size = 4096) => (path, offset, length) =>
        path.EndsWith(".seg", StringComparison.Ordinal) && offset < begin + size && offset + length > begin;

    /// <summary>Those of the record's numbers.</summary>
    private static int ZerosOf(byte[] record) => record[..JournalFormat.PrefixLength].Count(octet => octet == 0);
}
