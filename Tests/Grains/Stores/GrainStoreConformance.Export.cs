using VoicemailOrleans.Grains;

namespace VoicemailOrleans.Tests.Grains.Stores;

public abstract partial class GrainStoreConformance
{
    [Fact]
    public async Task Export_FromZero_GivesEverythingWithStates()
    {
        for (var i = 0; i < 7; i++) await WriteAsync(Put($"g{i}", 0, Later, $"{i}"));
        await WriteAsync(Put("g1", 1, Past, "new"), Delete("g2", 1));

        Dictionary<GrainId, GrainRecord> copy = [];
        List<GrainId> deleted = [];
        var position = 0L;
        GrainExport export;
        do
        {
            export = await Store.ExportAsync(position, 3, None);
            Assert.InRange(export.Records.Count + export.Deleted.Count, 0, 3);
            foreach (var record in export.Records) copy[record.Id] = record;
            deleted.AddRange(export.Deleted);
            position = export.Position;
        }
        while (!export.IsLast);

        Assert.Equal(["g0", "g1", "g3", "g4", "g5", "g6"], copy.Keys.Select(id => id.Key).Order());
        Assert.Equal([Id("g2")], deleted);
        var one = copy[Id("g1")];
        Assert.Equal((2L, "new", await ReadAsync("g1") is { } read ? read.DueAt : default), (one.Version, Text(one), one.DueAt));
    }

    [Fact]
    public async Task Export_NothingNew_IsLastAndStays()
    {
        Assert.Equal(
            (0L, 0, 0, true),
            await Store.ExportAsync(0, 10, None) is var none ? (none.Position, none.Records.Count, none.Deleted.Count, none.IsLast) : default);
        await WriteAsync(Put("a", 0, Later));
        var first = await Store.ExportAsync(0, 10, None);
        var again = await Store.ExportAsync(first.Position, 10, None);
        Assert.Equal((first.Position, 0, true), (again.Position, again.Records.Count, again.IsLast));
    }

    [Fact]
    public async Task Export_ExactlyTheRest_IsLast()
    {
        await WriteAsync(Put("a", 0, Later), Put("b", 0, Later));
        Assert.False((await Store.ExportAsync(0, 1, None)).IsLast);
        Assert.True((await Store.ExportAsync(0, 2, None)).IsLast);
    }

    [Fact]
    public async Task History_WhileNothingFellBack_StaysTheSame()
    {
        var before = await Store.ReadHistoryAsync(None);
        Assert.NotEmpty(before);
        await WriteAsync(Put("a", 0, Later));
        Assert.Equal(before, await Store.ReadHistoryAsync(None));
    }
}
