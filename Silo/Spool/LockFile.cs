namespace VoicemailOrleans.Silo.Spool;

/// <summary>
/// A file that one process holds, or several share. Theory of operation: .NET opens it with flock(LOCK_EX | LOCK_NB),
/// or LOCK_SH when shared, and the kernel lets go of it however the process ends: a lock that can be taken proves that
/// its holder is gone, with no guess about time. Whoever holds a file may remove it. Somebody may have opened it just
/// before that and lock it just after, and would then hold a file that nobody else finds; so what was locked counts
/// only while its path still names it.
/// </summary>
internal sealed class LockFile : IDisposable
{
    private const int WouldBlockErrno = 11;

    private readonly FileStream file;

    private LockFile(FileStream file) => this.file = file;

    /// <summary>Takes a file, which is made as needed; null when another holds it.</summary>
    /// <exception cref="DirectoryNotFoundException">Its folder is not there (or FileNotFoundException).</exception>
    public static LockFile? TryTake(string path, bool isShared = false)
    {
        while (true)
        {
            FileStream file;
            try
            {
                file = Open(path, isShared);
            }
            catch (IOException e) when (e.HResult == WouldBlockErrno)
            {
                return null;
            }

            if (Durable.IsFileAt(file.SafeFileHandle, path)) return new LockFile(file);
            file.Dispose(); // its holder removed it meanwhile
        }
    }

    /// <summary>Whether some process holds a file. Takes it for a moment to find out.</summary>
    public static bool IsHeld(string path)
    {
        if (!File.Exists(path)) return false;
        using var taken = TryTake(path);
        return taken is null;
    }

    /// <summary>Removes the file while it is held, then lets go of it.</summary>
    public void Remove()
    {
        File.Delete(file.Name);
        Dispose();
    }

    /// <summary>Lets go; the file stays.</summary>
    public void Dispose() => file.Dispose();

    private static FileStream Open(string path, bool isShared)
    {
        if (OperatingSystem.IsWindows()) throw new PlatformNotSupportedException("The spool needs Linux.");
        return new FileStream(path, new FileStreamOptions
        {
            Mode = FileMode.OpenOrCreate,
            Access = isShared ? FileAccess.Read : FileAccess.ReadWrite,
            Share = isShared ? FileShare.Read : FileShare.None,
            BufferSize = 0,
            UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite,
        });
    }
}
