using System.Diagnostics;

namespace VoicemailOrleans.Tests.Faults;

/// <summary>
/// A real ext4 of its own on a loop device. It turns read-only under running processes exactly as a kernel does that
/// has met an error on the disk, and is mended by a file system check.
/// </summary>
internal sealed class LoopDisk : IDisposable
{
    private readonly string image;

    private LoopDisk(string image, string path) => (this.image, Path) = (image, path);

    /// <summary>Where it is mounted.</summary>
    public string Path { get; }

    /// <summary>Makes and mounts one, sparse; throws <see cref="IOException"/> when this process may not.</summary>
    public static LoopDisk Mount(int megabytes)
    {
        var folder = Directory.CreateTempSubdirectory("loop-").FullName;
        var disk = new LoopDisk(System.IO.Path.Combine(folder, "image"), System.IO.Path.Combine(folder, "disk"));
        try
        {
            Run("truncate", "-s", $"{megabytes}M", disk.image);
            Run("mkfs.ext4", "-q", disk.image);
            Directory.CreateDirectory(disk.Path);
            disk.Mount();
            return disk;
        }
        catch
        {
            Directory.Delete(folder, recursive: true);
            throw;
        }
    }

    /// <summary>The kernel finds an error: from now on every write fails with EROFS.</summary>
    public void Break()
    {
        File.WriteAllText($"/sys/fs/ext4/{Device()}/trigger_fs_error", "1");
    }

    /// <summary>Unmounts, checks, and mounts again; nobody may have a file open.</summary>
    public void Mend()
    {
        Unmount();
        // Exit code 1: errors were found, and mended.
        Run("sh", "-c", $"e2fsck -fy '{image}'; test $? -le 1");
        Mount();
    }

    /// <summary>
    /// What the disk held at this moment; its writer stands still. Nothing is written back first: the file system is
    /// told to keep what nobody flushed for ten minutes, as it may.
    /// </summary>
    public void Remember() => Run("cp", "--sparse=always", image, image + ".cut");

    /// <summary>The power was cut when it was remembered: mounts that, and lets the file system recover by its own journal.</summary>
    public void CutPower()
    {
        Unmount();
        File.Move(image + ".cut", image, overwrite: true);
        Mount();
    }

    public void Dispose()
    {
        Run("umount", "-l", Path);
        Directory.Delete(System.IO.Path.GetDirectoryName(Path)!, recursive: true);
    }

    /// <summary>
    /// A process elsewhere that made a mount namespace meanwhile (<c>ip netns exec</c>, <c>unshare</c>) keeps the file
    /// system alive behind our umount: then a check would run beneath it and the next mount bring the broken one back, so
    /// that is an error of its own.
    /// </summary>
    private void Unmount()
    {
        var alive = $"/sys/fs/ext4/{Device()}";
        Run("umount", Path);
        if (Directory.Exists(alive)) throw new IOException($"{Path} is unmounted here and still mounted in another mount namespace; run this test alone.");
    }

    private string Device() => System.IO.Path.GetFileName(Run("findmnt", "-no", "SOURCE", Path).Trim());

    private void Mount() => Run("mount", "-o", "loop,errors=remount-ro,commit=600", image, Path);

    private static string Run(string command, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(command, arguments) { RedirectStandardError = true, RedirectStandardOutput = true })!;
        var error = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return process.ExitCode == 0 ? output : throw new IOException($"{command}: {error.GetAwaiter().GetResult()}");
    }
}

/// <summary>A test that needs a loop device; skipped, and said so, where that is not permitted.</summary>
internal sealed class LoopDiskFactAttribute : FactAttribute
{
    private static readonly Lazy<string?> Problem = new(() =>
    {
        try
        {
            LoopDisk.Mount(8).Dispose();
            return null;
        }
        catch (Exception e) when (e is IOException or System.ComponentModel.Win32Exception)
        {
            return "Cannot mount an ext4 on a loop device here: " + e.Message;
        }
    });

    public LoopDiskFactAttribute() => Skip = Problem.Value;
}
