using System.Text.Json;
using VoicemailOrleans.Grains;

namespace VoicemailOrleans.Silo.Operations;

/// <summary>Reads what all processes on the storage folder wrote.</summary>
internal sealed class OperationsFiles(OperationsFolder folder, TimeProvider clock) : IOperationsReports
{
    private static readonly TimeSpan ShownFor = TimeSpan.FromDays(1);

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

    /// <summary>A report; null when there is none that can be read.</summary>
    public static NodeReport? ReadReport(string path)
    {
        try
        {
            return JsonSerializer.Deserialize(File.ReadAllBytes(path), OperationsJson.Default.NodeReport);
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException or JsonException)
        {
            return null;
        }
    }
}
