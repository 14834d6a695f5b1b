using VoicemailOrleans.Grains;
using VoicemailOrleans.Silo.Audit;
using VoicemailOrleans.Tests.AdminUi;
using VoicemailOrleans.Tests.Silo.Spool;

namespace VoicemailOrleans.Tests.Silo.Audit;

public sealed class AuditTrailTests : IDisposable
{
    private readonly DirectoryInfo storage = Directory.CreateTempSubdirectory("voicemail-audit-");
    private readonly SteppedClock clock = new();
    private readonly FaultyDurable disk = new();

    private string Folder => Path.Combine(storage.FullName, "audit");

    public void Dispose() => storage.Delete(recursive: true);

    [Fact]
    public void Entries_AreReadBackNewestFirstAndProved()
    {
        using var trail = Trail("one");
        Fill(trail, 3);
        var records = trail.Read(new AuditQuery()).ToList();
        Assert.Equal(["action-3", "action-2", "action-1"], records.Select(r => r.Entry.Action));
        Assert.Equal(new AuditEntry(clock.Now, "helen", "10.0.0.7", "action-3", "what ü \"3\"\n<b>", "id3", "why"), records[0].Entry);
        var verdict = trail.Check(default);
        Assert.Empty(verdict.Problems);
        Assert.Equal((3L, 3L), (verdict.Entries, Assert.Single(verdict.Heads).Number));
        if (!OperatingSystem.IsWindows()) Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(Path.Combine(Folder, "2026-03.one.jsonl")));
    }

    [Fact]
    public void Line_AsThisReleaseWritesIt_StaysReadable()
    {
        Directory.CreateDirectory(Folder);
        var golden = Path.Combine(AppContext.BaseDirectory, "TestData", "Audit", "2026-03.golden.jsonl");
        File.Copy(golden, Path.Combine(Folder, "2026-03.golden.jsonl"));
        using var trail = Trail("golden");
        Assert.Equal(("helen", "resend", "original recipients: Done", "the user asked"), Facts(trail.Read(new AuditQuery()).Last()));
        Assert.Empty(trail.Check(default).Problems);
        trail.Append(Entry(3), isDurable: true); // and is gone on with
        Assert.Empty(trail.Check(default).Problems);

        static (string, string, string?, string?) Facts(AuditRecord record) =>
            (record.Entry.Who, record.Entry.Action, record.Entry.What, record.Entry.Why);
    }

    [Theory]
    [InlineData("change"), InlineData("remove"), InlineData("insert"), InlineData("swap"), InlineData("garble"), InlineData("tail"), InlineData("last"), InlineData("file")]
    public void Tampering_IsFound(string how)
    {
        using (var trail = Trail("one")) Fill(trail, 6);
        var path = Path.Combine(Folder, "2026-03.one.jsonl");
        var lines = File.ReadAllLines(path).ToList();
        switch (how)
        {
            case "change": lines[2] = lines[2].Replace("helen", "henry", StringComparison.Ordinal); break;
            case "remove": lines.RemoveAt(2); break;
            case "insert": lines.Insert(2, lines[2]); break;
            case "swap": (lines[2], lines[3]) = (lines[3], lines[2]); break;
            case "garble": lines[2] = "{"; break;
            case "tail": lines.RemoveRange(4, 2); break;
            case "last": lines[5] = lines[5].Replace("helen", "henry", StringComparison.Ordinal); break;
        }

        if (how == "file") File.Delete(path);
        else File.WriteAllLines(path, lines);
        using var again = Trail("two");
        Assert.NotEmpty(again.Check(default).Problems);
        // Going on does not paper over it.
        using var same = Trail("one");
        same.Append(Entry(7), isDurable: true);
        if (how is not ("tail" or "last")) Assert.NotEmpty(again.Check(default).Problems);
    }

    [Fact]
    public void Months_AreFilesOfOneChain()
    {
        using (var trail = Trail("one"))
        {
            Fill(trail, 2);
            clock.Now = clock.Now.AddMonths(1);
            Fill(trail, 2);
        }

        using var again = Trail("one");
        clock.Now = clock.Now.AddMonths(1);
        Fill(again, 1);
        Assert.Equal(["2026-03.one.jsonl", "2026-04.one.jsonl", "2026-05.one.jsonl"], Files());
        Assert.Empty(again.Check(default).Problems);
        Assert.Equal(5, Assert.Single(again.Check(default).Heads).Number);
        File.Delete(Path.Combine(Folder, "2026-04.one.jsonl"));
        Assert.Contains("2 are missing", Assert.Single(again.Check(default).Problems), StringComparison.Ordinal);
    }

    [Fact]
    public void Purge_DeletesWhatIsOverAndTheRestStillProves()
    {
        var keep = TimeSpan.FromDays(60);
        using var gone = Trail("gone"); // a node that never comes back
        Fill(gone, 2);
        using var trail = Trail("one");
        Fill(trail, 2);
        clock.Now = clock.Now.AddMonths(1);
        Fill(trail, 2);
        Assert.Equal(0, trail.Purge(keep));
        clock.Now = clock.Now.AddMonths(2);
        Assert.Equal(2, trail.Purge(keep));
        Assert.Equal(["2026-04.one.jsonl", "2026-06.one.jsonl"], Files());
        Assert.False(File.Exists(Path.Combine(Folder, "gone.head")));
        Assert.Empty(trail.Check(default).Problems);
        Assert.Equal(["audit-purge", "audit-purge", "action-2", "action-1"], trail.Read(new AuditQuery()).Select(r => r.Entry.Action));
        File.Delete(Path.Combine(Folder, "2026-04.one.jsonl")); // before its time
        Assert.NotEmpty(trail.Check(default).Problems);
    }

    [Fact]
    public void Chain_WhoseFilesAreGone_DoesNotBeginAnew()
    {
        using (var trail = Trail("one")) Fill(trail, 3);
        foreach (var file in Directory.GetFiles(Folder, "*.jsonl")) File.Delete(file);
        using var again = Trail("one");
        again.Append(Entry(1), isDurable: true);
        Assert.Contains("entries before it are missing", Assert.Single(again.Check(default).Problems), StringComparison.Ordinal);
    }

    [Fact]
    public void HalfALine_OfACrash_IsCutOffAndTheChainGoesOn()
    {
        using (var trail = Trail("one")) Fill(trail, 2);
        File.AppendAllText(Path.Combine(Folder, "2026-03.one.jsonl"), "{\"n\":3,\"at\"");
        using var again = Trail("one");
        Assert.Empty(again.Check(default).Problems);
        Fill(again, 1);
        Assert.Empty(again.Check(default).Problems);
        Assert.Equal(3, again.Read(new AuditQuery()).Count());
    }

    [Theory]
    [InlineData("write"), InlineData("fdatasync")]
    public void FailingDisk_IsToldAndTheNextEntryFollowsOn(string operation)
    {
        using var trail = Trail("one");
        Fill(trail, 1);
        disk.TornOctets = 20;
        disk.Break(operation, errno: 5, "jsonl");
        Assert.ThrowsAny<IOException>(() => trail.Append(Entry(2), isDurable: true));
        disk.Heal();
        Fill(trail, 1);
        Assert.Empty(trail.Check(default).Problems);
    }

    [Fact]
    public void Actions_AreFlushed_ReadingIsNot()
    {
        using var trail = Trail("one");
        trail.Append(Entry(1), isDurable: false);
        Assert.DoesNotContain(disk.Calls, call => call.StartsWith("fdatasync", StringComparison.Ordinal));
        trail.Append(Entry(2), isDurable: true);
        Assert.Contains(disk.Calls, call => call.StartsWith("fdatasync", StringComparison.Ordinal) && call.EndsWith("2026-03.one.jsonl", StringComparison.Ordinal));
    }

    [Fact]
    public void Nodes_AreMergedByTimeAndPagedWithoutGapOrRepetition()
    {
        AuditTrail[] nodes = [Trail("one"), Trail("two"), Trail("three")];
        var random = new Random(7);
        for (var i = 0; i < 500; i++)
        {
            clock.Now += TimeSpan.FromSeconds(random.Next(2) * 3600);
            nodes[random.Next(3)].Append(Entry(i), isDurable: false);
        }

        var all = nodes[0].Read(new AuditQuery()).Select(record => record.Place).ToList();
        Assert.Equal(500, all.Distinct().Count());
        Assert.Equal(all.OrderDescending(), all);
        List<AuditPlace> paged = [];
        while (nodes[0].Read(new AuditQuery(Before: paged.Count == 0 ? null : paged[^1])).Take(7).ToList() is { Count: > 0 } page)
            paged.AddRange(page.Select(record => record.Place));
        Assert.Equal(all, paged);
        foreach (var node in nodes) node.Dispose();
    }

    [Fact]
    public void Query_FindsByPersonActionThingAndTime()
    {
        using var trail = Trail("one");
        Fill(trail, 3);
        clock.Now += TimeSpan.FromDays(1);
        trail.Append(Entry(4) with { Who = "Olga" }, isDurable: false);
        Assert.Equal("4", Found(new AuditQuery(Who: "olg")));
        Assert.Equal("2", Found(new AuditQuery(Action: "ACTION-2")));
        Assert.Equal("3", Found(new AuditQuery(Object: "id3")));
        Assert.Equal("4", Found(new AuditQuery(Since: clock.Now)));
        Assert.Equal("321", Found(new AuditQuery(Until: clock.Now)));
        Assert.Equal("", Found(new AuditQuery(Who: "helen", Since: clock.Now)));

        string Found(AuditQuery query) => string.Concat(trail.Read(query).Select(record => record.Entry.Action[^1]));
    }

    [Fact]
    public void LongLines_AcrossBlocks_AreReadWhole()
    {
        using var trail = Trail("one");
        for (var i = 1; i <= 40; i++) trail.Append(Entry(i) with { What = new string('x', i * 997) }, isDurable: false);
        Assert.Equal(Enumerable.Range(1, 40).Reverse().Select(i => i * 997), trail.Read(new AuditQuery()).Select(r => r.Entry.What!.Length));
        Assert.Empty(trail.Check(default).Problems);
    }

    [Fact]
    public void Commands_AtOnce_HaveChainsOfTheirOwn()
    {
        Parallel.For(0, 4, i => CommandAudit.Append(storage.FullName, "user-remove", "removed", $"user{i}"));
        using var trail = Trail("one");
        Assert.Equal(4, trail.Read(new AuditQuery()).Count());
        Assert.Empty(trail.Check(default).Problems);
    }

    private AuditTrail Trail(string node) => new(storage.FullName, node, disk, clock);

    private void Fill(AuditTrail trail, int count)
    {
        for (var i = 1; i <= count; i++) trail.Append(Entry(i), isDurable: true);
    }

    private AuditEntry Entry(int i) =>
        new(clock.Now, "helen", "10.0.0.7", $"action-{i}", $"what ü \"{i}\"\n<b>", $"id{i}", "why");

    private IEnumerable<string> Files() => Directory.GetFiles(Folder, "*.jsonl").Select(path => Path.GetFileName(path)).Order();
}
