using System.IO.Compression;
using System.Text;
using System.Text.Json;
using VoicemailOrleans.Grains;

namespace VoicemailOrleans.Silo.Backup;

/// <summary>
/// Reads the copy of a store, see <see cref="GrainArchive"/>. It is read twice: first to see that it is whole and which
/// line of a grain is its last, then for the grains.
/// </summary>
internal sealed class GrainArchiveReader
{
    private readonly string path;
    private readonly Dictionary<GrainId, long> last = [];

    /// <summary>Reads it once.</summary>
    /// <exception cref="BackupException">It is torn, damaged, or of a newer release.</exception>
    public GrainArchiveReader(string path)
    {
        this.path = path;
        foreach (var (line, number) in Lines()) last[IdOf(line)] = number;
    }

    /// <summary>The grains as they were at the end of the copy; version 0.</summary>
    public IEnumerable<GrainRecord> Read()
    {
        foreach (var (line, number) in Lines())
        {
            var id = IdOf(line);
            if (last[id] != number || line.TryGetProperty("deleted", out _)) continue;
            ReadOnlyMemory<byte> state = line.TryGetProperty("octets", out var octets)
                ? octets.GetBytesFromBase64()
                : Encoding.UTF8.GetBytes(line.GetProperty("state").GetRawText());
            yield return new GrainRecord(id, 0, line.GetProperty("dueAt").GetDateTimeOffset(), state);
        }
    }

    private static GrainId IdOf(JsonElement line) =>
        new(line.GetProperty("kind").GetString()!, line.GetProperty("key").GetString()!);

    private static void CheckFormat(JsonElement line)
    {
        var name = line.GetProperty("format").GetString();
        if (name != GrainArchive.FormatName) throw new JsonException("another format");
        if (line.GetProperty("version").GetInt32() is var version and > GrainArchive.Version)
            throw new BackupException($"The copy of the store has format {version}: run the newer release.");
    }

    /// <summary>The lines between the first and the last, numbered from 1.</summary>
    private IEnumerable<(JsonElement Line, long Number)> Lines()
    {
        using var file = File.OpenRead(path);
        using var stream = new GZipStream(file, CompressionMode.Decompress);
        using var reader = new StreamReader(stream, Encoding.UTF8);
        using (var first = Parse(reader)) Guard(() => CheckFormat(first.RootElement));
        for (long number = 1; ; number++)
        {
            using var line = Parse(reader);
            if (line.RootElement.TryGetProperty("end", out _))
            {
                if (line.RootElement.GetProperty("lines").GetInt64() != number - 1) throw Damaged(null);
                yield break;
            }

            yield return (line.RootElement, number);
        }
    }

    private JsonDocument Parse(StreamReader reader)
    {
        JsonDocument? document = null;
        Guard(() => document = JsonDocument.Parse(reader.ReadLine() ?? throw new JsonException("no last line")));
        return document!;
    }

    private void Guard(Action read)
    {
        try
        {
            read();
        }
        catch (Exception e) when (e is JsonException or InvalidDataException or KeyNotFoundException
            or InvalidOperationException)
        {
            throw Damaged(e);
        }
    }

    private BackupException Damaged(Exception? e) => new($"Damaged: {path}", e);
}
