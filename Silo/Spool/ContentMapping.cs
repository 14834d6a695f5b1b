using System.IO.MemoryMappedFiles;

namespace VoicemailOrleans.Silo.Spool;

/// <summary>
/// A content file as memory, read by the kernel as it is used and dropped when memory is short: a message of 100 MB
/// costs a relaying silo no heap. Whoever maps a file reads it once before (<see cref="FileSpool"/> does, for its
/// checksum), because a disk that fails under a mapping ends the process instead of throwing.
/// </summary>
internal sealed unsafe class ContentMapping : UnmanagedContent
{
    private readonly MemoryMappedFile file;
    private readonly MemoryMappedViewAccessor view;

    /// <summary>Maps a file, which stays open for its owner.</summary>
    public ContentMapping(FileStream stream)
    {
        var length = checked((int)stream.Length);
        file = MemoryMappedFile.CreateFromFile(
            stream, null, 0, MemoryMappedFileAccess.Read, HandleInheritability.None, leaveOpen: true);
        view = file.CreateViewAccessor(0, length, MemoryMappedFileAccess.Read);
        byte* start = null;
        view.SafeMemoryMappedViewHandle.AcquirePointer(ref start);
        Hold(start, length);
    }

    /// <inheritdoc/>
    protected override void Release(Span<byte> octets)
    {
        view.SafeMemoryMappedViewHandle.ReleasePointer();
        view.Dispose();
        file.Dispose();
    }
}
