using VoicemailOrleans.Core.Voicemail;

namespace VoicemailOrleans.Silo.Spool;

/// <summary>What is in a segment that a former process left, as far as prefixes tell.</summary>
/// <param name="Path">The file.</param>
/// <param name="Length">Octets; none for a process that died while it made the file.</param>
/// <param name="Messages">Records in it.</param>
/// <param name="Safe">Messages noted as safe elsewhere.</param>
internal sealed record SegmentInventory(
    string Path, long Length, long Messages, IReadOnlyList<CorrelationId> Safe)
{
    /// <summary>The file of its notes.</summary>
    public string DonePath => System.IO.Path.ChangeExtension(Path, ".done");

    /// <summary>
    /// Reads the prefixes of the records only, so that a large backlog does not hold up whoever wants to know. What the
    /// disk does not give is not counted: whether it is given up is the reader's to say.
    /// </summary>
    /// <exception cref="NotSupportedException">A newer release wrote the segment.</exception>
    public static SegmentInventory Take(string path, IDurable durable)
    {
        using var file = File.OpenHandle(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        var length = RandomAccess.GetLength(file);
        if (length == 0) return new SegmentInventory(path, 0, 0, []);
        var scanner = new SegmentScanner(file, path, durable, fillsGaps: true);
        long messages = 0;
        var extent = scanner.Next(JournalFormat.SegmentHeaderLength, length);
        while (extent.Kind != ExtentKind.End)
        {
            if (extent.Kind == ExtentKind.Record) messages++;
            extent = scanner.Next(extent.EndOffset, length);
        }

        var done = System.IO.Path.ChangeExtension(path, ".done");
        return new SegmentInventory(path, length, messages, SegmentNotes.Read(done));
    }

    /// <summary>The segment as the reader follows it.</summary>
    public Segment ToSegment(long number, string path)
    {
        var segment = new Segment(number, path, Length, isSealed: true);
        segment.SafeBefore.UnionWith(Safe);
        return segment;
    }
}
