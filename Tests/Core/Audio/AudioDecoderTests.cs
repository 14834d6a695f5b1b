using System.Diagnostics;
using System.Runtime.InteropServices;
using VoicemailOrleans.Core.Audio;

namespace VoicemailOrleans.Tests.Core.Audio;

public sealed class AudioDecoderTests
{
    [Theory]
    [InlineData("01-pcm16", "PCM 16-bit, 8 kHz", 66840)]
    [InlineData("02-pcm8", "PCM 8-bit, 8 kHz", 66840)]
    [InlineData("05-mulaw", "G.711 µ-law, 8 kHz", 66840)]
    [InlineData("06-alaw", "G.711 A-law, 8 kHz", 66840)]
    [InlineData("07-gsm", "GSM 6.10, 8 kHz", 66840)]
    [InlineData("08-raw", "GSM 6.10, 8 kHz", 66880)]
    [InlineData("09-ima", "IMA ADPCM, 8 kHz", 67353)]
    [InlineData("10-ms", "MS ADPCM, 8 kHz", 67188)]
    [InlineData("16-mulaw", "G.711 µ-law, 8 kHz", 66840)]
    public void Decode_CommonCodec_GivesWholeRecording(string name, string codec, int samples)
    {
        var decoded = AudioFiles.Decode(name);
        Assert.Equal(codec, decoded.Codec);
        Assert.Equal(8000, decoded.Audio.RateHz);
        Assert.Equal(samples, decoded.Audio.Samples.Length);
        Assert.Null(decoded.Warning);
    }

    [Theory]
    [InlineData("20-", "no length")]
    [InlineData("21-", "no length")]
    [InlineData("22-", null)]
    [InlineData("23-", "cut short")]
    [InlineData("29-", "without padding")]
    [InlineData("30-", null)]
    [InlineData("31-", null)]
    [InlineData("32-", null)]
    [InlineData("33-", null)]
    public void Decode_OddHeader_GivesSameSoundAndSaysWhatWasOdd(string name, string? oddity)
    {
        var whole = AudioFiles.Decode("01-").Audio.Samples.Span;
        var decoded = AudioFiles.Decode(name);
        Assert.InRange(decoded.Audio.Samples.Length, 23_999, 24_000);
        Assert.True(decoded.Audio.Samples.Span.SequenceEqual(whole[..decoded.Audio.Samples.Length]));
        if (oddity is null) Assert.Null(decoded.Warning);
        else Assert.Contains(oddity, decoded.Warning);
    }

    [Theory]
    [InlineData("25-")]
    [InlineData("26-")]
    [InlineData("27-")]
    [InlineData("28-")]
    public void Decode_NotSound_IsRefused(string name) =>
        Assert.IsType<AudioDecodeResult.NotAudio>(AudioDecoder.Decode(AudioFiles.Read(name)));

    [Theory]
    [InlineData("11-", AudioContainer.Wav, "G.726, 8 kHz")]
    [InlineData("12-", AudioContainer.Mp3, "MP3")]
    [InlineData("13-", AudioContainer.Ogg, "Ogg")]
    [InlineData("14-", AudioContainer.Flac, "FLAC")]
    [InlineData("15-", AudioContainer.Amr, "AMR")]
    [InlineData("17-", AudioContainer.Wav, "MPEG audio, 8 kHz")]
    public void Decode_OtherFormat_NamesItForTheExternalDecoder(string name, AudioContainer container, string codec) =>
        Assert.Equal(
            new AudioDecodeResult.NeedsExternalDecoder(container, codec), AudioDecoder.Decode(AudioFiles.Read(name)));

    [Fact]
    public void Decode_NoSamples_IsSoundOfNoLength() => Assert.Equal(TimeSpan.Zero, AudioFiles.Decode("24-").Audio.Duration);

    [Theory]
    [InlineData(WavHeader.Pcm, 16, 4)]
    [InlineData(WavHeader.Pcm, 24, 6)]
    [InlineData(WavHeader.Pcm, 32, 8)]
    public void Decode_StereoOfAnyWidth_IsTheMean(ushort tag, int bits, int frameBytes)
    {
        var file = WavBuilder.Build(tag, channels: 2, bits, [.. Frames(bits / 8)]);
        var decoded = Assert.IsType<AudioDecodeResult.Decoded>(AudioDecoder.Decode(file));
        Assert.Equal(2, frameBytes / (bits / 8));
        Assert.Equal([(short)150, (short)-16000], decoded.Audio.Samples.ToArray());
        Assert.EndsWith(", 8 kHz, stereo", decoded.Codec);

        static IEnumerable<byte> Frames(int width)
        {
            foreach (var sample in (short[])[100, 200, -32000, 0])
            {
                foreach (var _ in Enumerable.Range(0, width - 2)) yield return 0x55; // below 16 bits: cut off
                yield return (byte)sample;
                yield return (byte)(sample >> 8);
            }
        }
    }

    [Fact]
    public void Decode_LongerThanTheLimit_IsRefusedBeforeDecoding()
    {
        var limits = new AudioLimits { DurationMax = TimeSpan.FromSeconds(8) };
        var result = Assert.IsType<AudioDecodeResult.TooLong>(AudioDecoder.Decode(AudioFiles.Read("07-"), limits));
        Assert.InRange(result.Duration.TotalSeconds, 8.3, 8.4);
    }

    [RequiresFact("ffmpeg")]
    public void Decode_EveryManagedCodec_EqualsFfmpegSampleForSample()
    {
        foreach (var (name, tolerance) in new[] { ("01-", 0), ("02-", 0), ("05-", 0), ("06-", 0), ("07-", 0), ("08-", 0), ("09-", 60), ("10-", 0), ("16-", 0) })
        {
            var ours = AudioFiles.Decode(name).Audio.Samples.Span;
            var reference = MemoryMarshal.Cast<byte, short>(RunFfmpeg(AudioFiles.PathOf(name)));
            Assert.InRange(reference.Length, ours.Length, ours.Length + 1100); // ffmpeg keeps the padding of the last block
            for (var i = 0; i < ours.Length; i++)
                if (Math.Abs(ours[i] - reference[i]) > tolerance) Assert.Fail($"{name}: sample {i} is {ours[i]}, not {reference[i]}");
        }
    }

    private static byte[] RunFfmpeg(string path)
    {
        var start = new ProcessStartInfo("ffmpeg", ["-nostdin", "-v", "quiet", "-i", path, "-f", "s16le", "-c:a", "pcm_s16le", "pipe:1"]) { RedirectStandardOutput = true };
        using var process = Process.Start(start)!;
        var output = new MemoryStream();
        process.StandardOutput.BaseStream.CopyTo(output);
        process.WaitForExit();
        return output.ToArray();
    }
}
