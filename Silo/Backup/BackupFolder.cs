using System.Globalization;
using VoicemailOrleans.Silo.Spool;

namespace VoicemailOrleans.Silo.Backup;

/// <summary>
/// What lies in a backup folder:
/// <code>
/// voicemail-backup                 says what the folder is; locked while a backup is made
/// manifest                         written last: names everything that belongs to the backup, see BackupManifest
/// run-000007/grains.gz             the store, see GrainArchive
/// run-000007/content.list          the files below content/ with their checksums, see ContentList
/// run-000007/journal/NODE/*.seg    journals as they were at the start
/// run-000007/users.json, keys/     logins
/// run-000007/searches/             the searches that people keep
/// run-000007/rules/                policies, profiles, directory, and their changes
/// run-000007/audit/                the audit log
/// content/2026-01-31/ID.*          content files, kept from run to run
/// content.keys                     the keys of sealed content, see ContentKeyList
/// tmp/                             files being written
/// </code>
/// It holds personal data, like the storage folder: folders are 0700, files 0600.
/// </summary>
internal sealed class BackupFolder
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;
    private const string MarkerName = "voicemail-backup";
    private const string RunPrefix = "run-";
    private const int WouldBlockErrno = 11;

    /// <summary>Names what is in a folder; creates nothing.</summary>
    public BackupFolder(string path) => Root = Path.GetFullPath(path);

    /// <summary>The folder.</summary>
    public string Root { get; }

    /// <summary>The content files.</summary>
    public string Content => Path.Combine(Root, "content");

    /// <summary>Files being written.</summary>
    public string Temporary => Path.Combine(Root, "tmp");

    /// <summary>The manifest.</summary>
    public string Manifest => Path.Combine(Root, "manifest");

    /// <summary>The keys of sealed content.</summary>
    public string ContentKeys => Path.Combine(Root, "content.keys");

    /// <summary>The folders of runs, finished or not.</summary>
    public IEnumerable<string> Runs => Directory.EnumerateDirectories(Root, RunPrefix + "*");

    /// <summary>The number of the newest run, finished or not; 0 when there is none.</summary>
    public long LastNumber => Runs.Select(run => Path.GetFileName(run)[RunPrefix.Length..])
        .Max(text => long.TryParse(text, CultureInfo.InvariantCulture, out var number) ? (long?)number : null) ?? 0;

    /// <summary>The name of a run's folder.</summary>
    public static string RunName(long number) =>
        string.Create(CultureInfo.InvariantCulture, $"{RunPrefix}{number:D6}");

    /// <summary>The place of a file that the manifest names.</summary>
    /// <exception cref="BackupException">It would lie outside the folder.</exception>
    public string FileOf(string name)
    {
        var path = Path.GetFullPath(Path.Combine(Root, name));
        return path.StartsWith(Root + Path.DirectorySeparatorChar, StringComparison.Ordinal)
            ? path
            : throw new BackupException($"The backup names a file outside of it: {name}");
    }

    /// <summary>
    /// Makes the folder ready for a backup of <paramref name="storagePath"/> and locks it until the result is disposed.
    /// </summary>
    /// <exception cref="BackupException">It holds something else, or another backup is being made.</exception>
    public IDisposable Prepare(string storagePath, IDurable durable)
    {
        var storage = Path.GetFullPath(storagePath);
        if (IsWithin(Root, storage) || IsWithin(storage, Root))
            throw new BackupException($"{Root} and the storage folder {storage} must not lie one inside the other.");
        var marker = Path.Combine(Root, MarkerName);
        var isEmpty = !Directory.Exists(Root) || !Directory.EnumerateFileSystemEntries(Root).Any();
        if (!isEmpty && !File.Exists(marker))
            throw new BackupException($"{Root} is neither empty nor a backup folder: nothing in it was touched.");
        SpoolFolders.Create(Root, durable);
        if (isEmpty && !OperatingSystem.IsWindows()) File.SetUnixFileMode(Root, OwnerOnly);
        var held = Lock(marker);
        try
        {
            held.SetLength(0);
            held.Write("A backup of voicemails, for voicemail restore. It holds personal data.\n"u8);
            held.Flush();
            foreach (var folder in new[] { Content, Temporary }) SpoolFolders.Create(folder, durable);
            foreach (var left in Directory.EnumerateFiles(Temporary)) File.Delete(left);
            return held;
        }
        catch
        {
            held.Dispose();
            throw;
        }
    }

    private static bool IsWithin(string path, string folder) =>
        (Path.TrimEndingDirectorySeparator(path) + "/").StartsWith(
            Path.TrimEndingDirectorySeparator(folder) + "/", StringComparison.Ordinal);

    private static FileStream Lock(string marker)
    {
        if (OperatingSystem.IsWindows()) throw new PlatformNotSupportedException("A backup needs Linux.");
        try
        {
            return new FileStream(marker, new FileStreamOptions
            {
                Mode = FileMode.OpenOrCreate,
                Access = FileAccess.ReadWrite,
                Share = FileShare.None, // flock: the kernel lets go of it however the process ends
                UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite,
            });
        }
        catch (IOException e) when (e.HResult == WouldBlockErrno)
        {
            throw new BackupException("Another backup into this folder is being made.", e);
        }
    }
}
