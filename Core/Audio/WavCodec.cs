using System.Buffers.Binary;
using VoicemailOrleans.Core.Octets;

namespace VoicemailOrleans.Core.Audio;

/// <summary>One codec inside a WAV or Sun audio file: how many samples it holds, and what they are.</summary>
internal abstract class WavCodec
{
    /// <summary>The codec of a file; null when it is none of ours.</summary>
    public static WavCodec? Find(WavHeader header) => (header.FormatTag, header.BitsPerSample, header.Channels) switch
    {
        (WavHeader.Pcm, 8 or 16 or 24 or 32, _) => PcmCodec.Instance,
        (WavHeader.Float, 32 or 64, _) => FloatCodec.Instance,
        (WavHeader.MuLaw, _, _) => G711Codec.MuLaw,
        (WavHeader.ALaw, _, _) => G711Codec.ALaw,
        (WavHeader.Gsm610, _, 1) => GsmCodec.Instance,
        (WavHeader.ImaAdpcm, 4, 1) when header.BlockAlign > ImaAdpcm.StateBytes => AdpcmCodec.Ima,
        (WavHeader.MsAdpcm, 4, 1) when header.BlockAlign > MsAdpcm.StateBytes => AdpcmCodec.Ms,
        (WavHeader.G726 or WavHeader.G726Antex or WavHeader.G721, >= 2 and <= 5, 1) =>
            new G726Codec(header.BitsPerSample, isLowFirst: false),
        (WavHeader.G726LowFirst, >= 2 and <= 5, 1) => new G726Codec(header.BitsPerSample, isLowFirst: true),
        _ => null,
    };

    /// <summary>Samples of all channels together.</summary>
    public abstract long CountSamples(WavHeader header);

    /// <summary>Samples that one block of a block codec gives; 0 for the others.</summary>
    public virtual int BlockSamples(WavHeader header) => 0;

    /// <summary>Decodes, channels interleaved.</summary>
    public abstract void Decode(ReadOnlySpan<byte> data, WavHeader header, Span<short> target);

    /// <summary>Decodes the one channel of a file as it is read; null for a codec that can only be decoded as a whole.</summary>
    public virtual StretchReader? Stretches(OctetSource file, WavHeader header, int length) => null;

    private abstract class LinearCodec : WavCodec
    {
        // The block size of the header is ignored: it is wrong in the wild, and the sample size says all.
        public sealed override long CountSamples(WavHeader header) => header.DataLength / (header.BitsPerSample / 8);

        public sealed override StretchReader Stretches(OctetSource file, WavHeader header, int length) =>
            new LinearStretches(file, header, this, header.BitsPerSample / 8, length);
    }

    private sealed class PcmCodec : LinearCodec
    {
        public static readonly PcmCodec Instance = new();

        public override void Decode(ReadOnlySpan<byte> data, WavHeader header, Span<short> target)
        {
            var width = header.BitsPerSample / 8;
            for (var i = 0; i < target.Length; i++)
            {
                var sample = data.Slice(i * width, width);
                target[i] = width == 1
                    ? (short)((sample[0] - 128) << 8)
                    : BinaryPrimitives.ReadInt16LittleEndian(sample[(width - 2)..]);
            }
        }
    }

    private sealed class FloatCodec : LinearCodec
    {
        public static readonly FloatCodec Instance = new();

        public override void Decode(ReadOnlySpan<byte> data, WavHeader header, Span<short> target)
        {
            var width = header.BitsPerSample / 8;
            for (var i = 0; i < target.Length; i++)
            {
                var sample = width == 4
                    ? BinaryPrimitives.ReadSingleLittleEndian(data[(i * 4)..])
                    : BinaryPrimitives.ReadDoubleLittleEndian(data[(i * 8)..]);
                // Full scale is 1; what is no number is silence.
                var scaled = double.IsNaN(sample) ? 0 : Math.Round(sample * 32768);
                target[i] = (short)Math.Clamp(scaled, short.MinValue, short.MaxValue);
            }
        }
    }

    private sealed class G711Codec(bool isMuLaw) : WavCodec
    {
        public static readonly G711Codec MuLaw = new(true);
        public static readonly G711Codec ALaw = new(false);

        public override long CountSamples(WavHeader header) => header.DataLength;

        public override StretchReader Stretches(OctetSource file, WavHeader header, int length) =>
            new LinearStretches(file, header, this, 1, length);

        public override void Decode(ReadOnlySpan<byte> data, WavHeader header, Span<short> target)
        {
            if (isMuLaw) G711.DecodeMuLaw(data[..target.Length], target);
            else G711.DecodeALaw(data[..target.Length], target);
        }
    }

    private sealed class GsmCodec : WavCodec
    {
        public static readonly GsmCodec Instance = new();

        public override long CountSamples(WavHeader header) =>
            (long)(header.DataLength / GsmDecoder.WavBlockBytes) * BlockSamples(header);

        public override int BlockSamples(WavHeader header) => 2 * GsmDecoder.FrameSamples;

        public override void Decode(ReadOnlySpan<byte> data, WavHeader header, Span<short> target) =>
            GsmDecoder.DecodeWav(data, target);

        public override StretchReader Stretches(OctetSource file, WavHeader header, int length) =>
            new GsmStretches(file, header.DataOffset, isWav: true, length);
    }
}
