using VoicemailOrleans.Grains;
using VoicemailOrleans.Silo.Operations;
using VoicemailOrleans.Silo.Spool;
using VoicemailOrleans.Tests.Silo.Stores;

namespace VoicemailOrleans.Tests.Silo.Operations;

public sealed class SlotCascadeTests : IDisposable
{
    private const string Accepted = "voicemail.smtp.accepted";
    private static readonly DateTimeOffset Noon = new(2026, 3, 2, 12, 0, 0, TimeSpan.Zero);

    private readonly TemporaryFolder storage = new();
    private readonly OperationsFolder folder;

    public SlotCascadeTests()
    {
        folder = new OperationsFolder(storage.Path);
        folder.Create("a", new Durable());
        folder.Create("b", new Durable());
    }

    public void Dispose() => storage.Dispose();

    [Fact]
    public void Read_AnyLength_CountsEachSlotOnce()
    {
        Count("a", Noon, slots: 6 * 60 + 20); // an hour and 3 min 20 s
        foreach (var length in Enum.GetValues<SlotLength>().Skip(1))
            Assert.Equal(380, Sum(folder.SlotsOf("a").Read(length, Noon.AddDays(-8))));
        Assert.Equal(20, Sum(folder.SlotsOf("a").Read(SlotLength.Hour, Noon.AddHours(1))));
        var hours = folder.SlotsOf("a").Read(SlotLength.Hour, Noon);
        Assert.Equal((Noon, 360), (hours[0].Start, hours[0].Counts[Accepted]));
    }

    [Fact]
    public void Append_AfterACrashAtAnyPlace_AddsUpAsIfNothingHadHappened()
    {
        for (var crash = 1; crash < 40; crash += 13)
        {
            var node = $"crash-{crash}";
            folder.Create(node, new Durable());
            Count(node, Noon, crash);
            File.AppendAllText(Path.Combine(folder.Of(node), "10s.slots"), "\n1772452800 {\"start\":\"2026-0"); // torn
            Count(node, Noon.AddSeconds(10 * crash), 40 - crash);
            Assert.Equal(40, Sum(folder.SlotsOf(node).Read(SlotLength.FiveMinutes, Noon)));
            Assert.Equal(30, folder.SlotsOf(node).Read(SlotLength.FiveMinutes, Noon)[0].Counts[Accepted]);
        }
    }

    [Fact]
    public void Append_ForHours_KeepsWhatIsShownAndNoMoreThanTwoFiles()
    {
        Count("a", Noon, slots: 6 * 60 * 3);
        var end = Noon.AddHours(3);
        Assert.Equal(180, Sum(folder.SlotsOf("a").Read(SlotLength.TenSeconds, end.AddMinutes(-30))));
        Assert.InRange(folder.SlotsOf("a").Read(SlotLength.TenSeconds, Noon).Count, 181, 360);
        Assert.Equal(1080, Sum(folder.SlotsOf("a").Read(SlotLength.FiveMinutes, Noon)));
        Assert.Equal(
            ["10s.slots", "10s.slots.1", "1h.slots", "5m.slots"],
            Directory.GetFiles(folder.Of("a")).Select(Path.GetFileName).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Merge_KeepsTheWorstLevelsAndAddsBuckets()
    {
        var levels = new Dictionary<string, double> { ["voicemail.grain.due{kind=\"voicemail\"}"] = 2, ["voicemail.journal.free"] = 90 };
        var worse = new Dictionary<string, double> { ["voicemail.grain.due{kind=\"voicemail\"}"] = 7, ["voicemail.journal.free"] = 40 };
        IReadOnlyList<SpreadBucket> one = [new(0, 1, 3), new(5, null, 1)];
        IReadOnlyList<SpreadBucket> other = [new(0, 1, 2), new(1, 5, 4)];
        var merged = SlotMerge.Of(Noon,
        [
            new(Noon, new Dictionary<string, double>(), levels, new Dictionary<string, IReadOnlyList<SpreadBucket>> { ["x"] = one }),
            new(Noon, new Dictionary<string, double>(), worse, new Dictionary<string, IReadOnlyList<SpreadBucket>> { ["x"] = other }),
        ]);
        Assert.Equal((7, 40), (merged.Levels["voicemail.grain.due{kind=\"voicemail\"}"], merged.Levels["voicemail.journal.free"]));
        Assert.Equal([new(0, 1, 5), new(1, 5, 4), new(5, null, 1)], merged.Spreads["x"]);
    }

    [Fact]
    public async Task Files_OfTwoNodes_AreReadTogether()
    {
        Count("a", Noon, 3);
        Count("b", Noon, 4);
        var reader = new OperationsFiles(folder, TimeProvider.System);
        Assert.Equal(7, Sum(await reader.ReadSlotsAsync(SlotLength.FiveMinutes, Noon, default)));
    }

    [Fact]
    public void StoredSlot_AsWrittenByThisVersion_IsReadBack()
    {
        var path = Path.Combine(folder.Of("a"), "10s.slots");
        File.WriteAllText(path, """

            1772452800 {"start":"2026-03-02T12:00:00+00:00","counts":{"voicemail.smtp.refused{code=\u0022452\u0022}":2},"levels":{"voicemail.grain.due":1},"spreads":{"voicemail.delivery.duration":[[0,1,4],[86400,null,1]]}}
            """);
        var slot = Assert.Single(folder.SlotsOf("a").Read(SlotLength.TenSeconds, Noon));
        Assert.Equal("452", MeterKey.Label(slot.Counts.Single().Key, "code"));
        Assert.Equal([new(0, 1, 4), new(86400, null, 1)], slot.Spreads["voicemail.delivery.duration"]);
    }

    private void Count(string node, DateTimeOffset from, int slots)
    {
        var cascade = folder.SlotsOf(node); // as a new process
        for (var i = 0; i < slots; i++)
        {
            var start = from.AddSeconds(10 * i);
            var counts = new Dictionary<string, double> { [Accepted] = 1 };
            var slot = new MeterSlot(start, counts, new Dictionary<string, double>(), new Dictionary<string, IReadOnlyList<SpreadBucket>>());
            cascade.Append(slot, start.AddSeconds(10));
        }
    }

    private static double Sum(IEnumerable<MeterSlot> slots) => slots.Sum(slot => slot.Counts[Accepted]);
}
