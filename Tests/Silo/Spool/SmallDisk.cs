using System.Diagnostics;

namespace VoicemailOrleans.Tests.Silo.Spool;

/// <summary>A real file system of a given size (tmpfs), mounted for a test.</summary>
internal sealed class SmallDisk : IDisposable
{
    private SmallDisk(string path) => Path = path;

    public string Path { get; }

    /// <summary>Mounts one, or throws when this process may not.</summary>
    public static SmallDisk Mount(string options)
    {
        var path = Directory.CreateTempSubdirectory("disk-").FullName;
        try
        {
            Run("mount", "-t", "tmpfs", "-o", options, "tmpfs", path);
            return new SmallDisk(path);
        }
        catch
        {
            Directory.Delete(path);
            throw;
        }
    }

    /// <summary>Changes its size or makes it read-only.</summary>
    public void Remount(string options) => Run("mount", "-o", "remount," + options, Path);

    public void Dispose()
    {
        Run("umount", "-l", Path);
        Directory.Delete(Path);
    }

    private static void Run(string command, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(command, arguments) { RedirectStandardError = true })!;
        var error = process.StandardError.ReadToEnd();
        process.WaitForExit();
        if (process.ExitCode != 0) throw new IOException($"{command}: {error}");
    }
}

/// <summary>A test that needs to mount a file system; skipped, and said so, where that is not permitted.</summary>
internal sealed class SmallDiskFactAttribute : FactAttribute
{
    private static readonly Lazy<string?> Problem = new(() =>
    {
        try
        {
            SmallDisk.Mount("size=64k").Dispose();
            return null;
        }
        catch (Exception e) when (e is IOException or System.ComponentModel.Win32Exception)
        {
            return "Cannot mount a tmpfs here: " + e.Message;
        }
    });

    public SmallDiskFactAttribute() => Skip = Problem.Value;
}
