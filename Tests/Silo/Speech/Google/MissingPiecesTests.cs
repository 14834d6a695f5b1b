using VoicemailOrleans.Grains;
using VoicemailOrleans.Tests.Fakes;

namespace VoicemailOrleans.Tests.Silo.Speech.Google;

/// <summary>A passing failure past the first segment: what was heard is kept, and the engine waited for.</summary>
public sealed class MissingPiecesTests : GoogleFixture
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    [Fact]
    public async Task TranscribeAsync_AwayForAMoment_AsksForTheMissingPieceAloneAndBillsNothingTwice()
    {
        AfterTheFirstSegment(() => Google.Fail(503, "UNAVAILABLE", "The service is currently unavailable.", times: 3));
        var hearing = HearAsync(LongMessage);
        await AdvanceToNextTimerAsync(TimeSpan.FromSeconds(5));
        var heard = await hearing.WaitAsync(Patience);
        Assert.False(heard.Transcript.IsPartial);
        Assert.Equal(2, heard.Transcript.Words.Count);
        Assert.True(heard.Transcript.Words[0].Start < heard.Transcript.Words[1].Start);
        Assert.Equal(5, Google.Requests.Count);
        Assert.InRange(heard.Billed.TotalSeconds, 100, 110);
        Assert.InRange(Harness.Sums["voicemail.speech.billed"], 100, 110);
    }

    [Fact]
    public async Task TranscribeAsync_LongRetryAfterPastTheFirstSegment_IsWaitedForWithItInHand()
    {
        AfterTheFirstSegment(() => Google.Fail(429, "RESOURCE_EXHAUSTED", "Quota exceeded.", retryAfter: "30"));
        var hearing = HearAsync(LongMessage);
        await AdvanceToNextTimerAsync(TimeSpan.FromSeconds(30));
        Assert.False((await hearing.WaitAsync(Patience)).Transcript.IsPartial);
        Assert.Equal(3, Google.Requests.Count);
    }

    [Fact]
    public async Task TranscribeAsync_BreakerOpensPastTheFirstSegment_WaitsUntilItLetsOneThrough()
    {
        Options.BreakerFailures = 2;
        Restart();
        AfterTheFirstSegment(() => Google.Fail(500, "INTERNAL", "Internal error encountered.", times: 2));
        var hearing = HearAsync(LongMessage);
        await AdvanceToNextTimerAsync(TimeSpan.FromSeconds(30));
        Assert.False((await hearing.WaitAsync(Patience)).Transcript.IsPartial);
        Assert.Equal(4, Google.Requests.Count);
    }

    [Theory]
    [InlineData(null, 75)]
    [InlineData(-60, 75)]
    [InlineData(40, 15)]
    [InlineData(8, 0)]
    public async Task TranscribeAsync_AwayForLonger_IsPartialBeforeHalfTheTimeToTheMailIsOver(int? leavesIn, int waited)
    {
        Options.BreakerFailures = int.MaxValue;
        Restart();
        AfterTheFirstSegment(() => Google.Fail(503, "UNAVAILABLE", "The service is currently unavailable.", times: 99));
        var began = Harness.Clock.GetUtcNow();
        var request = new SpeechRequest(SpeechHarness.Id, LongMessage, "en-US", false)
        {
            WantedBy = leavesIn is { } seconds ? began + TimeSpan.FromSeconds(seconds) : null,
        };
        var hearing = Harness.Engine.TranscribeAsync(request, default).AsTask();
        while (await Task.WhenAny(hearing, Harness.Clock.WhenTimersSet()).WaitAsync(Patience) != hearing)
            Harness.Clock.AdvanceToNextTimer();
        var heard = Assert.IsType<SpeechOutcome.Heard>(await hearing);
        Assert.Equal((true, "[…]"), (heard.Transcript.IsPartial, heard.Transcript.Words[^1].Text));
        Assert.Equal(waited, (Harness.Clock.GetUtcNow() - began).TotalSeconds);
        Assert.InRange(heard.Billed.TotalSeconds, 45, 55);
    }

    [Fact]
    public async Task TranscribeAsync_EngineThatHangs_IsNotAskedAgainWhenTheMailWouldLeaveMeanwhile()
    {
        Options.RequestTimeout = TimeSpan.FromSeconds(90);
        Options.QuickRetries = 0;
        Restart();
        var arrived = new TaskCompletionSource();
        AfterTheFirstSegment(() => Google.Fail(context =>
        {
            arrived.SetResult();
            return FakeGoogleSpeech.Hang(context);
        }));
        var request = new SpeechRequest(SpeechHarness.Id, LongMessage, "en-US", false)
        {
            WantedBy = Harness.Clock.GetUtcNow() + TimeSpan.FromSeconds(150),
        };
        var hearing = Harness.Engine.TranscribeAsync(request, default).AsTask();
        await arrived.Task.WaitAsync(Patience);
        Harness.Clock.Advance(TimeSpan.FromSeconds(90));
        Assert.True(Assert.IsType<SpeechOutcome.Heard>(await hearing.WaitAsync(Patience)).Transcript.IsPartial);
        Assert.Equal(2, Google.Requests.Count);
    }

    [Fact]
    public async Task TranscribeAsync_RefusedPastTheFirstSegment_IsNotAskedForAgain()
    {
        AfterTheFirstSegment(() => Google.Fail(400, "OUT_OF_RANGE", "no"));
        Assert.True((await HearAsync(LongMessage).WaitAsync(Patience)).Transcript.IsPartial);
        Assert.Equal(2, Google.Requests.Count);
    }

    [Fact]
    public async Task TranscribeAsync_CancelledWhileItWaits_Throws()
    {
        using var cancel = new CancellationTokenSource();
        AfterTheFirstSegment(() => Google.Fail(503, "UNAVAILABLE", "The service is currently unavailable.", times: 3));
        var hearing = Harness.TranscribeAsync(LongMessage, cancellationToken: cancel.Token);
        await Harness.Clock.WhenTimersSet().WaitAsync(Patience);
        await cancel.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => hearing).WaitAsync(Patience);
    }

    private void AfterTheFirstSegment(Action fault)
    {
        var heard = 0;
        Google.Hear = request =>
        {
            if (Interlocked.Increment(ref heard) == 1) fault();
            return FakeGoogleReplies.LengthAsWord(request);
        };
    }

    private async Task AdvanceToNextTimerAsync(TimeSpan expected)
    {
        await Harness.Clock.WhenTimersSet().WaitAsync(Patience);
        Assert.Equal(expected, Harness.Clock.NextTimer - Harness.Clock.GetUtcNow());
        Harness.Clock.AdvanceToNextTimer();
    }
}
