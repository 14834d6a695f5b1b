using System.Collections.Concurrent;

namespace VoicemailOrleans.Gateway;

/// <summary>
/// The memory that content waits in for the journal: chunks of one size, used again and again, and never more of them
/// than the budget. A few are kept when nobody needs them; the rest is the garbage collector's.
/// </summary>
internal sealed class ChunkPool(long bytesMax)
{
    public const int ChunkBytes = 64 * 1024; // below the large object heap; Kestrel's input comes in 4 KB pieces
    private const int IdleChunksMax = 256;

    private readonly ConcurrentQueue<byte[]> idle = new();
    private long rented;

    /// <summary>Octets rented now.</summary>
    public long BytesInUse => Interlocked.Read(ref rented);

    /// <summary>So little is left that a new message should not be begun: a sixteenth.</summary>
    public bool IsLow => BytesInUse > bytesMax - bytesMax / 16;

    /// <summary>Takes a chunk; null when the budget is used up.</summary>
    public byte[]? TryRent()
    {
        if (Interlocked.Add(ref rented, ChunkBytes) > bytesMax)
        {
            Interlocked.Add(ref rented, -ChunkBytes);
            return null;
        }

        return idle.TryDequeue(out var chunk) ? chunk : GC.AllocateUninitializedArray<byte>(ChunkBytes);
    }

    /// <summary>Gives a chunk back.</summary>
    public void Return(byte[] chunk)
    {
        Interlocked.Add(ref rented, -ChunkBytes);
        if (idle.Count < IdleChunksMax) idle.Enqueue(chunk);
    }
}
