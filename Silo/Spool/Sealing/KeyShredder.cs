namespace VoicemailOrleans.Silo.Spool.Sealing;

/// <summary>
/// Destroys a key file: its octets are overwritten where they lie and the disk has that before the name goes. A disk
/// that writes elsewhere what is written again (some file systems, most flash) keeps the old block until it is used for
/// something else; it holds the key only wrapped by the master key.
/// </summary>
internal static class KeyShredder
{
    /// <summary>Destroys a file. One that is not there is destroyed.</summary>
    public static void Shred(string path, IDurable durable)
    {
        if (Open(path) is not { } file) return;
        using (file) Overwrite(file, durable);
        File.Delete(path);
    }

    /// <summary>Puts other octets in a file's place, durably, and destroys those that it had.</summary>
    public static void Replace(string path, ReadOnlyMemory<byte> octets, string temporary, IDurable durable)
    {
        using var before = Open(path);
        using (var file = SpoolFolders.CreateFile(temporary))
        {
            durable.Write(file.SafeFileHandle, temporary, [octets], 0);
            durable.SyncData(file.SafeFileHandle, temporary);
        }

        durable.Rename(temporary, path);
        durable.SyncFolder(Path.GetDirectoryName(path)!);
        if (before is not null) Overwrite(before, durable);
    }

    private static FileStream? Open(string path)
    {
        if (!File.Exists(path)) return null;
        try
        {
            return new FileStream(path, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite | FileShare.Delete, 0);
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
    }

    private static void Overwrite(FileStream file, IDurable durable)
    {
        durable.Write(file.SafeFileHandle, file.Name, [new byte[file.Length]], 0);
        durable.SyncData(file.SafeFileHandle, file.Name);
    }
}
