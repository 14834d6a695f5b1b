using System.Text;

namespace VoicemailOrleans.Silo.Spool.Sealing;

/// <summary>
/// The key of a journal segment, wrapped, in a file beside it. It is there twice, in blocks of their own, because the
/// mail of a minute depends on it. It is made before its segment and destroyed after it: a file without segment means
/// nothing.
/// </summary>
internal static class SegmentKeyFile
{
    private const string About = "segment";
    private const int BlockLength = 4096;

    /// <summary>Makes the key of a new segment, durable but for its name.</summary>
    public static SealKey Create(string path, ContentKeys keys, IDurable durable)
    {
        var key = SealKey.Create();
        var line = keys.Wrap(key, About).ToLine();
        Write(path, [.. line, .. new byte[BlockLength - line.Length], .. line], durable);
        return key;
    }

    /// <summary>The key of a segment; null when it is lost.</summary>
    /// <exception cref="ContentKeyException">Its master key is not here.</exception>
    public static SealKey? Open(string path, ContentKeys keys)
    {
        ContentKeyException? missing = null;
        foreach (var wrapped in Copies(path))
        {
            try
            {
                return keys.Unwrap(wrapped, About);
            }
            catch (InvalidDataException)
            {
                // the other copy
            }
            catch (ContentKeyException e)
            {
                missing = e;
            }
        }

        return missing is null ? null : throw missing;
    }

    /// <summary>The key as it is kept; null when both copies are damaged, or it has gone.</summary>
    public static WrappedKey? TryRead(string path) => Copies(path).FirstOrDefault();

    /// <summary>Copies the key of a segment, durable but for its name; does nothing for one in clear.</summary>
    public static bool TryCopy(string from, string to, IDurable durable)
    {
        if (!File.Exists(from)) return false;
        Write(to, File.ReadAllBytes(from), durable);
        return true;
    }

    private static IEnumerable<WrappedKey> Copies(string path)
    {
        var octets = File.Exists(path) ? File.ReadAllBytes(path) : [];
        return octets.Chunk(BlockLength).Select(copy => WrappedKey.TryParse(Encoding.Latin1.GetString(copy)))
            .OfType<WrappedKey>();
    }

    private static void Write(string path, byte[] octets, IDurable durable)
    {
        using var file = SpoolFolders.CreateFile(path);
        durable.Write(file.SafeFileHandle, path, [octets], 0);
        durable.SyncData(file.SafeFileHandle, path);
    }
}
