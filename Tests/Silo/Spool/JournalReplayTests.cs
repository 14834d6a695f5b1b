using System.Text;
using VoicemailOrleans.Core.Voicemail;
using VoicemailOrleans.Grains;
using VoicemailOrleans.Silo.Spool;

namespace VoicemailOrleans.Tests.Silo.Spool;

/// <summary>What a crash or a bad disk leaves of a journal, at every octet.</summary>
public sealed class JournalReplayTests
{
    [Fact]
    public async Task Replay_CutAtEveryOctet_GivesEveryWholeRecordAndNoneInPart()
    {
        await using var rig = new SpoolRig(SpoolRig.FastRoot());
        var (messages, ends, journal) = await RecordAsync(rig, "first", "");
        for (var cut = 1; cut <= journal.Length; cut++)
        {
            await using var copy = await CopyAsync(rig, journal[..cut], $"cut-{cut}");
            var read = await copy.ReadAllAsync();
            var whole = ends.Count(end => end <= cut);
            Assert.True(whole == read.Count, $"cut at {cut}: {read.Count} messages of {whole}");
            for (var i = 0; i < whole; i++) await copy.AssertContentAsync(messages[i]);
            Assert.Equal(whole, copy.Spool.EnumerateIds().Count());
            Assert.Empty(copy.Quarantined);
            Assert.Equal(0, copy.Progress.Backlog - whole);
        }
    }

    [Fact]
    public async Task Replay_BitFlippedInEveryOctet_LosesThatRecordOnlyAndKeepsItAside()
    {
        await using var rig = new SpoolRig(SpoolRig.FastRoot());
        var (messages, ends, journal) = await RecordAsync(rig, "first", "second, longer", "third");
        for (var place = 0; place < journal.Length; place++)
        {
            var damaged = journal.ToArray();
            damaged[place] ^= (byte)(1 << (place % 8));
            await using var copy = await CopyAsync(rig, damaged, $"flip-{place}");
            var hit = place < JournalFormat.SegmentHeaderLength ? -1 : ends.FindIndex(end => place < end);
            var expected = messages.Where((_, i) => i != hit).ToList();
            var read = await copy.ReadAllAsync();
            Assert.True(
                expected.Select(m => m.Id).SequenceEqual(read.Select(e => e.Id)),
                    $"flip at {place}: {read.Count} messages");
            foreach (var message in expected) await copy.AssertContentAsync(message);
            Assert.Equal(hit >= 0 ? 1 : 0, copy.Quarantined.Length);
        }
    }

    [Fact]
    public async Task Replay_MailThatCarriesARecord_IsNeverReadAsOne()
    {
        await using var rig = new SpoolRig(SpoolRig.FastRoot());
        var (_, _, other) = await RecordAsync(rig, "forged");
        var carried = Encoding.Latin1.GetString(other);
        await using var victim = new SpoolRig();
        var (messages, _, journal) = await RecordAsync(victim, carried + carried, "innocent");
        journal[JournalFormat.SegmentHeaderLength + 9] ^= 1; // the length of the record that carries the other
        await using var copy = await CopyAsync(victim, journal, "forged");
        Assert.Equal(messages[1].Id, Assert.Single(await copy.ReadAllAsync()).Id);
    }

    [Fact]
    public async Task Replay_ZeroesAtTheEnd_AreCutOffQuietly()
    {
        await using var rig = new SpoolRig(SpoolRig.FastRoot());
        var (messages, _, journal) = await RecordAsync(rig, "first");
        await using var copy = await CopyAsync(rig, [.. journal, .. new byte[100_000]], "zeroes");
        Assert.Equal(messages[0].Id, Assert.Single(await copy.ReadAllAsync()).Id);
        Assert.Empty(copy.Quarantined);
    }

    [Fact]
    public async Task Replay_GarbageLongerThanAWindowBetweenRecords_GoesOnBehindIt()
    {
        await using var rig = new SpoolRig(SpoolRig.FastRoot());
        var (messages, ends, journal) = await RecordAsync(rig, "first", "second");
        var first = (int)ends[0];
        foreach (var length in new[] { 65_530, 65_536, 65_537, 200_001 })
        {
            var garbage = Enumerable.Repeat((byte)0x5A, length);
            await using var copy = await CopyAsync(
                rig, [.. journal[..first], .. garbage, .. journal[first..]], $"garbage-{length}");
            Assert.Equal(messages.Select(m => m.Id), (await copy.ReadAllAsync()).Select(e => e.Id));
            Assert.Equal(length, new FileInfo(copy.Quarantined.Single()).Length);
        }
    }

    [Fact]
    public async Task Replay_EmptyAndUnknownFiles_AreLeftAlone()
    {
        await using var rig = new SpoolRig(SpoolRig.FastRoot());
        var (messages, _, journal) = await RecordAsync(rig, "first");
        await using var copy = await CopyAsync(rig, journal, "strange");
        var strange = new[] { "notes.txt", "000000000007.seg", "1.seg", "abcdefghijkl.seg" };
        foreach (var name in strange) await File.WriteAllTextAsync(Path.Combine(copy.Folders.Journal, name), "");
        Assert.Equal(messages[0].Id, Assert.Single(await copy.ReadAllAsync()).Id);
        copy.Reader.Settle([]);
        copy.Checkpoint.Take();
        Assert.All(strange, name => Assert.True(File.Exists(Path.Combine(copy.Folders.Journal, name)), name));
        await copy.AppendDurablyAsync("next"); // does not take the number of a file that is there
        Assert.EndsWith("000000000008.seg", copy.Segments.First(s => s.Contains("008", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Replay_SegmentOfANewerRelease_RefusesToStartAndTouchesNothing()
    {
        await using var rig = new SpoolRig(SpoolRig.FastRoot());
        var (_, _, journal) = await RecordAsync(rig, "first");
        "004"u8.CopyTo(journal.AsSpan(5));
        BitConverter.TryWriteBytes(journal.AsSpan(16), Crc32C.Of(journal.AsSpan(0, 16)));
        await using var copy = await CopyAsync(rig, journal, "newer");
        Assert.Contains("004", Assert.Throws<NotSupportedException>(() => copy.Journal).Message);
        Assert.Equal(journal, await File.ReadAllBytesAsync(copy.Segments.Single()));
    }

    /// <summary>A journal of some messages: its octets and where each record ends.</summary>
    private static async Task<(List<JournalMessage> Messages, List<long> Ends, byte[] Journal)> RecordAsync(
        SpoolRig rig, params string[] contents)
    {
        var messages = new List<JournalMessage>();
        var ends = new List<long>();
        foreach (var content in contents)
        {
            var message = SpoolRig.Message(
                content) with { Envelope = new Envelope("", []) }; // short: every octet counts
            Assert.Equal(AppendResult.Durable, await rig.AppendAsync(message));
            messages.Add(message);
            ends.Add(new FileInfo(rig.Segments.Single()).Length);
        }

        return (messages, ends, await File.ReadAllBytesAsync(rig.Segments.Single()));
    }

    /// <summary>A node that finds these octets as its journal.</summary>
    private static async Task<SpoolRig> CopyAsync(SpoolRig near, byte[] journal, string name)
    {
        var copy = new SpoolRig(Path.Combine(near.Root, name));
        Directory.CreateDirectory(copy.Folders.Journal);
        await File.WriteAllBytesAsync(copy.Folders.SegmentFile(1), journal);
        return copy;
    }
}
