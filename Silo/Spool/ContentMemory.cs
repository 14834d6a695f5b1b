using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace VoicemailOrleans.Silo.Spool;

/// <summary>
/// A content as a whole, given back to the system the moment its reader is done, and overwritten before. Arrays of this
/// size would be left to collections of the whole heap: two for each voicemail.
/// </summary>
internal sealed unsafe class ContentMemory : UnmanagedContent
{
    /// <summary>Takes so many octets.</summary>
    public ContentMemory(int length) => Hold((byte*)NativeMemory.Alloc((nuint)length), length);

    /// <inheritdoc/>
    protected override void Release(Span<byte> octets)
    {
        octets.Clear();
        NativeMemory.Free(Unsafe.AsPointer(ref MemoryMarshal.GetReference(octets)));
    }
}
