using Microsoft.Extensions.DependencyInjection;
using VoicemailOrleans.Core.Audio;
using VoicemailOrleans.Core.Octets;
using VoicemailOrleans.Core.Transcripts;
using VoicemailOrleans.Grains;
using VoicemailOrleans.Silo.Recordings;
using VoicemailOrleans.Tests.Core.Audio;

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
    [InlineData("sleep 600 & sleep 600", "longer than 1 s")]
    [InlineData("exec cat /dev/zero", "more sound than it may")]
    [InlineData("cat /dev/zero | head -c 300000 >&2; exit 3", "ended with 3")]
    [InlineData("echo no sound; exit 0", "gave no sound")]
    [InlineData("test -z \"$HOME$SECRET\" || exit 9; exit 4", "ended with 4")]
    public async Task DecodeAsync_MisbehavingDecoder_IsContained(string script, string problem)
    {
        var program = Path.Combine(folder, "ffmpeg.sh");
        File.Copy("/bin/true", program); // for its mode
        File.WriteAllText(program, $"#!/bin/sh\nPATH=/usr/bin:/bin\n{script}\n");
        var options = new RecordingOptions { FfmpegPath = program, FfmpegTimeout = TimeSpan.FromSeconds(1), DurationMax = TimeSpan.FromSeconds(30) };
        if (!script.StartsWith("sleep", StringComparison.Ordinal)) options.FfmpegTimeout = TimeSpan.FromSeconds(20);
        var outcome = Assert.IsType<DecodeOutcome.Undecodable>(await DecodeAsync("12-", options));
        Assert.Contains(problem, outcome.Message);
        Assert.True(outcome.Message.Length < 5_000);
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

    private static async Task<DecodeOutcome> DecodeAsync(string name, RecordingOptions? options = null)
    {
        using var provider = Build(options ?? new RecordingOptions());
        var decoder = provider.GetRequiredService<IRecordingDecoder>();
        var outcome = await decoder.DecodeAsync(OctetSource.Of(AudioFiles.Read(name)), CancellationToken.None);
        if (provider.GetService<FfmpegDecoder>() is { } ffmpeg) Assert.Empty(Directory.EnumerateFileSystemEntries(ffmpeg.Folder));
        return outcome;
    }

    private static ServiceProvider Build(RecordingOptions options)
    {
        var services = new ServiceCollection().AddLogging().AddSingleton(TimeProvider.System);
        return services.AddRecordingDecoder(options).BuildServiceProvider();
    }
}
