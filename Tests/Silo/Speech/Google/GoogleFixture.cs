using VoicemailOrleans.Core.Audio;
using VoicemailOrleans.Grains;
using VoicemailOrleans.Silo.Speech;
using VoicemailOrleans.Tests.Core.Audio;
using VoicemailOrleans.Tests.Fakes;

namespace VoicemailOrleans.Tests.Silo.Speech.Google;

/// <summary>One fake Google and one speech module that talks to it.</summary>
public abstract class GoogleFixture : IAsyncLifetime
{
    private readonly string folder = Directory.CreateTempSubdirectory("google").FullName;
    private SpeechHarness? harness;

    private protected static PcmAudio Utterance { get; } = AudioFiles.Decode("01-").Audio;

    private protected static PcmAudio LongMessage { get; } = AudioFiles.Decode("m4-").Audio;

    private protected FakeGoogleSpeech Google { get; private set; } = null!;

    private protected SpeechHarness Harness => harness!;

    private protected SpeechOptions Options { get; } = new()
    {
        Engines = ["google"],
        QuickRetryDelay = TimeSpan.Zero,
        RequestTimeout = Timeout.InfiniteTimeSpan, // so that the only timers on the clock are back-offs
    };

    public async Task InitializeAsync()
    {
        Google = await FakeGoogleSpeech.StartAsync(new ForwardingClock(() => harness!.Clock));
        Options.GoogleEndpoint = Google.Endpoint;
        Options.GoogleCredentials = Google.Tokens.WriteKeyFile(folder);
        harness = new SpeechHarness(Options);
    }

    public async Task DisposeAsync()
    {
        harness!.Dispose();
        await Google.DisposeAsync();
        Directory.Delete(folder, recursive: true);
    }

    /// <summary>Starts over with changed options.</summary>
    private protected void Restart()
    {
        harness!.Dispose();
        harness = new SpeechHarness(Options);
    }

    private protected string WriteWrongKey() => Google.Tokens.WriteKeyFile(folder, fits: false);

    private protected async Task<SpeechOutcome.Heard> HearAsync(PcmAudio? audio = null) =>
        Assert.IsType<SpeechOutcome.Heard>(await Harness.TranscribeAsync(audio ?? Utterance));

    private protected async Task<SpeechOutcome.Unavailable> MissAsync() =>
        Assert.IsType<SpeechOutcome.Unavailable>(await Harness.TranscribeAsync(Utterance));

    private sealed class ForwardingClock(Func<TimeProvider> clock) : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => clock().GetUtcNow();
    }
}
