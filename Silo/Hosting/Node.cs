using VoicemailOrleans.Silo.Hosting.Settings;
using VoicemailOrleans.Silo.Spool;

namespace VoicemailOrleans.Silo.Hosting;

/// <summary>
/// This process among those on the storage folder: its name, held by locks for as long as it lives. Theory of
/// operation: <c>nodes/lock</c> says who may be here at all: processes that share a Redis hold it together, one without
/// holds it alone. The name is the first of <c>machine</c>, <c>machine-2</c>, ... whose <c>nodes/NAME.lock</c> can be
/// taken, and for a gateway <c>journal/NAME/lock</c> as well: another gateway may be taking that journal over in this
/// moment. Names are thus unique among the living, and come back after a crash, with what belongs to them.
/// </summary>
internal sealed class Node : IDisposable
{
    private const int NamesMax = 1000;
    private const int MachineNameMax = 80;

    private readonly LockFile folder;
    private readonly LockFile name;

    private Node(string name, LockFile folder, LockFile held, JournalLock? journal)
    {
        Name = name;
        this.folder = folder;
        this.name = held;
        Journal = journal;
    }

    /// <summary>Unique among the processes that live on the storage folder.</summary>
    public string Name { get; }

    /// <summary>Unique among those that ever lived there, but for numbers that the kernel gives again.</summary>
    public string ProcessName => $"{Name}/{Environment.ProcessId}";

    /// <summary>A gateway's journal.</summary>
    public JournalLock? Journal { get; }

    /// <summary>Takes a name.</summary>
    /// <exception cref="InvalidOperationException">Another process has the folder.</exception>
    public static Node Take(ServiceSettings settings)
    {
        var durable = new Durable();
        var folders = new SpoolFolders(new SpoolOptions { StoragePath = settings.StoragePath });
        SpoolFolders.Create(folders.Nodes, durable);
        var isShared = settings.Redis is not null;
        var folder = LockFile.TryTake(Path.Combine(folders.Nodes, "lock"), isShared)
            ?? throw new InvalidOperationException(InUse(settings.StoragePath, isShared));
        try
        {
            return TakeName(folders, folder, settings.Roles.HasFlag(Roles.Gateway), durable);
        }
        catch
        {
            folder.Dispose();
            throw;
        }
    }

    /// <summary>Gives the name back.</summary>
    public void Dispose()
    {
        Journal?.Dispose();
        name.Remove();
        folder.Dispose();
    }

    private static Node TakeName(SpoolFolders folders, LockFile folder, bool hasJournal, Durable durable)
    {
        var machine = FileName(Environment.MachineName);
        for (var number = 1; number <= NamesMax; number++)
        {
            var name = number == 1 ? machine : $"{machine}-{number}";
            if (LockFile.TryTake(folders.NodeLock(name)) is not { } held) continue;
            if (!LockFile.IsHeld(folders.NodeLock(name))) throw new InvalidOperationException(Lockless(folders));
            if (!hasJournal) return new Node(name, folder, held, null);
            if (JournalLock.TryTake(Path.Combine(folders.Journals, name), durable) is { } journal)
                return new Node(name, folder, held, journal);
            held.Remove();
        }

        throw new InvalidOperationException($"All of {NamesMax} names in '{folders.Nodes}' are taken.");
    }

    private static string InUse(string storagePath, bool isShared)
    {
        var problem = $"The storage folder '{Path.GetFullPath(storagePath)}' is in use by another process";
        return isShared
            ? $"{problem} without REDIS_URL, which needs it for itself."
            : $"{problem}: only one may run on a storage folder, unless all of them have the same REDIS_URL.";
    }

    /// <summary>.NET takes a file system that refuses flock for one that grants it.</summary>
    private static string Lockless(SpoolFolders folders) =>
        $"Files in '{folders.Nodes}' cannot be locked: the storage folder needs a file system with a working flock.";

    private static string FileName(string machine)
    {
        var name = string.Concat(machine.Select(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '_' ? c : '-'));
        name = name.TrimStart('.');
        return name.Length == 0 ? "node" : name[..Math.Min(name.Length, MachineNameMax)];
    }
}
