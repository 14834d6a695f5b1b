using VoicemailOrleans.Core.Voicemail;
using VoicemailOrleans.Grains;
using VoicemailOrleans.Silo.Spool;

namespace VoicemailOrleans.Tests.Silo.Spool;

/// <summary>What becomes of the journal of a gateway that does not return.</summary>
public sealed class JournalAdoptionTests : IAsyncDisposable
{
    private readonly SpoolRig alive = Node(Directory.CreateTempSubdirectory("spool-").FullName, "alive");

    public async ValueTask DisposeAsync()
    {
        await alive.DisposeAsync();
        Directory.Delete(alive.Root, recursive: true);
    }

    [Fact]
    public async Task Adopt_JournalOfAnEndedNode_IsReadOnAndItsFolderGoes()
    {
        var mail = await LeaveAsync("dead", "one", "two", "three");
        var own = await alive.AppendDurablyAsync("own, in a segment that stays open");
        Assert.Equal(own.Id, Assert.Single(await alive.ReadAsync()).Id); // the reader now waits at its end

        await alive.Adopter.AdoptAsync(CancellationToken.None);
        Assert.Equal(3, alive.Progress.Backlog - 1);
        Assert.Equal(mail.Select(m => m.Id), (await alive.ReadAllAsync()).Select(e => e.Id));
        foreach (var message in mail) await alive.AssertContentAsync(message);
        Assert.Equal(["alive"], Journals());

        var next = await alive.AppendDurablyAsync("own, behind them");
        var entry = Assert.Single(await alive.ReadAsync());
        Assert.Equal(next.Id, entry.Id);
        Assert.Equal(5, entry.Sequence);
    }

    [Fact]
    public async Task Adopt_SegmentsSettledAndSynced_LeaveTheJournalLikeItsOwn()
    {
        await LeaveAsync("dead", "one", "two");
        await alive.Adopter.AdoptAsync(CancellationToken.None);
        alive.Reader.Settle(await alive.ReadAllAsync());
        alive.Reader.PassEnd();
        alive.Checkpoint.Take();
        Assert.Empty(alive.Segments);
    }

    [Fact]
    public async Task Adopt_JournalOfALiveNode_IsLeftAlone()
    {
        await using var other = Node(alive.Root, "other");
        var mail = await other.AppendDurablyAsync("one");
        await alive.Adopter.AdoptAsync(CancellationToken.None);
        Assert.Empty(await alive.ReadAllAsync());
        Assert.Equal(mail.Id, Assert.Single(await other.ReadAsync()).Id);
    }

    [Fact]
    public async Task Adopt_MessagesNotedAsSafe_AreNotReadAgain()
    {
        List<CorrelationId> open;
        await using (var dead = Node(alive.Root, "dead"))
        {
            foreach (var content in new[] { "safe", "open", "open too" }) await dead.AppendDurablyAsync(content);
            var entries = await dead.ReadAsync();
            dead.Reader.Settle([entries[0]]);
            dead.Checkpoint.Take();
            open = [.. entries.Skip(1).Select(e => e.Id)];
        }

        await alive.Adopter.AdoptAsync(CancellationToken.None);
        Assert.Equal(open, (await alive.ReadAllAsync()).Select(e => e.Id));
        alive.Restart();
        Assert.Equal(open, (await alive.ReadAllAsync()).Select(e => e.Id));
    }

    [Fact]
    public async Task Adopt_DamagedSegment_LosesThatRecordOnlyAndKeepsItAside()
    {
        var mail = await LeaveAsync("dead", "first", "second", "third");
        var segment = SegmentsOf("dead")[1];
        var octets = await File.ReadAllBytesAsync(segment);
        octets[^3] ^= 1;
        await File.WriteAllBytesAsync(segment, octets);
        await alive.Adopter.AdoptAsync(CancellationToken.None);
        Assert.Equal([mail[0].Id, mail[2].Id], (await alive.ReadAllAsync()).Select(e => e.Id));
        Assert.StartsWith("alive-", Path.GetFileName(Assert.Single(alive.Quarantined)));
    }

    [Fact]
    public async Task Adopt_WhatItCannotRead_StaysWhereItIs()
    {
        var mail = await LeaveAsync("dead", "old", "new");
        var newer = SegmentsOf("dead")[1];
        var octets = await File.ReadAllBytesAsync(newer);
        "004"u8.CopyTo(octets.AsSpan(5));
        BitConverter.TryWriteBytes(octets.AsSpan(16), Crc32C.Of(octets.AsSpan(0, 16)));
        await File.WriteAllBytesAsync(newer, octets);
        var strange = Path.Combine(alive.Root, "journal", "dead", "notes.txt");
        await File.WriteAllTextAsync(strange, "");
        for (var round = 0; round < 2; round++) await alive.Adopter.AdoptAsync(CancellationToken.None);
        Assert.Equal(mail[0].Id, Assert.Single(await alive.ReadAllAsync()).Id);
        Assert.Equal(octets, await File.ReadAllBytesAsync(newer));
        Assert.True(File.Exists(strange));
    }

    [Fact]
    public async Task Adopt_LeftoversWithoutMail_GoWithTheirFolder()
    {
        var dead = Directory.CreateDirectory(Path.Combine(alive.Root, "journal", "dead")).FullName;
        foreach (var name in new[] { "000000000001.seg", "000000000002.done", "lock" })
            await File.WriteAllTextAsync(Path.Combine(dead, name), "");
        await alive.Adopter.AdoptAsync(CancellationToken.None);
        Assert.Equal(["alive"], Journals());
    }

    [Fact]
    public async Task Adopt_RenameFailsOnTheWay_GoesOnAtTheNextLook()
    {
        var mail = await LeaveAsync("dead", "one", "two", "three");
        var renames = 0;
        _ = alive.Journal;
        alive.Disk.Before((operation, path) =>
        {
            if (operation == "rename" && path.EndsWith(".seg", StringComparison.Ordinal) && ++renames == 2)
                throw new DurabilityException(operation, path, 5, "injected");
        });
        await alive.Adopter.AdoptAsync(CancellationToken.None);
        Assert.Equal(mail[0].Id, Assert.Single(await alive.ReadAllAsync()).Id);
        Assert.Equal(2, SegmentsOf("dead").Length);
        await alive.Adopter.AdoptAsync(CancellationToken.None);
        Assert.Equal(mail.Skip(1).Select(m => m.Id), (await alive.ReadAllAsync()).Select(e => e.Id));
        Assert.Equal(["alive"], Journals());
    }

    [Fact]
    public async Task Adopt_TwoAtOnce_ShareTheJournalsAndNoMessageIsReadTwice()
    {
        await using var second = Node(alive.Root, "second");
        _ = (alive.Journal, second.Journal);
        var mail = new List<JournalMessage>();
        for (var node = 0; node < 12; node++) mail.AddRange(await LeaveAsync($"dead-{node}", "one", "two"));
        await Task.WhenAll(
            Task.Run(() => alive.Adopter.AdoptAsync(CancellationToken.None)),
            Task.Run(() => second.Adopter.AdoptAsync(CancellationToken.None)));
        await alive.Adopter.AdoptAsync(CancellationToken.None); // a folder that both tried at the same moment
        var read = (await alive.ReadAllAsync()).Concat(await second.ReadAllAsync()).Select(e => e.Id);
        Assert.Equal(mail.Select(m => m.Id).Order(), read.Order());
        Assert.Equal(["alive", "second"], Journals());
    }

    [Fact]
    public async Task Adopt_NodeThatReturnsInTheMiddle_HasAJournalOfItsOwn()
    {
        await LeaveAsync("dead", "one");
        Exception? refused = null;
        _ = alive.Journal;
        alive.Disk.Before((operation, path) =>
        {
            if (operation != "rename") return;
            var back = Node(alive.Root, "dead");
            refused = Record.Exception(() => back.Journal);
        });
        await alive.Adopter.AdoptAsync(CancellationToken.None);
        Assert.Contains("in use by another process", Assert.IsType<InvalidOperationException>(refused).Message);
        await using var returned = Node(alive.Root, "dead");
        Assert.Empty(await returned.ReadAllAsync());
        await returned.AppendDurablyAsync("anew");
    }

    [Fact]
    public async Task Adopt_JournalOfAProcessKilledWithMailInIt_LosesNothingThatWasAcknowledged()
    {
        _ = alive.Journal;
        var durable = new List<CorrelationId>();
        using (var child = new JournalProcess(alive.Root, ""))
        {
            for (var i = 0; i < 100; i++) Note(await child.ReadAsync());
            await alive.Adopter.AdoptAsync(CancellationToken.None);
            Assert.Empty(await alive.ReadAllAsync()); // while it lives its journal is its own
            child.Kill();
            while (await child.ReadAsync() is { } line) Note(line);
            await child.EndAsync();
        }

        await alive.Adopter.AdoptAsync(CancellationToken.None);
        var found = (await alive.ReadAllAsync()).Select(e => e.Id).ToHashSet();
        Assert.All(durable, id => Assert.Contains(id, found));
        Assert.Equal(["alive"], Journals());

        void Note(string? line) => durable.Add(CorrelationId.Parse(line!["Durable ".Length..]));
    }

    private static SpoolRig Node(string root, string name) => new(root, options =>
    {
        options.NodeName = name;
        options.SegmentBytes = 4096;
    });

    /// <summary>A node that appends some messages, each in a segment of its own, and ends.</summary>
    private async Task<List<JournalMessage>> LeaveAsync(string node, params string[] contents)
    {
        var mail = new List<JournalMessage>();
        await using var dead = Node(alive.Root, node);
        foreach (var content in contents) mail.Add(await dead.AppendDurablyAsync(content.PadRight(4000)));
        return mail;
    }

    private string[] SegmentsOf(string node) =>
        [.. Directory.GetFiles(Path.Combine(alive.Root, "journal", node), "*.seg").Order(StringComparer.Ordinal)];

    private IEnumerable<string?> Journals() =>
        Directory.GetDirectories(Path.Combine(alive.Root, "journal")).Select(Path.GetFileName).Order(StringComparer.Ordinal);
}
