using System.Text;
using VoicemailOrleans.Core.Audio;
using VoicemailOrleans.Core.Mail.Mime;
using VoicemailOrleans.Core.Octets;

namespace VoicemailOrleans.Tests.Core.Audio;

/// <summary>Recordings of more than two minutes are decoded as they are read: what is read is the same, and memory stays small.</summary>
public sealed class LongRecordingTests
{
    [Theory]
    [InlineData(1, 8), InlineData(1, 16), InlineData(1, 24), InlineData(1, 32), InlineData(3, 32), InlineData(6, 8), InlineData(7, 8), InlineData(0x31, 0)]
    public void Slice_AnywhereInAnyOrder_IsWhatDecodingTheWholeGives(ushort tag, int bits) => AssertSame(seconds =>
    {
        var octets = tag == 0x31 ? 65 * 25 * seconds : 8000 * bits / 8 * seconds; // 25 blocks of 40 ms a second
        return WavBuilder.Build(tag, 1, bits, Sound(octets, tag));
    });

    [Fact]
    public void Slice_OfRawGsm_IsWhatDecodingTheWholeGives() => AssertSame(seconds =>
    {
        var frames = Sound(33 * 50 * seconds, 0);
        for (var i = 0; i < frames.Length; i += 33) frames[i] = (byte)(0xD0 | (frames[i] & 0x0F));
        return frames;
    });

    [Theory]
    [InlineData("01-"), InlineData("05-"), InlineData("06-"), InlineData("07-"), InlineData("08-")]
    public void AnHour_FromItsMailToItsSegments_TakesAFewMegabytes(string name)
    {
        var body = Encoding.ASCII.GetBytes(Convert.ToBase64String(Hour(name), Base64FormattingOptions.InsertLineBreaks));
        EmptyRecordingDetector.Judge(AudioFiles.Decode(name).Audio); // what is made once
        var before = GC.GetAllocatedBytesForCurrentThread();
        var hour = TransferDecoding.Open(body, TransferEncoding.Base64);
        var audio = Assert.IsType<AudioDecodeResult.Decoded>(AudioDecoder.Decode(hour)).Audio;
        Assert.InRange(audio.Duration.TotalMinutes, 59.8, 60);
        Assert.Equal(RecordingContent.Speech, EmptyRecordingDetector.Judge(audio).Content);
        var segments = Segmenter.Split(audio);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 1, 16 << 20);
        Assert.InRange(segments.Count, 65, 90);
        before = GC.GetAllocatedBytesForCurrentThread();
        foreach (var segment in segments)
            using (var stretch = audio.Borrow(segment.Start, segment.End)) Assert.Equal(segment.Length, stretch.Audio.Length);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 1, 6 << 20);
    }

    private static void AssertSame(Func<int, byte[]> build)
    {
        var (whole, sound) = (Decode(build(115)), Decode(build(300)));
        var (inOne, samples) = (Decode(build(300)).Samples, whole.Samples);
        Assert.True(samples.Span.SequenceEqual(inOne.Span[..samples.Length]));
        var random = new Random(5);
        for (var i = 0; i < 60; i++)
        {
            var start = random.Next(sound.Length);
            var end = random.Next(start, Math.Min(sound.Length, start + 100_000) + 1);
            using var stretch = sound.Borrow(start, end);
            Assert.True(inOne.Span[start..end].SequenceEqual(stretch.Audio.Samples.Span), $"{start} to {end}");
            Assert.True(inOne.Span[start..end].SequenceEqual(sound.Slice(start, end).Samples.Span), $"{start} to {end}");
        }
    }

    private static PcmAudio Decode(byte[] file) => Assert.IsType<AudioDecodeResult.Decoded>(AudioDecoder.Decode(file)).Audio;

    private static byte[] Sound(int octets, int seed)
    {
        var sound = new byte[octets];
        new Random(seed).NextBytes(sound);
        return sound;
    }

    /// <summary>The sample over and over: the header gives no length, so the file's end counts.</summary>
    private static byte[] Hour(string name)
    {
        var file = AudioFiles.Read(name);
        var seconds = AudioFiles.Decode(name).Audio.Duration.TotalSeconds;
        var header = WavReader.Read(OctetSource.Of(file), out _);
        var start = header?.DataOffset ?? 0;
        var head = file.AsSpan(0, start).ToArray();
        if (header is not null) head.AsSpan(start - 4).Fill(0xFF);
        var sound = file.AsSpan(start, header?.DataLength ?? file.Length).ToArray();
        return [.. head, .. Enumerable.Repeat(sound, (int)(3600 / seconds)).SelectMany(octets => octets)];
    }
}
