using System.Diagnostics;
using Microsoft.Extensions.DependencyInjection;
using VoicemailOrleans.Core.Audio;
using VoicemailOrleans.Core.Octets;
using VoicemailOrleans.Core.Transcripts;
using VoicemailOrleans.Grains;
using VoicemailOrleans.Silo.Recordings;
using VoicemailOrleans.Tests.Core.Audio;
using VoicemailOrleans.Tests.Fakes;

namespace VoicemailOrleans.Tests.Silo.Recordings;

public sealed class RecordingDecoderTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("recordings").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public async Task DecodeAsync_CommonCodec_NeedsNoFfmpeg()
    {
        var outcome = await DecodeAsync("07-", new RecordingOptions { FfmpegPath = "/nowhere" });
        Assert.Equal("GSM 6.10, 8 kHz", Assert.IsType<DecodeOutcome.Decoded>(outcome).Codec);
    }

    [Fact]
    public async Task DecodeAsync_OtherFormatWithoutFfmpeg_SaysWhatIsMissing()
    {
        var outcome = await DecodeAsync("12-", new RecordingOptions { FfmpegPath = "/nowhere" });
        Assert.Equal(
            new DecodeOutcome.Undecodable("MP3 needs ffmpeg, which is not installed", NoTranscriptReason.UnknownAudioFormat), outcome);
    }

    [RequiresFact("ffmpeg")]
    public async Task DecodeAsync_OtherFormats_AreDecodedByFfmpeg()
    {
        foreach (var name in (string[])["11-", "12-", "13-", "14-", "17-"])
        {
            var decoded = Assert.IsType<DecodeOutcome.Decoded>(await DecodeAsync(name));
            Assert.True(decoded.Audio.RateHz is 8000 or 16000, $"{name}: {decoded.Audio.RateHz} Hz");
            Assert.InRange(decoded.Audio.Duration.TotalSeconds, 8.2, 8.7);
            Assert.Equal(RecordingContent.Speech, EmptyRecordingDetector.Judge(decoded.Audio).Content);
            Assert.Null(decoded.Warning);
        }
    }

    [RequiresFact("ffmpeg")]
    public async Task DecodeAsync_FramesDroppedByFfmpeg_AreReported()
    {
        var decoded = Assert.IsType<DecodeOutcome.Decoded>(await DecodeAsync("15-"));
        Assert.Equal(decoded.Audio.Duration.TotalSeconds < 8.1, decoded.Warning is not null);
    }

    [RequiresFact("ffmpeg")]
    public async Task DecodeAsync_DamagedMp3_IsUndecodableForGood()
    {
        var garbage = new byte[5_000];
        new Random(5).NextBytes(garbage);
        "ID3"u8.CopyTo(garbage);
        using var provider = Build(new RecordingOptions());
        var outcome = await provider.GetRequiredService<IRecordingDecoder>().DecodeAsync(OctetSource.Of(garbage), CancellationToken.None);
        Assert.Equal(NoTranscriptReason.UnknownAudioFormat, Assert.IsType<DecodeOutcome.Undecodable>(outcome).Reason);
    }

    [Theory]
    [InlineData("07-")]
    [InlineData("14-")]
    public async Task DecodeAsync_LongerThanAllowed_IsTooLong(string name)
    {
        if (name == "14-" && FfmpegDecoder.FindProgram("ffmpeg") is null) return;
        var outcome = await DecodeAsync(name, new RecordingOptions { DurationMax = TimeSpan.FromSeconds(5) });
        Assert.Equal(NoTranscriptReason.TooLong, Assert.IsType<DecodeOutcome.Undecodable>(outcome).Reason);
    }

    [Fact]
    public async Task DecodeAsync_LargerThanAllowed_IsTooLong() => Assert.Equal(
        NoTranscriptReason.TooLong,
        Assert.IsType<DecodeOutcome.Undecodable>(await DecodeAsync("01-", new RecordingOptions { SizeBytesMax = 1000 })).Reason);

    [Theory]
    [InlineData("exec cat /dev/zero", "more sound than it may")]
    [InlineData("cat /dev/zero | head -c 300000 >&2; exit 3", "ended with 3")]
    [InlineData("echo no sound; exit 0", "gave no sound")]
    [InlineData("test -z \"$HOME$SECRET\" || exit 9; exit 4", "ended with 4")]
    public async Task DecodeAsync_MisbehavingDecoder_IsContained(string script, string problem)
    {
        var outcome = Assert.IsType<DecodeOutcome.Undecodable>(await DecodeAsync("12-", Script(script)));
        Assert.Contains(problem, outcome.Message);
        Assert.True(outcome.Message.Length < 5_000);
    }

    [Theory]
    [InlineData("kill -9 $$", "ffmpeg was killed; memory may be short")]
    [InlineData("exit 127", "ffmpeg could not be started: ")]
    [InlineData("rm -r \"$PWD\"; exit 1", "ffmpeg ended with 1: ")]
    public async Task DecodeAsync_MachineInTrouble_IsTriedAgain(string script, string problem) =>
        Assert.Equal(new DecodeOutcome.Unavailable($"MP3: {problem}"), await DecodeAsync("12-", Script(script)));

    [Fact]
    public async Task DecodeAsync_NoRoomForTheRecording_IsTriedAgain()
    {
        var options = Script("exit 0");
        options.FfmpegFolder = options.FfmpegPath!; // no folder
        Assert.IsType<DecodeOutcome.Unavailable>(await DecodeAsync("12-", options));
    }

    [Fact]
    public async Task DecodeAsync_DecoderThatHangs_IsKilledWithItsChildrenAndTriedAgain()
    {
        var clock = new ManualTimeProvider();
        var decoding = DecodeAsync("12-", Script("sleep 600 & sleep 600"), clock);
        await clock.WhenTimersSet().WaitAsync(TimeSpan.FromSeconds(20));
        clock.Advance(TimeSpan.FromSeconds(60));
        Assert.Equal(new DecodeOutcome.Unavailable("MP3: ffmpeg took longer than 60 s"), await decoding.WaitAsync(TimeSpan.FromSeconds(20)));
    }

    [RequiresFact("prlimit")]
    public async Task DecodeAsync_RecordingThatKeepsTheProcessorBusy_IsUndecodableForGood()
    {
        var options = Script("while :; do :; done");
        options.FfmpegCpuMax = TimeSpan.FromSeconds(1);
        Assert.Contains("ended with", Assert.IsType<DecodeOutcome.Undecodable>(await DecodeAsync("12-", options)).Message);
    }

    [RequiresFact("ffmpeg")]
    public async Task DecodeAsync_RarerFormsOfWhatIsTakenForARecording_AreDecodedByFfmpeg()
    {
        foreach (var (name, codec) in new[] { ("a.mp2", "MPEG audio layer II"), ("a.caf", "Core Audio Format"), ("a.wav", "big-endian WAV") })
        {
            var path = Path.Combine(folder, name);
            if (name == "a.wav") File.WriteAllBytes(path, ToBigEndian(AudioFiles.Read("01-")));
            else await RunFfmpegAsync("-i", AudioFiles.PathOf("01-"), "-ar", name == "a.mp2" ? "16000" : "8000", path);
            var decoded = Assert.IsType<DecodeOutcome.Decoded>(await DecodeAsync(File.ReadAllBytes(path), new RecordingOptions(), TimeProvider.System));
            Assert.Equal(codec, decoded.Codec);
            Assert.InRange(decoded.Audio.Duration.TotalSeconds, 8.2, 8.7);
            Assert.Equal(RecordingContent.Speech, EmptyRecordingDetector.Judge(decoded.Audio).Content);
        }
    }

    [RequiresFact("ffmpeg")]
    public async Task DecodeAsync_Cancelled_ThrowsAndCleansUp()
    {
        using var provider = Build(new RecordingOptions());
        using var cancelled = new CancellationTokenSource();
        cancelled.Cancel();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () =>
            await provider.GetRequiredService<IRecordingDecoder>().DecodeAsync(OctetSource.Of(AudioFiles.Read("12-")), cancelled.Token));
    }

    private RecordingOptions Script(string script)
    {
        var program = Path.Combine(folder, "ffmpeg.sh");
        File.Copy("/bin/true", program); // for its mode
        File.WriteAllText(program, $"#!/bin/sh\nPATH=/usr/bin:/bin\n{script}\n");
        return new RecordingOptions { FfmpegPath = program, DurationMax = TimeSpan.FromSeconds(30) };
    }

    private Task<DecodeOutcome> DecodeAsync(string name, RecordingOptions? options = null, TimeProvider? clock = null) =>
        DecodeAsync(AudioFiles.Read(name), options ?? new RecordingOptions(), clock ?? TimeProvider.System);

    private async Task<DecodeOutcome> DecodeAsync(byte[] recording, RecordingOptions options, TimeProvider clock)
    {
        if (options.FfmpegFolder == Path.GetTempPath()) options.FfmpegFolder = folder;
        using var provider = Build(options, clock);
        var decoder = provider.GetRequiredService<IRecordingDecoder>();
        var outcome = await decoder.DecodeAsync(OctetSource.Of(recording), CancellationToken.None);
        Assert.Empty(Directory.EnumerateDirectories(folder));
        return outcome;
    }

    private static ServiceProvider Build(RecordingOptions options, TimeProvider? clock = null)
    {
        var services = new ServiceCollection().AddLogging().AddSingleton(clock ?? TimeProvider.System);
        return services.AddRecordingDecoder(options).BuildServiceProvider();
    }

    private static async Task RunFfmpegAsync(params string[] arguments)
    {
        using var process = Process.Start("ffmpeg", ["-nostdin", "-v", "quiet", .. arguments]);
        await process.WaitForExitAsync();
    }

    /// <summary>A plain WAV file of 16-bit PCM with all its numbers the other way round.</summary>
    private static byte[] ToBigEndian(byte[] wav)
    {
        var header = WavReader.Read(OctetSource.Of(wav), out _)!;
        byte[] format = [0, 1, 0, 1, 0, 0, 0x1F, 0x40, 0, 0, 0x3E, 0x80, 0, 2, 0, 16];
        var sound = wav.AsSpan(header.DataOffset, header.DataLength).ToArray();
        for (var i = 0; i + 1 < sound.Length; i += 2) (sound[i], sound[i + 1]) = (sound[i + 1], sound[i]);
        return [.. "RIFX"u8, .. Size(36 + sound.Length), .. "WAVEfmt "u8, .. Size(16), .. format, .. "data"u8, .. Size(sound.Length), .. sound];

        static byte[] Size(int size) => [(byte)(size >> 24), (byte)(size >> 16), (byte)(size >> 8), (byte)size];
    }
}
