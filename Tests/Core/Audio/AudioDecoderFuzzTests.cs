using VoicemailOrleans.Core.Audio;
using VoicemailOrleans.Tests.Fakes;

namespace VoicemailOrleans.Tests.Core.Audio;

/// <summary>No octets make the decoder throw, hang or allocate beyond its limits.</summary>
public sealed class AudioDecoderFuzzTests
{
    private static readonly AudioLimits Limits = new() { DurationMax = TimeSpan.FromMinutes(1) };

    [Fact]
    public void Decode_EveryPrefixOfEveryForm_GivesAnAnswer()
    {
        foreach (var path in AudioFiles.Formats())
        {
            var file = File.ReadAllBytes(path);
            for (var length = 0; length <= Math.Min(file.Length, 400); length++) Decode(file.AsMemory(0, length));
            for (var length = 400; length < file.Length; length += 1777) Decode(file.AsMemory(0, length));
        }
    }

    [Fact]
    public void Decode_DamagedHeaders_GivesAnAnswer()
    {
        var files = AudioFiles.Formats().Select(File.ReadAllBytes).Where(file => file.Length > 44).ToArray();
        Fuzz.Run("recordings with damaged headers", random => Damaged(files[random.Next(files.Length)], random), file => Decode(file));
    }

    [Fact]
    public void Decode_RandomBodiesInEveryCodec_GivesAnAnswer() =>
        Fuzz.Run("recordings with random bodies", RandomBody, file => Decode(file));

    [Theory]
    [InlineData(998, true), InlineData(999, false), InlineData(250_000, false)]
    public void Decode_ManyTinyChunks_AreWalkedToALimit(int count, bool isRead)
    {
        var sound = WavBuilder.Build(1, 1, 16, new byte[1_600]);
        byte[] file = [.. sound.AsSpan(0, 12), .. Enumerable.Repeat<byte[]>([.. "junk"u8, 0, 0, 0, 0], count).SelectMany(chunk => chunk), .. sound.AsSpan(12)];
        var result = AudioDecoder.Decode(file);
        if (isRead) Assert.IsType<AudioDecodeResult.Decoded>(result);
        else Assert.Equal(new AudioDecodeResult.NotAudio("the WAV file has more than 1000 chunks"), result);
    }

    [Fact]
    public void Decode_ZerosBehindTheSound_AreNotWalkedToTheirEnd()
    {
        var sound = AudioFiles.Read("01-");
        var decoded = Assert.IsType<AudioDecodeResult.Decoded>(AudioDecoder.Decode((byte[])[.. sound, .. new byte[1 << 20]]));
        Assert.True(decoded.Audio.Samples.Span.SequenceEqual(AudioFiles.Decode("01-").Audio.Samples.Span));
    }

    private static byte[] Damaged(byte[] file, Random random)
    {
        byte[] edges = [0, 1, 2, 0x11, 0x31, 0x7F, 0x80, 0xFE, 0xFF];
        var copy = file.AsSpan(0, Math.Min(file.Length, 2_000)).ToArray();
        for (var hit = random.Next(1, 8); hit > 0; hit--)
            copy[random.Next(Math.Min(copy.Length, 128))] = random.Next(2) == 0 ? edges[random.Next(edges.Length)] : (byte)random.Next(256);
        return copy;
    }

    private static byte[] RandomBody(Random random)
    {
        ushort[] tags = [0, 1, 2, 3, 6, 7, 0x11, 0x31, 0x40, 0x45, 0x64, 0xFFF0, 0xFFFE];
        int[] bits = [0, 2, 3, 4, 5, 8, 16, 24, 32, 64];
        var body = new byte[random.Next(3_000)];
        random.NextBytes(body);
        return WavBuilder.Build(tags[random.Next(tags.Length)], random.Next(1, 3), bits[random.Next(bits.Length)], body);
    }

    private static void Decode(ReadOnlyMemory<byte> file)
    {
        if (AudioDecoder.Decode(file, Limits) is not AudioDecodeResult.Decoded decoded) return;
        Assert.True(decoded.Audio.Duration <= Limits.DurationMax);
        if (decoded.Audio.RateHz <= 16_000) EmptyRecordingDetector.Judge(decoded.Audio);
    }
}
