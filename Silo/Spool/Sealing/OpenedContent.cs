using System.Buffers;
using System.Runtime.InteropServices;

namespace VoicemailOrleans.Silo.Spool.Sealing;

/// <summary>
/// Memory for a large content that was opened: outside the garbage collector's heap, so that it is given back to the
/// system the moment its reader is done, and overwritten before.
/// </summary>
internal sealed unsafe class OpenedContent(int length) : MemoryManager<byte>
{
    private byte* start = (byte*)NativeMemory.Alloc((nuint)length);

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
        // Nothing moves it.
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (start == null) return;
        var memory = start;
        start = null;
        new Span<byte>(memory, length).Clear();
        NativeMemory.Free(memory);
    }
}
