using System.Security.Cryptography;
using VoicemailOrleans.Core.Voicemail;
using VoicemailOrleans.Silo.Spool.Sealing;

namespace VoicemailOrleans.Tests.Silo.Spool.Sealing;

public sealed class ContentSealingTests
{
    private const int Held = ContentSealing.HeldLength, Chunk = ContentSealing.ChunkLength;

    private readonly CorrelationId id = SpoolRig.Message("").Id;

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(Held - 1)]
    [InlineData(Held)]
    [InlineData(Held + 1)]
    [InlineData(3 * Held)]
    [InlineData(3 * Held + 777)]
    [InlineData(16 * Held)]
    [InlineData(32 * Held + 1)]
    public async Task Seal_CutAnywhere_IsTheSameOctetsAndOpensAgain(int length)
    {
        var content = RandomNumberGenerator.GetBytes(length);
        using var key = SealKey.Create();
        var whole = Seal(key, content, Math.Max(1, length));
        foreach (var piece in new[] { 4096, Held, 100_000 }) Assert.Equal(whole, Seal(key, content, piece));
        Assert.Equal(ContentSealing.SealedLength(length), whole.Length);
        Assert.Equal(length, ContentSealing.HeldBy(whole.Length));
        Assert.Equal(content, await OpenAsync(whole, key, id));
    }

    [Fact]
    public void HeldBy_LengthsThatNoContentHas_AreNull()
    {
        foreach (var length in new long[] { -1, 0, 1, 15, Chunk + 1, Chunk + 16, 2 * Chunk + 5 }) Assert.Null(ContentSealing.HeldBy(length));
    }

    [Fact]
    public async Task Open_AnyOctetChanged_Refuses()
    {
        using var key = SealKey.Create();
        var whole = Seal(key, RandomNumberGenerator.GetBytes(2 * Held + 9), 5000);
        foreach (var place in new[] { 0, Held - 1, Held, Chunk - 1, Chunk, 2 * Chunk, 2 * Chunk + 8, whole.Length - 1 })
        {
            var bad = whole.ToArray();
            bad[place] ^= 1;
            await RefusesAsync(bad, key, id);
        }

        await OpenAsync(whole, key, id);
    }

    [Fact]
    public async Task Open_CutSwappedOrAnothers_Refuses()
    {
        using var key = SealKey.Create();
        var whole = Seal(key, RandomNumberGenerator.GetBytes(3 * Held), 5000);
        await RefusesAsync(whole[..Chunk], key, id); // ends at a chunk, which is whole but not the last
        await RefusesAsync(whole[..(2 * Chunk)], key, id);
        await RefusesAsync(whole[Chunk..], key, id);
        await RefusesAsync([.. whole[Chunk..(2 * Chunk)], .. whole[..Chunk], .. whole[(2 * Chunk)..]], key, id);
        await RefusesAsync(whole, key, SpoolRig.Message("").Id);
        using var other = SealKey.Create();
        await RefusesAsync(whole, other, id);
    }

    [Fact]
    public void Seal_TheSameContentTwice_HasNothingInCommon()
    {
        var content = new byte[1000];
        using var one = ContentSealer.Seal(id, [content]);
        using var two = ContentSealer.Seal(id, [content]);
        Assert.NotEqual(one.Chunks[0].ToArray(), two.Chunks[0].ToArray());
    }

    private byte[] Seal(SealKey key, byte[] content, int piece)
    {
        using var copy = Copy(key);
        using var sealer = new ContentSealer(id, copy);
        List<byte> all = [];
        foreach (var part in content.Chunk(piece))
        {
            sealer.Add([part]);
            Take();
        }

        sealer.Finish();
        Take();
        return [.. all];

        void Take()
        {
            foreach (var chunk in sealer.Chunks) all.AddRange(chunk.Span);
            sealer.Clear();
        }
    }

    /// <summary>A sealer disposes of its key.</summary>
    private static SealKey Copy(SealKey key)
    {
        using var wrapping = SealKey.Create();
        return wrapping.Unwrap(wrapping.Wrap(key, "copy"), "copy");
    }

    private static async Task<byte[]> OpenAsync(byte[] octets, SealKey key, CorrelationId id)
    {
        var target = new byte[ContentSealing.HeldBy(octets.Length) ?? throw new InvalidDataException("length")];
        await ContentSealing.OpenAsync(new MemoryStream(octets), key, id, target, default);
        return target;
    }

    private static Task RefusesAsync(byte[] octets, SealKey key, CorrelationId id) =>
        Assert.ThrowsAsync<InvalidDataException>(() => OpenAsync(octets, key, id));
}
