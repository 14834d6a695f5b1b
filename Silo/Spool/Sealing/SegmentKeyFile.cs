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
        Write(path, Twice(keys.Wrap(key, About)), durable);
        return key;
    }

    /// <summary>Wraps a key with the first master key; false when both copies are damaged.</summary>
    /// <exception cref="ContentKeyException">The master key that wraps it is not here.</exception>
    public static bool TryWrapAgain(string path, ContentKeys keys, IDurable durable)
    {
        using var key = Open(path, keys, durable, isGivenUp: true);
        if (key is null) return false;
        KeyShredder.Replace(path, Twice(keys.Wrap(key, About)), path + ".new", durable);
        return true;
    }

    /// <summary>The key of a segment; null when it is lost.</summary>
    /// <param name="path">Its file.</param>
    /// <param name="keys">The master keys.</param>
    /// <param name="durable">The disk.</param>
    /// <param name="isGivenUp">What the disk does not give is lost; otherwise it throws.</param>
    /// <exception cref="ContentKeyException">Its master key is not here.</exception>
    /// <exception cref="SegmentReadException">The disk gives neither copy.</exception>
    public static SealKey? Open(string path, ContentKeys keys, IDurable durable, bool isGivenUp = false)
    {
        ContentKeyException? missing = null;
        var (octets, failure) = Read(path, durable);
        foreach (var wrapped in Copies(octets))
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

        if (missing is not null) throw missing;
        return failure is null || isGivenUp ? null : throw new SegmentReadException(path, failure);
    }

    /// <summary>The key as it is kept; null when both copies are damaged, or it has gone.</summary>
    public static WrappedKey? TryRead(string path, IDurable durable) =>
        Copies(Read(path, durable).Octets).FirstOrDefault();

    /// <summary>Copies the key of a segment, durable but for its name; does nothing for one in clear.</summary>
    /// <param name="from">Its file.</param>
    /// <param name="to">The copy.</param>
    /// <param name="durable">The disk.</param>
    /// <param name="isGivenUp">What the disk does not give is lost; otherwise it throws.</param>
    /// <exception cref="SegmentReadException">The disk gives neither of the two.</exception>
    public static bool TryCopy(string from, string to, IDurable durable, bool isGivenUp = false)
    {
        if (!File.Exists(from)) return false;
        var (octets, failure) = Read(from, durable);
        if (failure is not null && !Copies(octets).Any())
            return isGivenUp ? false : throw new SegmentReadException(from, failure);
        Write(to, octets, durable);
        return true;
    }

    private static byte[] Twice(WrappedKey key)
    {
        var line = key.ToLine();
        return [.. line, .. new byte[BlockLength - line.Length], .. line];
    }

    private static IEnumerable<WrappedKey> Copies(byte[] octets) =>
        octets.Chunk(BlockLength).Select(copy => WrappedKey.TryParse(Encoding.Latin1.GetString(copy)))
            .OfType<WrappedKey>();

    /// <summary>The file's octets; zeros in the place of a block that the disk does not give, and its error.</summary>
    private static (byte[] Octets, Exception? Failure) Read(string path, IDurable durable)
    {
        if (!File.Exists(path)) return ([], null);
        byte[] octets = [];
        Exception? failure = null;
        try
        {
            using var file = File.OpenHandle(
                path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            octets = new byte[RandomAccess.GetLength(file)];
            for (var at = 0; at < octets.Length; at += BlockLength)
            {
                try
                {
                    durable.Read(file, path, octets.AsSpan(at, Math.Min(BlockLength, octets.Length - at)), at);
                }
                catch (IOException e) when (ReadError.IsOfOneFile(e))
                {
                    failure = e;
                }
            }
        }
        catch (Exception e) when (ReadError.IsOfOneFile(e))
        {
            failure = e;
        }

        return (octets, failure);
    }

    private static void Write(string path, byte[] octets, IDurable durable)
    {
        using var file = SpoolFolders.CreateFile(path);
        durable.Write(file.SafeFileHandle, path, [octets], 0);
        durable.SyncData(file.SafeFileHandle, path);
    }
}
