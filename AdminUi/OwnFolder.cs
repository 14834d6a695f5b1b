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

    public static FileStream OpenFile(
        string path, FileMode mode, FileShare share, FileAccess access = FileAccess.ReadWrite)
    {
        var file = new FileStreamOptions { Mode = mode, Access = access, Share = share, BufferSize = 0 };
        var isNew = mode is FileMode.OpenOrCreate or FileMode.CreateNew;
        if (isNew && !OperatingSystem.IsWindows()) file.UnixCreateMode = Owner;
        return new FileStream(path, file);
    }
}
