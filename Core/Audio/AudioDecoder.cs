using System.Globalization;
using VoicemailOrleans.Core.Octets;

namespace VoicemailOrleans.Core.Audio;

/// <summary>
/// Decodes what PBXs send, in managed code: WAV (RIFF, RF64, EXTENSIBLE) with PCM of 8, 16, 24 or 32 bits or floating
/// point, µ-law, A-law, GSM 6.10, IMA and MS ADPCM, G.726; Sun audio with µ-law, A-law or G.726; raw GSM; and what its
/// media type alone tells. The number of samples is computed from the header and checked against the limits before
/// anything is allocated. Never throws, whatever the octets. Recordings of some minutes are decoded as they are read,
/// where the codec allows it.
/// </summary>
public static class AudioDecoder
{
    private static readonly TimeSpan WholeMax = TimeSpan.FromMinutes(2);

    /// <summary>Decodes a recording by its content.</summary>
    /// <param name="file">The recording; sound that is decoded as it is read is read from there.</param>
    /// <param name="limits">What is accepted.</param>
    public static AudioDecodeResult Decode(OctetSource file, AudioLimits? limits = null)
    {
        limits ??= AudioLimits.Default;
        if (file.Length == 0) return new AudioDecodeResult.NotAudio("the recording is empty");
        var container = AudioSniffer.Detect(file.Peek(0, stackalloc byte[AudioSniffer.StartBytes]));
        switch (container)
        {
            case AudioContainer.Unknown when HeaderlessSound.Find(file) is { } declared:
                return DecodeSamples(file, container, declared, limits);
            case AudioContainer.Unknown:
                return new AudioDecodeResult.NotAudio("the content is no sound format known here");
            case AudioContainer.Wav or AudioContainer.Au:
                var header = container == AudioContainer.Wav
                    ? WavReader.Read(file, out var why)
                    : AuReader.Read(file, out why);
                return header is null
                    ? new AudioDecodeResult.NotAudio(why)
                    : DecodeSamples(file, container, header, limits);
            case AudioContainer.RawGsm:
                return DecodeRawGsm(file, limits);
            default:
                return new AudioDecodeResult.NeedsExternalDecoder(container, AudioSniffer.NameOf(container));
        }
    }

    /// <summary>Decodes a recording in memory by its content.</summary>
    public static AudioDecodeResult Decode(ReadOnlyMemory<byte> file, AudioLimits? limits = null) =>
        Decode(OctetSource.Of(file), limits);

    private static AudioDecodeResult DecodeSamples(
        OctetSource file, AudioContainer container, WavHeader header, AudioLimits limits)
    {
        if (header.Channels < 1 || header.Channels > limits.ChannelsMax)
            return new AudioDecodeResult.NotAudio($"{header.Channels} channels are beyond the limits");
        if (header.RateHz < limits.RateHzMin || header.RateHz > limits.RateHzMax)
            return new AudioDecodeResult.NotAudio($"a sample rate of {header.RateHz} Hz is beyond the limits");
        var codec = Describe(header);
        if (WavCodec.Find(header) is not { } decoder)
            return new AudioDecodeResult.NeedsExternalDecoder(container, codec);
        var count = decoder.CountSamples(header) / header.Channels * header.Channels;
        if (!limits.Allows(count / header.Channels, header.RateHz))
            return new AudioDecodeResult.TooLong(
                TimeSpan.FromSeconds((double)count / header.Channels / header.RateHz), codec);
        var length = Trim(count / header.Channels, header, decoder);
        if (header.Channels == 1 && IsLong(count, header.RateHz)
            && decoder.Stretches(file, header, length) is { } stretches)
            return new AudioDecodeResult.Decoded(new PcmAudio(stretches, header.RateHz), codec, header.Oddity);
        var samples = new short[count];
        decoder.Decode(file.ToMemory().Span.Slice(header.DataOffset, header.DataLength), header, samples);
        var mono = MixDown(samples, header.Channels).AsMemory(0, length);
        return new AudioDecodeResult.Decoded(new PcmAudio(mono, header.RateHz), codec, header.Oddity);
    }

    private static bool IsLong(long samples, int rateHz) => samples > WholeMax.TotalSeconds * rateHz;

    private static AudioDecodeResult DecodeRawGsm(OctetSource file, AudioLimits limits)
    {
        const int rateHz = 8000;
        const string codec = "GSM 6.10, 8 kHz";
        var count = (long)(file.Length / GsmDecoder.RawFrameBytes) * GsmDecoder.FrameSamples;
        if (!limits.Allows(count, rateHz))
            return new AudioDecodeResult.TooLong(TimeSpan.FromSeconds((double)count / rateHz), codec);
        var oddity = file.Length % GsmDecoder.RawFrameBytes == 0 ? null : "the last frame is cut short";
        if (IsLong(count, rateHz))
        {
            var stretches = new GsmStretches(file, 0, isWav: false, (int)count);
            return new AudioDecodeResult.Decoded(new PcmAudio(stretches, rateHz), codec, oddity);
        }

        var samples = new short[count];
        GsmDecoder.DecodeRaw(file.ToMemory().Span, samples);
        return new AudioDecodeResult.Decoded(new PcmAudio(samples, rateHz), codec, oddity);
    }

    private static short[] MixDown(short[] samples, int channels)
    {
        if (channels == 1) return samples;
        var mono = new short[samples.Length / channels];
        for (var i = 0; i < mono.Length; i++)
        {
            var sum = 0;
            for (var c = 0; c < channels; c++) sum += samples[i * channels + c];
            mono[i] = (short)(sum / channels);
        }

        return mono;
    }

    // The fact chunk says how much of the last block is padding. Believed for that much only: it is wrong too often.
    private static int Trim(long samples, WavHeader header, WavCodec decoder)
    {
        var padding = samples - header.FactSamples;
        return (int)(padding > 0 && padding < decoder.BlockSamples(header) ? header.FactSamples : samples);
    }

    private static string Describe(WavHeader header)
    {
        var name = header.FormatTag switch
        {
            WavHeader.Pcm => $"PCM {header.BitsPerSample}-bit",
            WavHeader.MuLaw => "G.711 µ-law",
            WavHeader.ALaw => "G.711 A-law",
            WavHeader.Gsm610 => "GSM 6.10",
            WavHeader.ImaAdpcm => "IMA ADPCM",
            WavHeader.MsAdpcm => "MS ADPCM",
            WavHeader.Float => $"floating-point PCM {header.BitsPerSample}-bit",
            0x0014 or WavHeader.G721 or WavHeader.G726 or WavHeader.G726Antex or WavHeader.G726LowFirst =>
                $"G.726, {header.BitsPerSample * 8} kb/s",
            0x0022 => "TrueSpeech",
            0x0050 or 0x0055 => "MPEG audio",
            0x0083 => "G.729",
            0x0111 => "G.723.1",
            var tag => $"WAV format 0x{tag:X4}",
        };
        var channels = header.Channels switch { 1 => "", 2 => ", stereo", var count => $", {count} channels" };
        return string.Create(CultureInfo.InvariantCulture, $"{name}, {header.RateHz / 1000.0:0.###} kHz{channels}");
    }
}
