using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace VoicemailOrleans.Silo.Spool.Sealing;

/// <summary>
/// Memory for a large content that was opened: given back to the system the moment its reader is done, and overwritten
/// before.
/// </summary>
internal sealed unsafe class OpenedContent : UnmanagedContent
{
    /// <summary>Takes so many octets.</summary>
    public OpenedContent(int length) => Hold((byte*)NativeMemory.Alloc((nuint)length), length);

    /// <inheritdoc/>
    protected override void Release(Span<byte> octets)
    {
        octets.Clear();
        NativeMemory.Free(Unsafe.AsPointer(ref MemoryMarshal.GetReference(octets)));
    }
}
