using VoicemailOrleans.Grains;

namespace VoicemailOrleans.Silo.Audit;

/// <summary>
/// Finds entries, newest first: the files of all nodes are read backwards, block by block, and merged by time, so that
/// a page costs what it shows. A month that lies outside the time asked for is not opened.
/// </summary>
internal sealed class AuditSearch(AuditFiles files, AuditQuery query)
{
    /// <summary>The entries that fit.</summary>
    public IEnumerable<AuditRecord> Run()
    {
        foreach (var month in files.All().Where(MayHold).GroupBy(file => file.Month).Reverse())
        foreach (var record in Merge([.. month]))
            if (Fits(record)) yield return record;
    }

    private static IEnumerable<AuditRecord> Merge(IReadOnlyList<AuditFile> months)
    {
        var newest = Comparer<AuditPlace>.Create((a, b) => b.CompareTo(a));
        var waiting = new PriorityQueue<IEnumerator<AuditRecord>, AuditPlace>(newest);
        try
        {
            foreach (var file in months) Advance(Records(file).GetEnumerator());
            while (waiting.TryDequeue(out var next, out _))
            {
                yield return next.Current;
                Advance(next);
            }
        }
        finally
        {
            foreach (var (left, _) in waiting.UnorderedItems) left.Dispose();
        }

        void Advance(IEnumerator<AuditRecord> records)
        {
            if (records.MoveNext()) waiting.Enqueue(records, records.Current.Place);
            else records.Dispose();
        }
    }

    private static IEnumerable<AuditRecord> Records(AuditFile file)
    {
        if (!File.Exists(file.Path)) yield break; // its time was over a moment ago
        using var stream = file.Open();
        foreach (var line in AuditLines.Backwards(stream))
            if (AuditLine.Parse(line.Span) is { } parsed) yield return parsed.ToRecord(file.Node);
    }

    private bool MayHold(AuditFile file)
    {
        var begin = AuditFiles.BeginOf(file);
        // A chain goes on in its month while the clock is put back: one month of grace.
        return (query.Until is not { } until || begin < until)
            && (query.Since is not { } since || begin.AddMonths(2) > since)
            && (query.Before is not { } before || begin <= before.At);
    }

    private bool Fits(AuditRecord record)
    {
        var entry = record.Entry;
        return (query.Before is not { } before || IsBefore(record.Place, before))
            && (query.Since is not { } since || entry.At >= since)
            && (query.Until is not { } until || entry.At < until)
            && Holds(entry.Who, query.Who)
            && Holds(entry.Action, query.Action)
            && Holds(entry.Object, query.Object);
    }

    /// <summary>In one chain the number decides: its clock may have been put back.</summary>
    private static bool IsBefore(AuditPlace place, AuditPlace other) =>
        place.Node == other.Node ? place.Number < other.Number : place.CompareTo(other) < 0;

    private static bool Holds(string? text, string? part) =>
        part is null || text?.Contains(part, StringComparison.OrdinalIgnoreCase) == true;
}
