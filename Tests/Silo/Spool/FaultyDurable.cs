using Microsoft.Win32.SafeHandles;
using VoicemailOrleans.Silo.Spool;

namespace VoicemailOrleans.Tests.Silo.Spool;

/// <summary>The real disk, with a word in before each operation.</summary>
internal sealed class FaultyDurable : IDurable
{
    private readonly Durable real = new();
    private Action<string, string>? before;

    /// <summary>Octets of a failing write that reach the file all the same.</summary>
    public int TornOctets { get; set; }

    /// <summary>Whether octets of a file, from an offset and so many, are not given (EIO); null while all are.</summary>
    public Func<string, long, int, bool>? Unreadable { get; set; }

    /// <summary>Operations so far, as "fdatasync path".</summary>
    public List<string> Calls { get; } = [];

    /// <summary>Called with operation and path; throws to fail the operation.</summary>
    public void Before(Action<string, string> hook) => before = hook;

    /// <summary>Fails an operation on paths that contain a text.</summary>
    public void Break(string operation, int errno, string pathPart = "") => Before((called, path) =>
    {
        if (called == operation && path.Contains(pathPart, StringComparison.Ordinal))
            throw new DurabilityException(operation, path, errno, "injected");
    });

    public void Heal()
    {
        before = null;
        Unreadable = null;
    }

    public int Read(SafeFileHandle file, string path, Span<byte> buffer, long offset) =>
        Unreadable?.Invoke(path, offset, buffer.Length) == true
            ? throw new IOException("injected", 5)
            : real.Read(file, path, buffer, offset);

    public void Write(SafeFileHandle file, string path, IReadOnlyList<ReadOnlyMemory<byte>> pieces, long offset)
    {
        try
        {
            Call("write", path);
        }
        catch (IOException)
        {
            real.Write(file, path, [pieces.SelectMany(p => p.ToArray()).Take(TornOctets).ToArray()], offset);
            throw;
        }

        real.Write(file, path, pieces, offset);
    }

    public void BeginWriteOut(SafeFileHandle file, long offset, long length) =>
        real.BeginWriteOut(file, offset, length);

    public void SyncData(SafeFileHandle file, string path)
    {
        Call("fdatasync", path);
        real.SyncData(file, path);
    }

    public void SyncFolder(string path)
    {
        Call("fsync", path);
        real.SyncFolder(path);
    }

    public void SyncFileSystem(SafeFileHandle folder, string path)
    {
        Call("syncfs", path); // the real one would wait for everything other tests write: folders of tests need none
    }

    public void Rename(string from, string to)
    {
        Call("rename", to);
        real.Rename(from, to);
    }

    public void Append(string path, ReadOnlySpan<byte> octets)
    {
        Call("append", path);
        real.Append(path, octets);
    }

    public SafeFileHandle OpenFolder(string path) => real.OpenFolder(path);

    public DiskSpace ReadSpace(string path) => Space ?? real.ReadSpace(path);

    public DiskSpace? Space { get; set; }

    private void Call(string operation, string path)
    {
        lock (Calls) Calls.Add($"{operation} {path}");
        before?.Invoke(operation, path);
    }
}
