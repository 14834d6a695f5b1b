using System.Text;
using System.Text.Json;
using VoicemailOrleans.Grains;
using VoicemailOrleans.Silo.Spool;

namespace VoicemailOrleans.Silo.Operations;

/// <summary>
/// The slots of one length that one process counted: a line each, <c>unix-seconds JSON</c>, appended without fsync.
/// When the file is full it becomes the former one, and the former one is gone; so the slots of one to two files are
/// there, and the size is bounded. Each append begins with a line end: what a crash tore off is a line by itself, and
/// skipped.
/// </summary>
internal sealed class SlotFile(string path, TimeSpan length, int slotsMax)
{
    private int? lines;

    /// <summary>How long its slots are.</summary>
    public TimeSpan Length => length;

    private string Former => path + ".1";

    /// <summary>Adds a slot.</summary>
    public void Append(MeterSlot slot)
    {
        lines ??= File.Exists(path) ? File.ReadLines(path).Count(line => line.Length > 0) : 0;
        if (lines >= slotsMax)
        {
            File.Move(path, Former, overwrite: true);
            lines = 0;
        }

        var json = JsonSerializer.Serialize(slot, OperationsJson.Default.MeterSlot);
        using var file = SpoolFolders.CreateFile(path, FileMode.OpenOrCreate);
        file.Seek(0, SeekOrigin.End);
        file.Write(Encoding.UTF8.GetBytes($"\n{slot.Start.ToUnixTimeSeconds()} {json}"));
        lines++;
    }

    /// <summary>Slots that began at a time or later, in the order they were added.</summary>
    public IEnumerable<MeterSlot> Read(DateTimeOffset since)
    {
        foreach (var file in new[] { Former, path })
        {
            foreach (var line in LinesOf(file))
                if (Parse(line, since.ToUnixTimeSeconds()) is { } slot) yield return slot;
        }
    }

    private static string[] LinesOf(string file)
    {
        try
        {
            // Its owner may be appending, or putting a full one aside, in this moment.
            var options = new FileStreamOptions { Share = FileShare.ReadWrite | FileShare.Delete };
            using var reader = new StreamReader(file, Encoding.UTF8, false, options);
            return reader.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries);
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            return [];
        }
    }

    private static MeterSlot? Parse(string line, long since)
    {
        var blank = line.IndexOf(' ', StringComparison.Ordinal);
        if (blank < 0 || !long.TryParse(line.AsSpan(0, blank), out var start) || start < since) return null;
        try
        {
            return JsonSerializer.Deserialize(line.AsSpan(blank + 1), OperationsJson.Default.MeterSlot);
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
