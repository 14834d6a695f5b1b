namespace VoicemailOrleans.Core.Audio;

/// <summary>
/// ADPCM of one channel in a WAV file: blocks that open with a state, which holds the first samples, and carry two
/// samples in each octet that follows. A last block may be short.
/// </summary>
internal sealed class AdpcmCodec : WavCodec
{
    /// <summary>Format tag 0x11.</summary>
    public static readonly AdpcmCodec Ima = new(ImaAdpcm.StateBytes, ImaAdpcm.StateSamples, ImaAdpcm.DecodeBlock);

    /// <summary>Format tag 2.</summary>
    public static readonly AdpcmCodec Ms = new(MsAdpcm.StateBytes, MsAdpcm.StateSamples, MsAdpcm.DecodeBlock);

    private readonly int stateBytes;
    private readonly int stateSamples;
    private readonly BlockDecoder decodeBlock;

    private AdpcmCodec(int stateBytes, int stateSamples, BlockDecoder decodeBlock)
    {
        this.stateBytes = stateBytes;
        this.stateSamples = stateSamples;
        this.decodeBlock = decodeBlock;
    }

    private delegate void BlockDecoder(ReadOnlySpan<byte> block, Span<short> target);

    public override long CountSamples(WavHeader header)
    {
        var (blocks, rest) = Math.DivRem(header.DataLength, (int)header.BlockAlign);
        return (long)blocks * BlockSamples(header) + (rest >= stateBytes ? SamplesOf(rest) : 0);
    }

    public override int BlockSamples(WavHeader header) => SamplesOf(header.BlockAlign);

    public override void Decode(ReadOnlySpan<byte> data, WavHeader header, Span<short> target)
    {
        for (var written = 0; data.Length >= stateBytes; data = data[Math.Min(header.BlockAlign, data.Length)..])
        {
            var block = data[..Math.Min(header.BlockAlign, data.Length)];
            decodeBlock(block, target[written..]);
            written += SamplesOf(block.Length);
        }
    }

    private int SamplesOf(int blockBytes) => stateSamples + 2 * (blockBytes - stateBytes);
}
