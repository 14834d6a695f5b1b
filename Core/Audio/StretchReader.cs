using VoicemailOrleans.Core.Octets;

namespace VoicemailOrleans.Core.Audio;

/// <summary>Decodes any stretch of a coded recording of one channel; several may read at a time.</summary>
/// <param name="length">Samples of the whole.</param>
internal abstract class StretchReader(int length)
{
    /// <summary>Samples of the whole.</summary>
    public int Length => length;

    /// <summary>Decodes as many samples from <paramref name="start"/> on as there is room for.</summary>
    public abstract void Read(int start, Span<short> target);
}

/// <summary>Of a codec whose every sample stands by itself, in so many octets.</summary>
internal sealed class LinearStretches(
    OctetSource file, WavHeader header, WavCodec codec, int bytesPerSample, int length) : StretchReader(length)
{
    private const int SamplesAtOnce = 1024;

    public override void Read(int start, Span<short> target)
    {
        Span<byte> room = stackalloc byte[Math.Min(target.Length, SamplesAtOnce) * bytesPerSample];
        for (var offset = header.DataOffset + start * bytesPerSample; !target.IsEmpty; offset += room.Length)
        {
            var count = Math.Min(target.Length, SamplesAtOnce);
            var coded = room[..(count * bytesPerSample)];
            file.Read(offset, coded);
            codec.Decode(coded, header, target[..count]);
            target = target[count..];
        }
    }
}

/// <summary>
/// Of GSM 6.10, whose decoder has memory: it is kept every ten seconds when it comes by, and from there it is decoded
/// again. So the first reading must begin at the start, or is as slow as that.
/// </summary>
/// <param name="file">Holds the blocks.</param>
/// <param name="offset">Where they begin.</param>
/// <param name="isWav">In WAV's form, two frames to a block.</param>
/// <param name="length">Samples of the whole.</param>
internal sealed class GsmStretches(OctetSource file, int offset, bool isWav, int length) : StretchReader(length)
{
    private const int BlocksAtOnce = 64;

    private readonly int blockBytes = isWav ? GsmDecoder.WavBlockBytes : GsmDecoder.RawFrameBytes;
    private readonly int blockSamples = (isWav ? 2 : 1) * GsmDecoder.FrameSamples;
    private readonly int blocksApart = isWav ? 250 : 500;
    private readonly List<GsmDecoder> kept = [new GsmDecoder()];

    public override void Read(int start, Span<short> target)
    {
        Span<short> decoded = stackalloc short[2 * GsmDecoder.FrameSamples];
        Span<byte> room = stackalloc byte[BlocksAtOnce * blockBytes];
        scoped ReadOnlySpan<byte> coded = [];
        var wanted = start / blockSamples;
        var (decoder, block) = Nearest(wanted);
        for (var written = 0; written < target.Length; block++)
        {
            if (block % blocksApart == 0) Keep(decoder, block / blocksApart);
            if (coded.IsEmpty) coded = file.Peek(offset + block * blockBytes, room);
            decoder.DecodeBlock(coded[..blockBytes], isWav, decoded);
            coded = coded[blockBytes..];
            if (block < wanted) continue;
            var from = block == wanted ? start % blockSamples : 0;
            var count = Math.Min(blockSamples - from, target.Length - written);
            decoded.Slice(from, count).CopyTo(target[written..]);
            written += count;
        }
    }

    private (GsmDecoder Decoder, int Block) Nearest(int wanted)
    {
        lock (kept)
        {
            var nearest = Math.Min(wanted / blocksApart, kept.Count - 1);
            return (kept[nearest].Clone(), nearest * blocksApart);
        }
    }

    private void Keep(GsmDecoder decoder, int number)
    {
        lock (kept)
            if (number == kept.Count) kept.Add(decoder.Clone());
    }
}
