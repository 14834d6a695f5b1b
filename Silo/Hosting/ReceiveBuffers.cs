using System.Buffers;
using System.Collections.Concurrent;
using System.Runtime.InteropServices;
using Microsoft.AspNetCore.Connections;

namespace VoicemailOrleans.Silo.Hosting;

/// <summary>
/// The memory Kestrel's sockets read into and write from. Its own pool hands out 4 KB, so a voicemail of 130 KB takes
/// 32 reads, each with a look before it whether there is something; blocks of 32 KB take four. A connection that waits
/// for its peer holds none, and one that we are behind with <see cref="UnreadMax"/> at most.
/// </summary>
internal sealed class ReceiveBuffers : MemoryPool<byte>, IMemoryPoolFactory<byte>
{
    /// <summary>Octets read from a peer before we have looked at them; enough that a sender need not wait for us.</summary>
    public const int UnreadMax = 512 * 1024;

    private const int BlockBytes = 32 * 1024;
    private const int KeptMax = 512;

    private readonly ConcurrentQueue<Block> idle = new();

    /// <inheritdoc/>
    public override int MaxBufferSize => BlockBytes;

    /// <inheritdoc/>
    public MemoryPool<byte> Create(MemoryPoolOptions? options) => this;

    /// <inheritdoc/>
    public override IMemoryOwner<byte> Rent(int minBufferSize = -1)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(minBufferSize, BlockBytes);
        if (!idle.TryDequeue(out var block)) block = new Block(this);
        block.IsOut = 1;
        return block;
    }

    /// <summary>Endpoints come and go; the buffers are the process's.</summary>
    protected override void Dispose(bool disposing)
    {
    }

    /// <summary>Pinned, as sockets need it: where it lies it stays, beside the ordinary heap.</summary>
    private sealed class Block(ReceiveBuffers pool) : IMemoryOwner<byte>
    {
        public int IsOut;

        public Memory<byte> Memory { get; } = MemoryMarshal.CreateFromPinnedArray(
            GC.AllocateUninitializedArray<byte>(BlockBytes, pinned: true), 0, BlockBytes);

        /// <summary>A second one must not give two owners the same octets.</summary>
        public void Dispose()
        {
            if (Interlocked.Exchange(ref IsOut, 0) == 1 && pool.idle.Count < KeptMax) pool.idle.Enqueue(this);
        }
    }
}
