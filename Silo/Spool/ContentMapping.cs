using System.Buffers;
using System.IO.MemoryMappedFiles;

namespace VoicemailOrleans.Silo.Spool;

/// <summary>
/// A content file as memory, read by the kernel as it is used and dropped when memory is short: a message of 100 MB
/// costs a relaying silo no heap. Whoever maps a file reads it once before (<see cref="FileSpool"/> does, for its
/// checksum), because a disk that fails under a mapping ends the process instead of throwing.
/// </summary>
internal sealed unsafe class ContentMapping : MemoryManager<byte>
{
    private readonly MemoryMappedFile file;
    private readonly MemoryMappedViewAccessor view;
    private readonly int length;
    private byte* start;

    /// <summary>Maps a file, which stays open for its owner.</summary>
    public ContentMapping(FileStream stream)
    {
        length = checked((int)stream.Length);
        file = MemoryMappedFile.CreateFromFile(
            stream, null, 0, MemoryMappedFileAccess.Read, HandleInheritability.None, leaveOpen: true);
        view = file.CreateViewAccessor(0, length, MemoryMappedFileAccess.Read);
        view.SafeMemoryMappedViewHandle.AcquirePointer(ref start);
    }

    /// <inheritdoc/>
    public override Span<byte> GetSpan()
    {
        ObjectDisposedException.ThrowIf(start == null, this);
        return new Span<byte>(start, length);
    }

    /// <inheritdoc/>
    public override MemoryHandle Pin(int elementIndex = 0)
    {
        ObjectDisposedException.ThrowIf(start == null, this);
        ArgumentOutOfRangeException.ThrowIfGreaterThan((uint)elementIndex, (uint)length);
        return new MemoryHandle(start + elementIndex, pinnable: this);
    }

    /// <inheritdoc/>
    public override void Unpin()
    {
        // Nothing moves a mapping.
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (start == null) return;
        start = null;
        view.SafeMemoryMappedViewHandle.ReleasePointer();
        view.Dispose();
        file.Dispose();
    }
}
