using Microsoft.Win32.SafeHandles;

namespace VoicemailOrleans.Silo.Spool;

/// <summary>
/// The disk operations the promise behind a 250 rests on. All are synchronous and throw <see cref="IOException"/>
/// (<see cref="DurabilityException"/> where the errno is ours to check). A seam, so that tests can make each of them
/// fail.
/// </summary>
internal interface IDurable
{
    /// <summary>Reads octets at an offset: some of them, none only at the end of the file.</summary>
    int Read(SafeFileHandle file, string path, Span<byte> buffer, long offset);

    /// <summary>Writes all pieces at an offset. On failure any part of them may have been written.</summary>
    void Write(SafeFileHandle file, string path, IReadOnlyList<ReadOnlyMemory<byte>> pieces, long offset);

    /// <summary>
    /// Has the kernel begin to write what was written of a file (sync_file_range), so that a later
    /// <see cref="SyncData"/> has less to wait for. Promises nothing, and an error shows there.
    /// </summary>
    void BeginWriteOut(SafeFileHandle file, long offset, long length);

    /// <summary>Makes a file's octets and length durable (fdatasync).</summary>
    void SyncData(SafeFileHandle file, string path);

    /// <summary>Makes names created, renamed or removed in a folder durable (fsync of the folder).</summary>
    void SyncFolder(string path);

    /// <summary>Makes everything written to the file system of an open folder durable (syncfs).</summary>
    void SyncFileSystem(SafeFileHandle folder, string path);

    /// <summary>Replaces <paramref name="to"/> by <paramref name="from"/> in one step (rename).</summary>
    void Rename(string from, string to);

    /// <summary>Appends to a file in one O_APPEND write, creating it for its owner only.</summary>
    void Append(string path, ReadOnlySpan<byte> octets);

    /// <summary>Opens a folder for <see cref="SyncFileSystem"/>.</summary>
    SafeFileHandle OpenFolder(string path);

    /// <summary>What is free on the file system of a path.</summary>
    DiskSpace ReadSpace(string path);
}

/// <summary>Free space as an unprivileged process may use it.</summary>
/// <param name="FreeBytes">Octets.</param>
/// <param name="FreeFiles">Inodes; <see cref="long.MaxValue"/> where the file system does not count them.</param>
internal readonly record struct DiskSpace(long FreeBytes, long FreeFiles);
