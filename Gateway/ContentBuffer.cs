namespace VoicemailOrleans.Gateway;

/// <summary>The content of one message while it comes in: the only copy between socket and journal.</summary>
internal sealed class ContentBuffer(ChunkPool pool)
{
    private readonly List<byte[]> chunks = [];
    private int used = ChunkPool.ChunkBytes; // of the last chunk

    /// <summary>Octets held.</summary>
    public long Length => (long)chunks.Count * ChunkPool.ChunkBytes - (ChunkPool.ChunkBytes - used);

    /// <summary>Adds content; false when there is no memory for it.</summary>
    public bool TryAppend(ReadOnlySpan<byte> content)
    {
        while (!content.IsEmpty)
        {
            if (used == ChunkPool.ChunkBytes)
            {
                if (pool.TryRent() is not { } chunk) return false;
                chunks.Add(chunk);
                used = 0;
            }

            var count = Math.Min(content.Length, ChunkPool.ChunkBytes - used);
            content[..count].CopyTo(chunks[^1].AsSpan(used));
            used += count;
            content = content[count..];
        }

        return true;
    }

    /// <summary>The content in pieces with <paramref name="top"/> before it; valid until <see cref="Clear"/>.</summary>
    public IReadOnlyList<ReadOnlyMemory<byte>> Pieces(ReadOnlyMemory<byte> top)
    {
        var pieces = new ReadOnlyMemory<byte>[chunks.Count + 1];
        pieces[0] = top;
        for (var i = 0; i < chunks.Count; i++)
            pieces[i + 1] = chunks[i].AsMemory(0, i == chunks.Count - 1 ? used : ChunkPool.ChunkBytes);
        return pieces;
    }

    /// <summary>Gives the memory back.</summary>
    public void Clear()
    {
        foreach (var chunk in chunks) pool.Return(chunk);
        chunks.Clear();
        if (chunks.Capacity > 64) chunks.Capacity = 0;
        used = ChunkPool.ChunkBytes;
    }
}
