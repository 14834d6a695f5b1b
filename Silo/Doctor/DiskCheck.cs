using System.Globalization;
using VoicemailOrleans.Silo.Spool;

namespace VoicemailOrleans.Silo.Doctor;

/// <summary>
/// The storage folder: there and ours, with space, on a disk that keeps what it is given, how long a flush takes (each
/// message's 250 waits for one), and locks that hold, by which processes know of each other.
/// </summary>
internal static class DiskCheck
{
    private const int Flushes = 30;
    private const long AmpleBytes = 2L << 30;

    private static readonly TimeSpan SlowFlush = TimeSpan.FromMilliseconds(30);
    private static readonly string[] Forgetful = ["tmpfs", "ramfs", "overlay", "overlayfs"];

    public static IEnumerable<Finding> Run(SpoolOptions options, IDurable durable, TimeProvider time)
    {
        var storage = Path.GetFullPath(options.StoragePath);
        var folder = storage;
        while (!Directory.Exists(folder)) folder = Path.GetDirectoryName(folder)!;
        var subject = $"disk of {storage}";
        var probe = Path.Combine(folder, $".doctor-{Environment.ProcessId}");
        List<TimeSpan> flushes;
        bool isLocking;
        try
        {
            flushes = Flush(probe, durable, time);
            isLocking = Locks(probe);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return [Finding.Broken(
                subject, e.Message, $"The user {Environment.UserName} must be able to write and flush there.")];
        }
        finally
        {
            TryDelete(probe);
        }

        return [Kind(subject, folder), Space(subject, folder, options, durable), Speed(subject, flushes),
            isLocking
                ? Finding.Fine("locks", "two holders exclude each other")
                : Finding.Broken("locks", "the same file could be locked twice",
                    "The volume needs working flock (NFS: version 4, not mounted with nolock): without it two "
                    + "processes would write one journal.")];
    }

    private static List<TimeSpan> Flush(string path, IDurable durable, TimeProvider time)
    {
        using var file = SpoolFolders.CreateFile(path);
        var octets = new byte[4096];
        List<TimeSpan> took = [];
        for (var i = 0; i < Flushes; i++)
        {
            var began = time.GetTimestamp();
            durable.Write(file.SafeFileHandle, path, [octets], i * octets.Length);
            durable.SyncData(file.SafeFileHandle, path);
            took.Add(time.GetElapsedTime(began));
        }

        took.Sort();
        return took;
    }

    private static bool Locks(string path)
    {
        using var first = LockFile.TryTake(path);
        using var second = LockFile.TryTake(path);
        return first is not null && second is null;
    }

    private static Finding Kind(string subject, string folder)
    {
        var kind = new DriveInfo(folder).DriveFormat;
        return Forgetful.Contains(kind)
            ? Finding.Doubtful(subject, $"a file system of the kind {kind}",
                "It goes with the machine or the container, and accepted mail with it: set STORAGE_PATH to a disk or "
                + "a volume.")
            : Finding.Fine(subject, $"a file system of the kind {kind}");
    }

    private static Finding Space(string subject, string folder, SpoolOptions options, IDurable durable)
    {
        var space = durable.ReadSpace(folder);
        var fact = string.Create(CultureInfo.InvariantCulture, $"{space.FreeBytes / 1e9:0.0} GB free");
        if (space.FreeBytes < options.ReserveBytes || space.FreeFiles < options.ReserveFiles)
            return Finding.Broken(subject, fact, "Mail is refused with 452 until there is space (and inodes).");
        return space.FreeBytes < AmpleBytes
            ? Finding.Doubtful(subject, fact, "A day's voicemails and their retention need more; see docs/sizing.md.")
            : Finding.Fine(subject, fact);
    }

    private static Finding Speed(string subject, List<TimeSpan> flushes)
    {
        var (median, worst) = (flushes[flushes.Count / 2].TotalMilliseconds, flushes[^1].TotalMilliseconds);
        var fact = string.Create(
            CultureInfo.InvariantCulture,
            $"a flush takes {median:0.0} ms, {worst:0.0} ms at worst of {Flushes}");
        return median > SlowFlush.TotalMilliseconds
            ? Finding.Doubtful(subject, fact,
                "Each 250 waits for a flush: a disk with a write cache that is safe would be quicker.")
            : Finding.Fine(subject, fact);
    }

    private static void TryDelete(string path)
    {
        try
        {
            File.Delete(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // What could not be made need not go.
        }
    }
}
