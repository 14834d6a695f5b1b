using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace VoicemailOrleans.AdminUi.Login;

/// <summary>
/// A file that one process at a time holds while it reads and replaces another one: flock(2), which waits, and which
/// the kernel lets go of however the process ends. .NET's own lock, which each opening takes, does not wait.
/// </summary>
internal sealed partial class FileLock : IDisposable
{
    private const int Exclusive = 2;
    private const int InterruptedErrno = 4;
    private const int OpenReadWriteCreateCloseOnExec = 0x2 | 0x40 | 0x80000;
    private const int OwnerReadWrite = 0x180; // 0600

    private readonly SafeFileHandle file;

    private FileLock(SafeFileHandle file) => this.file = file;

    /// <summary>Waits until the file is ours; it is made as needed.</summary>
    /// <exception cref="IOException">The file system knows no locks.</exception>
    public static FileLock Take(string path)
    {
        var descriptor = Open(path, OpenReadWriteCreateCloseOnExec, OwnerReadWrite);
        if (descriptor < 0) throw Failure("open", path);
        var file = new SafeFileHandle(descriptor, ownsHandle: true);
        while (Lock(file, Exclusive) != 0)
        {
            if (Marshal.GetLastPInvokeError() == InterruptedErrno) continue;
            var failure = Failure("lock", path);
            file.Dispose();
            throw failure;
        }

        return new FileLock(file);
    }

    /// <inheritdoc/>
    public void Dispose() => file.Dispose();

    private static IOException Failure(string operation, string path) =>
        new($"Cannot {operation} {path}: {Marshal.GetPInvokeErrorMessage(Marshal.GetLastPInvokeError())}.");

    [LibraryImport("libc", EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Open(string path, int flags, int mode);

    [LibraryImport("libc", EntryPoint = "flock", SetLastError = true)]
    private static partial int Lock(SafeFileHandle file, int operation);
}
