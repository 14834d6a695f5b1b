using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace VoicemailOrleans.Silo.Spool;

/// <summary>
/// Linux system calls with their errno looked at. .NET's own FileStream.Flush(true) and RandomAccess.FlushToDisk return
/// normally when fsync fails, cannot fsync a folder, and File.Move is not always a plain rename: none is used for
/// durability. After a failed fsync the kernel may have dropped the dirty pages and call them clean, so a second fsync
/// proves nothing: callers give the file up.
/// </summary>
internal sealed partial class Durable : IDurable
{
    private const int NoEntryErrno = 2;
    private const int InterruptedErrno = 4;
    private const int NoFolderErrno = 20;
    private const int OpenReadOnly = 0x0;
    private const int OpenWriteOnly = 0x1;
    private const int OpenCreate = 0x40;
    private const int OpenAppend = 0x400;
    private const int OpenCloseOnExec = 0x80000;
    private const int OwnerReadWrite = 0x180; // 0600
    private const uint BeginWriting = 2; // SYNC_FILE_RANGE_WRITE
    private const int AtWorkingFolder = -100;
    private const int AtEmptyPath = 0x1000;
    private const uint StatxInode = 0x100;
    private const int StatxLength = 256;

    /// <inheritdoc/>
    public int Read(SafeFileHandle file, string path, Span<byte> buffer, long offset) =>
        RandomAccess.Read(file, buffer, offset);

    /// <inheritdoc/>
    public void Write(SafeFileHandle file, string path, IReadOnlyList<ReadOnlyMemory<byte>> pieces, long offset) =>
        RandomAccess.Write(file, pieces, offset); // pwritev until all is written; throws with the errno in HResult

    /// <inheritdoc/>
    public void BeginWriteOut(SafeFileHandle file, long offset, long length) =>
        WithDescriptor(file, descriptor => SyncFileRange(descriptor, offset, length, BeginWriting));

    /// <inheritdoc/>
    public void SyncData(SafeFileHandle file, string path) =>
        Check(WithDescriptor(file, FdataSync), "fdatasync", path);

    /// <inheritdoc/>
    public void SyncFolder(string path)
    {
        using var folder = OpenFolder(path);
        Check(WithDescriptor(folder, Fsync), "fsync", path);
    }

    /// <inheritdoc/>
    public void SyncFileSystem(SafeFileHandle folder, string path) =>
        Check(WithDescriptor(folder, SyncFs), "syncfs", path);

    /// <inheritdoc/>
    public void Rename(string from, string to) => Check(Retry(() => RenameFile(from, to)), "rename", to);

    /// <inheritdoc/>
    public void Append(string path, ReadOnlySpan<byte> octets)
    {
        using var file = Open(path, OpenWriteOnly | OpenCreate | OpenAppend);
        var descriptor = (int)file.DangerousGetHandle();
        while (!octets.IsEmpty)
        {
            var written = WriteFile(descriptor, octets, octets.Length);
            if (written < 0 && Marshal.GetLastPInvokeError() == InterruptedErrno) continue;
            Check(written < 0 ? -1 : 0, "write", path);
            octets = octets[(int)written..];
        }
    }

    /// <summary>
    /// Whether there is such a file. File.Exists says of one that it cannot see, for whatever reason, that it is not
    /// there.
    /// </summary>
    public static bool Exists(string path)
    {
        if (Access(path, 0) == 0) return true;
        if (Marshal.GetLastPInvokeError() is not (NoEntryErrno or NoFolderErrno)) Check(-1, "access", path);
        return false;
    }

    /// <summary>Whether a path names the very file that is open: not another of that name, and not nothing.</summary>
    public static bool IsFileAt(SafeFileHandle file, string path)
    {
        Span<byte> open = stackalloc byte[StatxLength];
        Span<byte> named = stackalloc byte[StatxLength];
        Check(Statx((int)file.DangerousGetHandle(), "", AtEmptyPath, StatxInode, open), "statx", path);
        if (Statx(AtWorkingFolder, path, 0, StatxInode, named) < 0)
        {
            if (Marshal.GetLastPInvokeError() == NoEntryErrno) return false;
            Check(-1, "statx", path);
        }

        // struct statx is the same on every architecture: the inode's number is at 32, the device's two at 136.
        return open.Slice(32, 8).SequenceEqual(named.Slice(32, 8))
            && open.Slice(136, 8).SequenceEqual(named.Slice(136, 8));
    }

    /// <inheritdoc/>
    public SafeFileHandle OpenFolder(string path) => Open(path, OpenReadOnly);

    /// <inheritdoc/>
    public DiskSpace ReadSpace(string path)
    {
        // struct statvfs on 64-bit Linux: bsize frsize blocks bfree bavail files ffree favail ..., eight octets each.
        Span<ulong> fields = stackalloc ulong[32];
        Check(StatVfs(path, fields), "statvfs", path);
        var freeFiles = fields[5] == 0 ? long.MaxValue : (long)fields[7];
        return new DiskSpace((long)(fields[4] * fields[1]), freeFiles);
    }

    private static SafeFileHandle Open(string path, int flags)
    {
        var descriptor = Retry(() => OpenFile(path, flags | OpenCloseOnExec, OwnerReadWrite));
        Check(descriptor, "open", path);
        return new SafeFileHandle(descriptor, ownsHandle: true);
    }

    private static int WithDescriptor(SafeFileHandle file, Func<int, int> call)
    {
        var held = false;
        try
        {
            file.DangerousAddRef(ref held);
            var descriptor = (int)file.DangerousGetHandle();
            return Retry(() => call(descriptor));
        }
        finally
        {
            if (held) file.DangerousRelease();
        }
    }

    private static int Retry(Func<int> call)
    {
        int result;
        do result = call();
        while (result < 0 && Marshal.GetLastPInvokeError() == InterruptedErrno);
        return result;
    }

    private static void Check(int result, string operation, string path)
    {
        if (result >= 0) return;
        var errno = Marshal.GetLastPInvokeError();
        throw new DurabilityException(operation, path, errno, Marshal.GetPInvokeErrorMessage(errno));
    }

    [LibraryImport("libc", EntryPoint = "fsync", SetLastError = true)]
    private static partial int Fsync(int descriptor);

    [LibraryImport("libc", EntryPoint = "fdatasync", SetLastError = true)]
    private static partial int FdataSync(int descriptor);

    [LibraryImport("libc", EntryPoint = "sync_file_range", SetLastError = true)]
    private static partial int SyncFileRange(int descriptor, long offset, long length, uint flags);

    [LibraryImport("libc", EntryPoint = "syncfs", SetLastError = true)]
    private static partial int SyncFs(int descriptor);

    [LibraryImport("libc", EntryPoint = "rename", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int RenameFile(string from, string to);

    [LibraryImport("libc", EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int OpenFile(string path, int flags, int mode);

    [LibraryImport("libc", EntryPoint = "access", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Access(string path, int mode);

    [LibraryImport("libc", EntryPoint = "write", SetLastError = true)]
    private static partial nint WriteFile(int descriptor, ReadOnlySpan<byte> octets, nint count);

    [LibraryImport("libc", EntryPoint = "statx", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Statx(int folder, string path, int flags, uint mask, Span<byte> fields);

    [LibraryImport("libc", EntryPoint = "statvfs", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int StatVfs(string path, Span<ulong> fields);
}
