using System.Text;
using VoicemailOrleans.Core.Voicemail;

namespace VoicemailOrleans.Silo.Spool;

/// <summary>
/// A segment's .done file: the identifiers of those of its messages that are safe in content and store, one a line.
/// </summary>
internal static class SegmentNotes
{
    /// <summary>
    /// Adds identifiers, durably; the file's name is durable only after a flush of its folder.
    /// </summary>
    public static void Add(string path, IEnumerable<CorrelationId> ids, IDurable durable)
    {
        var lines = "\n" + string.Concat(ids.Select(id => id + "\n")); // the first ends a line a crash has torn
        durable.Append(path, Encoding.ASCII.GetBytes(lines));
        using var file = File.OpenHandle(path, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite);
        durable.SyncData(file, path);
    }

    /// <summary>Reads them; a torn last line is no identifier and counts for nothing.</summary>
    public static IReadOnlyList<CorrelationId> Read(string path)
    {
        if (!File.Exists(path)) return [];
        var ids = new List<CorrelationId>();
        foreach (var line in File.ReadLines(path, Encoding.ASCII))
            if (CorrelationId.TryParse(line, out var id)) ids.Add(id);
        return ids;
    }
}
