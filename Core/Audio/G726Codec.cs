namespace VoicemailOrleans.Core.Audio;

/// <summary>
/// G.726 of one channel in a WAV or Sun audio file. WAV puts the first code into the highest bits of an octet, Sun
/// audio into the lowest.
/// </summary>
internal sealed class G726Codec(int bits, bool isLowFirst) : WavCodec
{
    public override long CountSamples(WavHeader header) => header.DataLength * 8L / bits;

    public override void Decode(ReadOnlySpan<byte> data, WavHeader header, Span<short> target)
    {
        var decoder = new G726Decoder(G726Tables.Of(bits));
        var mask = (1 << bits) - 1;
        int held = 0, heldBits = 0, at = 0;
        for (var i = 0; i < target.Length; i++)
        {
            if (heldBits < bits)
            {
                held = isLowFirst ? held | (data[at++] << heldBits) : ((held << 8) | data[at++]) & 0xFFFF;
                heldBits += 8;
            }

            heldBits -= bits;
            target[i] = decoder.Decode(isLowFirst ? held & mask : (held >> heldBits) & mask);
            if (isLowFirst) held >>= bits;
        }
    }
}
