using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using VoicemailOrleans.Grains;

namespace VoicemailOrleans.Silo.Operations;

/// <summary>Reads what all processes on the storage folder wrote.</summary>
internal sealed class OperationsFiles(OperationsFolder folder, TimeProvider clock) : IOperationsReports
{
    private static readonly TimeSpan ShownFor = TimeSpan.FromDays(1);
    private static readonly Dictionary<string, IReadOnlyList<Exemplar>> NoExemplars = [];

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<NodeReport>> ReadNodesAsync(CancellationToken cancellationToken)
    {
        var oldest = clock.GetUtcNow() - ShownFor;
        var reports = folder.Nodes.Select(node => ReadReport(folder.ReportOf(node)))
            .OfType<NodeReport>().Where(report => report.WrittenAt >= oldest);
        return new([.. reports]);
    }

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<MeterSlot>> ReadSlotsAsync(
        SlotLength length, DateTimeOffset since, CancellationToken cancellationToken) =>
        new([.. folder.Nodes.SelectMany(node => folder.SlotsOf(node).Read(length, since))]);

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<SeriesExemplars>> ReadExemplarsAsync(
        string instrument, CancellationToken cancellationToken)
    {
        var oldest = clock.GetUtcNow() - ShownFor;
        var series = from node in folder.Nodes
            from pair in ReadExemplars(folder.ExemplarsOf(node))
            where MeterKey.Is(pair.Key, instrument)
            select new SeriesExemplars(node, pair.Key, [.. pair.Value.Where(exemplar => exemplar.At >= oldest)]);
        return new([.. series.Where(one => one.Exemplars.Count > 0)]);
    }

    /// <summary>A report; null when there is none that can be read.</summary>
    public static NodeReport? ReadReport(string path) => Read(path, OperationsJson.Default.NodeReport);

    /// <summary>Exemplars by series; none when there are none that can be read.</summary>
    public static IReadOnlyDictionary<string, IReadOnlyList<Exemplar>> ReadExemplars(string path) =>
        Read(path, OperationsJson.Default.IReadOnlyDictionaryStringIReadOnlyListExemplar) ?? NoExemplars;

    private static T? Read<T>(string path, JsonTypeInfo<T> type)
        where T : class
    {
        try
        {
            return JsonSerializer.Deserialize(File.ReadAllBytes(path), type);
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException or JsonException)
        {
            return null;
        }
    }
}
