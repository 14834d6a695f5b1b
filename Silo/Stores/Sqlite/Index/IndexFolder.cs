using VoicemailOrleans.Silo.Spool;

namespace VoicemailOrleans.Silo.Stores.Sqlite.Index;

/// <summary>
/// Where each admin node has its index: <c>index/NODE/</c>. An index is derived from the store, so those that nobody
/// uses any more are simply deleted: the one in the storage folder itself, which former releases had, and those of
/// nodes that have not written for an hour and do not live. A node that comes back sooner finds its own and need not
/// build it again. A container that is made anew has another name and leaves its index behind, with transcripts that no
/// purge reaches any more: so it is looked for all the time, and not only when somebody starts.
/// </summary>
internal static class IndexFolder
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;
    private static readonly TimeSpan KeptFor = TimeSpan.FromHours(1);

    /// <summary>Makes a node's folder, removes what is left of others, and gives its path.</summary>
    public static string Prepare(SpoolFolders folders, DateTimeOffset now)
    {
        if (OperatingSystem.IsWindows()) throw new PlatformNotSupportedException("The index needs Linux.");
        var root = Path.GetDirectoryName(folders.Nodes)!;
        foreach (var suffix in new[] { "", "-wal", "-shm" })
            File.Delete(Path.Combine(root, SqliteVoicemailIndex.FileName + suffix));
        Directory.CreateDirectory(All(folders), OwnerOnly);
        RemoveUnused(folders, now);
        return Directory.CreateDirectory(Path.Combine(All(folders), folders.NodeName), OwnerOnly).FullName;
    }

    /// <summary>Removes what is left of nodes that do not live any more.</summary>
    public static void RemoveUnused(SpoolFolders folders, DateTimeOffset now)
    {
        foreach (var other in Directory.GetDirectories(All(folders)))
            if (Path.GetFileName(other) != folders.NodeName) RemoveUnused(other, folders, now - KeptFor);
    }

    private static string All(SpoolFolders folders) =>
        Path.Combine(Path.GetDirectoryName(folders.Nodes)!, "index");

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
