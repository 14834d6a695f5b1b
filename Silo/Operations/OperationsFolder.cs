using VoicemailOrleans.Silo.Spool;

namespace VoicemailOrleans.Silo.Operations;

/// <summary>
/// Where the processes tell of themselves: <c>operations/NODE/</c> in the storage folder, one folder per process name.
/// <para>Why files, and not the store: every installation has this folder, with SQLite and with Redis, and all
/// processes have it in common; only one process writes a folder, so nothing needs a lock; and what the page says is
/// there while the store is away, which is when people look at it.</para>
/// <code>
/// report.json     how the process is, replaced every five seconds (some kilobytes)
/// exemplars.json  examples of what it counted, replaced when there are new ones (some tens of kilobytes)
/// 10s.slots       what it counted, a line every ten seconds; 10s.slots.1 is the file before (an hour in both)
/// 5m.slots, .1    the same every five minutes (two days)
/// 1h.slots, .1    the same every hour (sixteen days)
/// </code>
/// What it costs: about twenty small writes a minute without fsync, and less than 3 MB per process. A disk that fails
/// or is full loses charts and nothing else. Folders that nobody has written to for <see cref="KeepFor"/> are removed
/// by whoever reports.
/// </summary>
internal sealed class OperationsFolder(string storagePath)
{
    /// <summary>How long the folder of a process that does not return is kept: while its slots are shown.</summary>
    public static readonly TimeSpan KeepFor = TimeSpan.FromDays(9);

    private readonly string root = Path.Combine(Path.GetFullPath(storagePath), "operations");

    /// <summary>The processes that have a folder.</summary>
    public IReadOnlyList<string> Nodes => Directory.Exists(root)
        ? [.. Directory.GetDirectories(root).Select(folder => Path.GetFileName(folder)).Order(StringComparer.Ordinal)]
        : [];

    /// <summary>A process's folder.</summary>
    public string Of(string node) => Path.Combine(root, node);

    /// <summary>A process's report.</summary>
    public string ReportOf(string node) => Path.Combine(root, node, "report.json");

    /// <summary>A process's examples of what it counted.</summary>
    public string ExemplarsOf(string node) => Path.Combine(root, node, "exemplars.json");

    /// <summary>A process's slots of one length.</summary>
    public SlotCascade SlotsOf(string node) => new(
        new SlotFile(Path.Combine(root, node, "10s.slots"), TimeSpan.FromSeconds(10), 180),
        new SlotFile(Path.Combine(root, node, "5m.slots"), TimeSpan.FromMinutes(5), 288),
        new SlotFile(Path.Combine(root, node, "1h.slots"), TimeSpan.FromHours(1), 192));

    /// <summary>Makes a process's folder.</summary>
    public void Create(string node, IDurable durable) => SpoolFolders.Create(Of(node), durable);

    /// <summary>Removes folders of processes that have not been there for long.</summary>
    public void Prune(DateTimeOffset now)
    {
        foreach (var node in Nodes)
        {
            var written = File.GetLastWriteTimeUtc(ReportOf(node));
            if (now.UtcDateTime - written > KeepFor) Directory.Delete(Of(node), recursive: true);
        }
    }
}
