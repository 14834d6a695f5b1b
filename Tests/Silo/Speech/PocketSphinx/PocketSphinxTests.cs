using System.Diagnostics;
using VoicemailOrleans.Core.Audio;
using VoicemailOrleans.Core.Transcripts;
using VoicemailOrleans.Grains;
using VoicemailOrleans.Silo.Speech;
using VoicemailOrleans.Silo.Speech.PocketSphinx;
using VoicemailOrleans.Tests.Core.Audio;

namespace VoicemailOrleans.Tests.Silo.Speech.PocketSphinx;

public sealed class PocketSphinxTests : IDisposable
{
    private const string Model = "/usr/share/pocketsphinx/model/en-us";
    private readonly PocketSphinxRecognizer recognizer = new(Options(), TimeProvider.System);
    private static readonly PcmAudio Message = AudioFiles.Decode("m3-").Audio;

    public void Dispose() => recognizer.Dispose();

    [RequiresFact(Model, "pocketsphinx_continuous")]
    public async Task RecognizeAsync_SpokenNumber_IsHeardAndRepeatable()
    {
        var first = await HearAsync();
        var text = string.Join(' ', first.Words.Select(word => word.Text));
        Assert.All((string[])["please call me back", "four one five", "nine nine"], keyword => Assert.Contains(keyword, text));
        Assert.DoesNotContain(first.Words, word => word.Text.Contains('(') || word.Text.Contains('<') || word.Text.Contains('['));
        Assert.InRange(first.Confidence!.Value, 0.3, 1);
        Assert.All(first.Words, word => Assert.InRange(word.Start!.Value, TimeSpan.Zero, Message.Duration));
        Assert.InRange(first.Words[^1].End!.Value, TimeSpan.FromSeconds(9), Message.Duration);

        // The same worker again, then a new one after the first was killed while it waited.
        Assert.Equal(first.Words, (await HearAsync()).Words);
        Kill(Assert.Single(recognizer.Idle).Id);
        Assert.Equal(first.Words, (await HearAsync()).Words);
    }

    [RequiresFact(Model, "pocketsphinx_continuous", "/bin/sh")]
    public async Task RecognizeAsync_WorkerDiesWhileItListens_FailsOnceAndRecovers()
    {
        var marker = Path.GetTempFileName();
        // The first worker says it is ready and then dies of the first segment; the next is the real one.
        var script = $"if [ -s {marker} ]; then exec \"$0\" \"$@\"; fi; echo died > {marker}; "
            + "printf '\\014\\0\\0\\0{\"Words\":[]}'; head -c 100000 > /dev/null; kill -9 $$";
        var options = Options();
        options.PocketSphinxWorker = ["/bin/sh", "-c", script, .. options.PocketSphinxWorker!];
        using var frail = new PocketSphinxRecognizer(options, TimeProvider.System);
        var failed = Assert.IsType<SegmentOutcome.Failed>(await frail.RecognizeAsync(Request(), CancellationToken.None));
        Assert.Equal(SegmentFailure.Transient, failed.Kind);
        var heard = Assert.IsType<SegmentOutcome.Heard>(await frail.RecognizeAsync(Request(), CancellationToken.None));
        Assert.NotEmpty(heard.Words);
        File.Delete(marker);
    }

    [RequiresFact(Model, "pocketsphinx_continuous", "/bin/sh")]
    public async Task RecognizeAsync_WorkerThatHangs_IsKilled()
    {
        var options = Options();
        var clock = new Fakes.ManualTimeProvider();
        options.PocketSphinxWorker = ["/bin/sh", "-c", "exec sleep 600"];
        using var stuck = new PocketSphinxRecognizer(options, clock);
        var recognizing = stuck.RecognizeAsync(Request(), CancellationToken.None);
        clock.Advance(TimeSpan.FromMinutes(2.5));
        var failed = Assert.IsType<SegmentOutcome.Failed>(await recognizing.WaitAsync(TimeSpan.FromSeconds(20)));
        Assert.Contains("no answer within", failed.Message);
    }

    [Fact]
    public async Task TranscribeAsync_ModelAbsent_SaysNotInstalledAndHealthShowsIt()
    {
        using var harness = new SpeechHarness(new SpeechOptions { PocketSphinxModel = "/nowhere" });
        var outcome = Assert.IsType<SpeechOutcome.Unavailable>(await harness.TranscribeAsync(Message));
        Assert.Contains("not installed", outcome.Message);
        Assert.Contains("not installed", (await harness.HealthAsync()).Data["pocketsphinx"].ToString());
    }

    [Fact]
    public async Task TranscribeAsync_OtherLanguage_IsRefused()
    {
        using var harness = new SpeechHarness(new SpeechOptions());
        var outcome = Assert.IsType<SpeechOutcome.Rejected>(await harness.TranscribeAsync(Message, "de-DE"));
        Assert.Equal(NoTranscriptReason.CouldNotBeTranscribed, outcome.Reason);
        Assert.IsType<SpeechOutcome.Rejected>(await harness.TranscribeAsync(Message, "de-DE, fr-FR"));
    }

    [RequiresFact(Model, "pocketsphinx_continuous")]
    public async Task TranscribeAsync_EnglishAmongOtherLanguages_IsWhatItHears()
    {
        using var harness = new SpeechHarness(Options());
        var outcome = Assert.IsType<SpeechOutcome.Heard>(await harness.TranscribeAsync(Message, "de-DE, en-GB"));
        Assert.Equal("en-GB", outcome.Transcript.Language);
    }

    [RequiresFact(Model, "pocketsphinx_continuous")]
    public async Task RunAsync_WrongModel_SaysSo()
    {
        using var input = new MemoryStream();
        await WorkerProtocol.WriteAsync(input, "/nowhere"u8.ToArray(), CancellationToken.None);
        input.Position = 0;
        using var output = new MemoryStream();
        Assert.Equal(1, await PocketSphinxWorker.RunAsync(input, output));
        output.Position = 0;
        Assert.NotNull((await WorkerProtocol.ReadReplyAsync(output, CancellationToken.None))!.Error);
    }

    [Theory]
    [InlineData("read(2)", "read")]
    [InlineData("<sil>", null)]
    [InlineData("[NOISE]", null)]
    [InlineData("++BREATH++", null)]
    [InlineData("", null)]
    [InlineData("o'clock", "o'clock")]
    public void Clean_Word_LosesWhatIsNotSpoken(string text, string? expected) => Assert.Equal(expected, SphinxDecoder.Clean(text));

    private static SpeechOptions Options() => new()
    {
        // The test runs in the test host; the worker is the product's own program.
        PocketSphinxWorker = ["dotnet", Path.Combine(AppContext.BaseDirectory, "voicemail.dll"), "pocketsphinx-worker"],
    };

    private static SegmentRequest Request() => new(SpeechHarness.Id, Message, ["en-US"]);

    private async Task<SegmentOutcome.Heard> HearAsync() =>
        Assert.IsType<SegmentOutcome.Heard>(await recognizer.RecognizeAsync(Request(), CancellationToken.None));

    private static void Kill(int id)
    {
        using var process = Process.GetProcessById(id);
        process.Kill();
        process.WaitForExit();
    }
}
