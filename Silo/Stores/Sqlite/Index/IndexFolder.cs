using VoicemailOrleans.Silo.Spool;

namespace VoicemailOrleans.Silo.Stores.Sqlite.Index;

/// <summary>
/// Where each admin node has its index: <c>index/NODE/</c>. An index is derived from the store, so those that nobody
/// uses any more are simply deleted: the one in the storage folder itself, which former releases had, and those of
/// nodes that have not lived for a day. A node that comes back sooner finds its own and need not build it again.
/// </summary>
internal static class IndexFolder
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;
    private static readonly TimeSpan KeptFor = TimeSpan.FromDays(1);

    /// <summary>Makes a node's folder, removes what is left of others, and gives its path.</summary>
    public static string Prepare(SpoolFolders folders, DateTimeOffset now)
    {
        if (OperatingSystem.IsWindows()) throw new PlatformNotSupportedException("The index needs Linux.");
        var root = Path.GetDirectoryName(folders.Nodes)!;
        foreach (var suffix in new[] { "", "-wal", "-shm" })
            File.Delete(Path.Combine(root, SqliteVoicemailIndex.FileName + suffix));
        var all = Path.Combine(root, "index");
        Directory.CreateDirectory(all, OwnerOnly);
        foreach (var other in Directory.GetDirectories(all))
            if (Path.GetFileName(other) != folders.NodeName) RemoveUnused(other, folders, now - KeptFor);
        return Directory.CreateDirectory(Path.Combine(all, folders.NodeName), OwnerOnly).FullName;
    }

    private static void RemoveUnused(string other, SpoolFolders folders, DateTimeOffset before)
    {
        try
        {
            var files = new DirectoryInfo(other).GetFiles();
            if (files.Any(file => file.LastWriteTimeUtc > before.UtcDateTime)) return;
            using var held = LockFile.TryTake(folders.NodeLock(Path.GetFileName(other)));
            if (held is null) return;
            Directory.Delete(other, recursive: true);
            held.Remove();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // Another admin node removes it at the same time, or the disk is in trouble: nothing depends on it.
        }
    }
}
