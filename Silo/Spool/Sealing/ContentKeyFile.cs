using System.Text;
using VoicemailOrleans.Core.Voicemail;

namespace VoicemailOrleans.Silo.Spool.Sealing;

/// <summary>The files of the keys of content, <c>content-keys/DAY/ID.key</c>, each a line of <see cref="WrappedKey"/>.</summary>
internal static class ContentKeyFile
{
    /// <summary>The key of a message's content.</summary>
    /// <exception cref="ContentKeyException">Its master key is not here.</exception>
    /// <exception cref="InvalidDataException">It is damaged, or gone.</exception>
    /// <exception cref="IOException">The folder of keys is not there.</exception>
    public static SealKey Open(CorrelationId id, SpoolFolders folders, ContentKeys keys)
    {
        if (TryRead(folders.KeyOf(id)) is not { } line)
            throw Directory.Exists(folders.ContentKeys)
                ? new InvalidDataException($"The key of {id} is gone: it was purged, or the file is lost.")
                : new IOException($"The keys {folders.ContentKeys} are not there: is their volume mounted?");
        return WrappedKey.TryParse(line) is { } wrapped
            ? keys.Unwrap(wrapped, id.Value)
            : throw new InvalidDataException($"The key file of {id} is damaged.");
    }

    /// <summary>Writes one where there is none, and its day's folder if need be.</summary>
    public static void Create(string path, byte[] line, IDurable durable, bool isDurable)
    {
        var day = Path.GetDirectoryName(path)!;
        SpoolFolders.Create(day, durable);
        using (var file = SpoolFolders.CreateFile(path))
        {
            durable.Write(file.SafeFileHandle, path, [line], 0);
            if (isDurable) durable.SyncData(file.SafeFileHandle, path);
        }

        if (isDurable) durable.SyncFolder(day);
    }

    /// <summary>All of them, as they are kept; lines may be damaged. Those purged meanwhile are left out.</summary>
    public static IEnumerable<(CorrelationId Id, string Line)> ReadAll(string contentKeys)
    {
        if (!Directory.Exists(contentKeys)) yield break;
        foreach (var day in Directory.EnumerateDirectories(contentKeys).Order(StringComparer.Ordinal))
        {
            if (Path.GetFileName(day) == SpoolFolders.TemporaryName) continue;
            foreach (var file in Directory.GetFiles(day, "*.key").Order(StringComparer.Ordinal))
                if (CorrelationId.TryParse(Path.GetFileNameWithoutExtension(file), out var id)
                    && TryRead(file) is { } line)
                    yield return (id, line);
        }
    }

    private static string? TryRead(string path)
    {
        try
        {
            return Encoding.Latin1.GetString(File.ReadAllBytes(path));
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
    }
}
