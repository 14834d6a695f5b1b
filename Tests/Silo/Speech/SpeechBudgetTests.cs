using VoicemailOrleans.Core.Audio;
using VoicemailOrleans.Grains;
using VoicemailOrleans.Silo.Speech;
using VoicemailOrleans.Tests.Fakes;

namespace VoicemailOrleans.Tests.Silo.Speech;

public sealed class SpeechBudgetTests
{
    private readonly ManualTimeProvider clock = new();
    private readonly Reports reports = new();
    private readonly BudgetedEngine engine;

    public SpeechBudgetTests()
    {
        var budget = new SpeechBudget(TimeSpan.FromMinutes(10), reports, clock);
        engine = new BudgetedEngine(new Paid(), budget, clock);
    }

    [Fact]
    public async Task Engine_WithinItsBudget_IsAsked()
    {
        reports.Count(clock.GetUtcNow(), 599, "google");
        reports.Count(clock.GetUtcNow(), 500, "openai");
        Assert.IsType<SpeechOutcome.NoSpeech>(await AskAsync());
    }

    [Fact]
    public async Task Engine_BudgetSpentByAllTogether_IsNotAskedUntilMidnight()
    {
        reports.Count(clock.GetUtcNow(), 300, "google");
        reports.Count(clock.GetUtcNow().AddHours(-2), 300, "google");
        var away = Assert.IsType<SpeechOutcome.Unavailable>(await AskAsync());
        Assert.Equal("google: today's budget is spent", away.Message);
        Assert.Equal(TimeSpan.FromHours(15), away.RetryAfter); // it is nine o'clock
        Assert.Equal(away, await engine.ForeseeAsync("en-US", false, null, CancellationToken.None));
        clock.Advance(TimeSpan.FromHours(15));
        Assert.Null(await engine.ForeseeAsync("en-US", false, null, CancellationToken.None));
        Assert.IsType<SpeechOutcome.NoSpeech>(await AskAsync());
    }

    [Fact]
    public async Task Engine_SpentSinceTheLastLook_IsSeenAfterTenSeconds()
    {
        Assert.IsType<SpeechOutcome.NoSpeech>(await AskAsync());
        reports.Count(clock.GetUtcNow(), 600, "google");
        Assert.IsType<SpeechOutcome.NoSpeech>(await AskAsync());
        clock.Advance(TimeSpan.FromSeconds(10));
        Assert.IsType<SpeechOutcome.Unavailable>(await AskAsync());
    }

    private ValueTask<SpeechOutcome> AskAsync() => engine.TranscribeAsync(
        new SpeechRequest(SpeechHarness.Id, new PcmAudio(new short[8000], 8000), "en-US", false), CancellationToken.None);

    private sealed class Paid : ISpeechEngine
    {
        public string Name => "google";

        public bool IsOnPremise => false;

        public ValueTask<SpeechOutcome> TranscribeAsync(SpeechRequest request, CancellationToken cancellationToken) =>
            ValueTask.FromResult<SpeechOutcome>(new SpeechOutcome.NoSpeech(Name, TimeSpan.FromSeconds(1)));
    }

    private sealed class Reports : IOperationsReports
    {
        private readonly List<MeterSlot> slots = [];

        public void Count(DateTimeOffset at, double seconds, string engine) => slots.Add(new MeterSlot(
            at, new Dictionary<string, double> { [$"voicemail.speech.billed{{engine=\"{engine}\"}}"] = seconds },
            new Dictionary<string, double>(), new Dictionary<string, IReadOnlyList<SpreadBucket>>()));

        public ValueTask<IReadOnlyList<NodeReport>> ReadNodesAsync(CancellationToken cancellationToken) =>
            throw new NotSupportedException();

        public ValueTask<IReadOnlyList<MeterSlot>> ReadSlotsAsync(
            SlotLength length, DateTimeOffset since, CancellationToken cancellationToken) =>
            ValueTask.FromResult<IReadOnlyList<MeterSlot>>(slots);

        public ValueTask<IReadOnlyList<SeriesExemplars>> ReadExemplarsAsync(
            string instrument, CancellationToken cancellationToken) => throw new NotSupportedException();
    }
}
