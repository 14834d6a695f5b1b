using System.Buffers;

namespace VoicemailOrleans.Silo.Spool;

/// <summary>Content in memory that is not the garbage collector's, until it is disposed of.</summary>
internal abstract unsafe class UnmanagedContent : MemoryManager<byte>
{
    private byte* start;
    private int length;

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

    /// <summary>Says where it is.</summary>
    protected void Hold(byte* octets, int count)
    {
        start = octets;
        length = count;
    }

    /// <summary>Gives the memory back; once.</summary>
    protected abstract void Release(Span<byte> octets);

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (start == null) return;
        var octets = new Span<byte>(start, length);
        start = null;
        Release(octets);
    }
}
