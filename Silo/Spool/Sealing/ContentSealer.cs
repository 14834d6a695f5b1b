using System.Buffers;
using System.Security.Cryptography;
using VoicemailOrleans.Core.Voicemail;

namespace VoicemailOrleans.Silo.Spool.Sealing;

/// <summary>
/// Seals one content as it comes, see <see cref="ContentSealing"/>. Holds a chunk that is not yet full: which one is the
/// last shows at the end.
/// </summary>
internal sealed class ContentSealer : IDisposable
{
    private readonly AesGcm cipher;
    private readonly byte[] data;
    private readonly List<byte[]> rented = [];
    private readonly List<ReadOnlyMemory<byte>> chunks = [];
    private byte[]? open;
    private int filled;
    private uint number;

    /// <summary>Begins a content with a key that has sealed no other.</summary>
    public ContentSealer(CorrelationId id, SealKey key)
    {
        Key = key;
        cipher = key.NewCipher();
        data = ContentSealing.DataOf(id);
    }

    /// <summary>The content's key.</summary>
    public SealKey Key { get; }

    /// <summary>Chunks that are sealed; until <see cref="Clear"/>.</summary>
    public IReadOnlyList<ReadOnlyMemory<byte>> Chunks => chunks;

    /// <summary>A whole content at once.</summary>
    public static ContentSealer Seal(CorrelationId id, IReadOnlyList<ReadOnlyMemory<byte>> pieces)
    {
        var sealer = new ContentSealer(id, SealKey.Create());
        sealer.Add(pieces);
        sealer.Finish();
        return sealer;
    }

    /// <summary>Takes more octets.</summary>
    public void Add(IReadOnlyList<ReadOnlyMemory<byte>> pieces)
    {
        foreach (var piece in pieces) Add(piece.Span);
    }

    /// <summary>Seals the last chunk: nothing follows.</summary>
    public void Finish()
    {
        open ??= ArrayPool<byte>.Shared.Rent(ContentSealing.ChunkLength);
        Close(isLast: true);
    }

    /// <summary>The sealed chunks have been used: their memory goes to others.</summary>
    public void Clear()
    {
        foreach (var chunk in rented) ArrayPool<byte>.Shared.Return(chunk);
        rented.Clear();
        chunks.Clear();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Clear();
        if (open is not null) ArrayPool<byte>.Shared.Return(open, clearArray: true); // not sealed yet
        open = null;
        cipher.Dispose();
        Key.Dispose();
    }

    private void Add(ReadOnlySpan<byte> octets)
    {
        while (!octets.IsEmpty)
        {
            if (open is not null && filled == ContentSealing.HeldLength) Close(isLast: false);
            open ??= ArrayPool<byte>.Shared.Rent(ContentSealing.ChunkLength);
            var count = Math.Min(octets.Length, ContentSealing.HeldLength - filled);
            octets[..count].CopyTo(open.AsSpan(filled));
            filled += count;
            octets = octets[count..];
        }
    }

    private void Close(bool isLast)
    {
        Span<byte> nonce = stackalloc byte[SealKey.NonceLength];
        ContentSealing.WriteNonce(nonce, number++, isLast);
        var held = open.AsSpan(0, filled);
        cipher.Encrypt(nonce, held, held, open.AsSpan(filled, SealKey.TagLength), data);
        rented.Add(open!);
        chunks.Add(open.AsMemory(0, filled + SealKey.TagLength));
        open = null;
        filled = 0;
    }
}
