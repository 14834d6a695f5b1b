using System.Security.Cryptography;

namespace VoicemailOrleans.AdminUi;

/// <summary>Folders and files that are for the service alone.</summary>
internal static class OwnFolder
{
    private const UnixFileMode Owner = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    public static DirectoryInfo Create(string path) =>
        OperatingSystem.IsWindows()
            ? Directory.CreateDirectory(path)
            : Directory.CreateDirectory(path, Owner | UnixFileMode.UserExecute);

    public static FileStream CreateFile(string path) => OpenFile(path, FileMode.OpenOrCreate, FileShare.ReadWrite);

    /// <summary>
    /// Writes what is to replace a file, or become it, by one rename: whoever reads sees the old one or the new one.
    /// </summary>
    /// <param name="path">The file.</param>
    /// <param name="write">Writes the content.</param>
    /// <param name="isDurable">Flush it, so that a power cut after the rename leaves no empty file.</param>
    /// <returns>The draft's path, beside the file.</returns>
    public static string Draft(string path, Action<Stream> write, bool isDurable)
    {
        var draft = $"{path}.{Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(4))}.new";
        using var file = OpenFile(draft, FileMode.CreateNew, FileShare.Read, FileAccess.Write);
        write(file);
        if (isDurable) file.Flush(flushToDisk: true);
        return draft;
    }

    public static FileStream OpenFile(
        string path, FileMode mode, FileShare share, FileAccess access = FileAccess.ReadWrite)
    {
        var file = new FileStreamOptions { Mode = mode, Access = access, Share = share, BufferSize = 0 };
        var isNew = mode is FileMode.OpenOrCreate or FileMode.CreateNew;
        if (isNew && !OperatingSystem.IsWindows()) file.UnixCreateMode = Owner;
        return new FileStream(path, file);
    }
}
