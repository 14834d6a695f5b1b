using VoicemailOrleans.Core.Voicemail;

namespace VoicemailOrleans.Silo.Spool;

/// <summary>
/// Where everything lies:
/// <code>
/// nodes/NODE.lock                held by the process of that name
/// journal/NODE/lock              held by the process that appends, or that takes the journal over
/// journal/NODE/000000000001.seg  messages, see JournalFormat
/// journal/NODE/000000000001.done identifiers of those that are safe in content/ and in the store, one a line
/// journal/NODE/000000000001.key  the key of a sealed segment, see Sealing/
/// content/2026-01-31/ID.eml      a message exactly as received, for less, grep and any mail program; or sealed
/// content/2026-01-31/ID.env      its envelope, time of receipt, size and checksum, as JSON
/// content/2026-01-31/ID.delivered  one JSON line per recipient that has it, and one when it was closed otherwise
/// content/2026-01-31/ID.purged   deleted within a week of receipt: a replay must not bring it back
/// content/2026-01-31/ID.draft    a large message that comes in, or whose record in a journal was not yet read
/// content/tmp/                   files being written
/// content-keys/2026-01-31/ID.key the key of a message's sealed content
/// content-keys/tmp/              files being written
/// quarantine/                    damaged stretches of journal segments
/// </code>
/// Folders are for their owner only (0700), files too (0600): they hold personal data.
/// </summary>
internal sealed class SpoolFolders
{
    /// <summary>The folder of files being written, in those of content and keys.</summary>
    public const string TemporaryName = "tmp";

    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    /// <summary>Names the folders; creates none.</summary>
    public SpoolFolders(SpoolOptions options)
    {
        var root = Path.GetFullPath(options.StoragePath);
        NodeName = options.NodeName;
        Nodes = Path.Combine(root, "nodes");
        Journals = Path.Combine(root, "journal");
        Journal = Path.Combine(Journals, NodeName);
        Content = Path.Combine(root, "content");
        Temporary = Path.Combine(Content, TemporaryName);
        ContentKeys = Path.Combine(root, "content-keys");
        TemporaryKeys = Path.Combine(ContentKeys, TemporaryName);
        Quarantine = Path.Combine(root, "quarantine");
    }

    /// <summary>This node's name.</summary>
    public string NodeName { get; }

    /// <summary>The locks of the nodes' names.</summary>
    public string Nodes { get; }

    /// <summary>The journals of all nodes.</summary>
    public string Journals { get; }

    /// <summary>This node's journal.</summary>
    public string Journal { get; }

    /// <summary>The content files' root.</summary>
    public string Content { get; }

    /// <summary>Files being written, on the same file system as the content.</summary>
    public string Temporary { get; }

    /// <summary>The keys of sealed content; there only when the site gave some to seal with.</summary>
    public string ContentKeys { get; }

    /// <summary>Keys being written.</summary>
    public string TemporaryKeys { get; }

    /// <summary>Damaged octets.</summary>
    public string Quarantine { get; }

    /// <summary>The file of a message with an extension such as <c>.eml</c>.</summary>
    public string FileOf(CorrelationId id, string extension) => Path.Combine(DayOf(id), id.Value + extension);

    /// <summary>The draft of a message.</summary>
    public string DraftOf(CorrelationId id) => FileOf(id, ".draft");

    /// <summary>The key of a message's sealed content.</summary>
    public string KeyOf(CorrelationId id) => Path.Combine(ContentKeys, id.Day, id.Value + ".key");

    /// <summary>What a file is called while this process writes it.</summary>
    /// <param name="path">The file of a message.</param>
    /// <param name="folder">The folder of files being written.</param>
    /// <param name="number">No other file of this process has it at the time.</param>
    public string TemporaryOf(string path, string folder, long number) => Path.Combine(
        folder,
        $"{Path.GetFileNameWithoutExtension(path)}.{NodeName}.{Environment.ProcessId}.{number}{Path.GetExtension(path)}");

    /// <summary>The day folder of a message.</summary>
    public string DayOf(CorrelationId id) => Path.Combine(Content, id.Day);

    /// <summary>The lock that a node's process holds as long as it lives.</summary>
    public string NodeLock(string node) => Path.Combine(Nodes, node + ".lock");

    /// <summary>A segment's file.</summary>
    public string SegmentFile(long number) => Path.Combine(Journal, $"{number:D12}.seg");

    /// <summary>Creates a folder and those above it, each made durable in the one above.</summary>
    public static void Create(string path, IDurable durable)
    {
        if (OperatingSystem.IsWindows()) throw new PlatformNotSupportedException("The spool needs Linux.");
        if (Directory.Exists(path)) return;
        var parent = Path.GetDirectoryName(path);
        if (parent is not null) Create(parent, durable);
        Directory.CreateDirectory(path, OwnerOnly);
        if (parent is not null) durable.SyncFolder(parent);
    }

    /// <summary>Opens a new or emptied file for its owner only.</summary>
    public static FileStream CreateFile(string path, FileMode mode = FileMode.Create)
    {
        if (OperatingSystem.IsWindows()) throw new PlatformNotSupportedException("The spool needs Linux.");
        return new FileStream(path, new FileStreamOptions
        {
            Mode = mode,
            Access = FileAccess.ReadWrite,
            Share = FileShare.Read | FileShare.Delete,
            BufferSize = 0,
            UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite,
        });
    }
}
