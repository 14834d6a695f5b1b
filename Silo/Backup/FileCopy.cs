using VoicemailOrleans.Silo.Spool;

namespace VoicemailOrleans.Silo.Backup;

/// <summary>Copies files and proves them, in pieces.</summary>
internal static class FileCopy
{
    private const int ChunkLength = 1 << 20;

    /// <summary>
    /// Copies a file under a temporary name and renames it; durable after the next sync of its file system. Null when
    /// the source is gone. Of a file that grows, what was there is copied.
    /// </summary>
    public static (long Size, uint Crc32C)? Copy(string source, string target, string temporary, IDurable durable)
    {
        FileStream from;
        try
        {
            from = new FileStream(
                source, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, bufferSize: 0);
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }

        using (from)
        {
            long size = 0;
            var crc = Crc32C.Seed;
            using (var to = SpoolFolders.CreateFile(temporary))
            {
                var chunk = new byte[(int)Math.Clamp(from.Length, 1, ChunkLength)];
                for (int read; (read = from.Read(chunk)) > 0; size += read)
                {
                    durable.Write(to.SafeFileHandle, temporary, [chunk.AsMemory(0, read)], size);
                    crc = Crc32C.Update(crc, chunk.AsSpan(0, read));
                }
            }

            durable.Rename(temporary, target);
            return (size, Crc32C.Finish(crc));
        }
    }

    /// <summary>Writes octets under a temporary name, flushed, and renames it.</summary>
    public static void Write(ReadOnlyMemory<byte> octets, string target, string temporary, IDurable durable)
    {
        using (var file = SpoolFolders.CreateFile(temporary))
        {
            durable.Write(file.SafeFileHandle, temporary, [octets], 0);
            durable.SyncData(file.SafeFileHandle, temporary);
        }

        durable.Rename(temporary, target);
        durable.SyncFolder(Path.GetDirectoryName(target)!);
    }

    /// <summary>What is wrong with a file that should be of this size and checksum; null when nothing is.</summary>
    /// <param name="path">The file.</param>
    /// <param name="size">Octets it should have.</param>
    /// <param name="crc32C">Their checksum.</param>
    /// <param name="mayBeLonger">It may have been appended to since: its first octets count.</param>
    public static string? Check(string path, long size, uint crc32C, bool mayBeLonger = false)
    {
        if (!File.Exists(path)) return "is missing";
        try
        {
            using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 0);
            if (file.Length < size || (file.Length > size && !mayBeLonger))
                return $"has {file.Length} octets, not {size}";
            return SumOf(file, size) == crc32C ? null : "is damaged: its checksum is another one";
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return $"cannot be read: {e.Message}";
        }
    }

    private static uint SumOf(FileStream file, long size)
    {
        var crc = Crc32C.Seed;
        var chunk = new byte[(int)Math.Clamp(size, 1, ChunkLength)];
        while (size > 0 && file.Read(chunk, 0, (int)Math.Min(chunk.Length, size)) is var read and > 0)
        {
            crc = Crc32C.Update(crc, chunk.AsSpan(0, read));
            size -= read;
        }

        return Crc32C.Finish(crc);
    }
}
