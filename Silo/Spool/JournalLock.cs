namespace VoicemailOrleans.Silo.Spool;

/// <summary>
/// A journal's folder, held: by the node that appends to it, from before its first look at the segments until after its
/// last checkpoint, or by another node that takes it over (<see cref="JournalAdopter"/>).
/// </summary>
internal sealed class JournalLock : IDisposable
{
    private readonly LockFile file;

    private JournalLock(string folder, LockFile file)
    {
        Folder = folder;
        this.file = file;
    }

    /// <summary>The journal's folder.</summary>
    public string Folder { get; }

    /// <summary>Takes a node's own journal, or says that it cannot start.</summary>
    public static JournalLock Take(SpoolFolders folders, IDurable durable) =>
        TryTake(folders.Journal, durable)
        ?? throw new InvalidOperationException($"The journal '{folders.Journal}' is in use by another process.");

    /// <summary>Takes a journal, which is made as needed; null when another process holds it.</summary>
    public static JournalLock? TryTake(string folder, IDurable durable)
    {
        while (true)
        {
            SpoolFolders.Create(folder, durable);
            try
            {
                return Hold(folder);
            }
            catch (Exception e) when (IsGone(e))
            {
                // An adopter found it empty and removed it, between the two lines above.
            }
        }
    }

    /// <summary>Takes a journal that is there; null when a process holds it, or when it has gone.</summary>
    public static JournalLock? TryTakeAbandoned(string folder)
    {
        try
        {
            return Hold(folder);
        }
        catch (Exception e) when (IsGone(e))
        {
            return null; // another adopter was quicker
        }
    }

    /// <summary>Removes the folder when nothing but the lock is left in it. Ends the lock if so.</summary>
    public void RemoveEmptyFolder(IDurable durable)
    {
        if (Directory.EnumerateFileSystemEntries(Folder).Any(entry => Path.GetFileName(entry) != "lock")) return;
        file.Remove();
        try
        {
            Directory.Delete(Folder);
        }
        catch (IOException)
        {
            return; // its node has come back in this moment: it finds its folder empty, and has a lock of its own
        }

        durable.SyncFolder(Path.GetDirectoryName(Folder)!);
    }

    /// <inheritdoc/>
    public void Dispose() => file.Dispose();

    /// <summary>The folder went; by the time .NET looks for the reason it may be there again.</summary>
    private static bool IsGone(Exception error) => error is DirectoryNotFoundException or FileNotFoundException;

    private static JournalLock? Hold(string folder) =>
        LockFile.TryTake(Path.Combine(folder, "lock")) is { } file ? new JournalLock(folder, file) : null;
}
