using VoicemailOrleans.Silo.Hosting;
using VoicemailOrleans.Silo.Speech;
using VoicemailOrleans.Tests.Fakes;

namespace VoicemailOrleans.Tests.Silo.Hosting;

public sealed class PauseTests
{
    private readonly SteppedClock clock = new();

    [Fact]
    public void Left_IsCountedFromNow()
    {
        var pause = Pause.Of(TimeSpan.FromMinutes(1), clock);
        clock.Steady.Advance(TimeSpan.FromSeconds(59));
        Assert.Equal(TimeSpan.FromSeconds(1), pause.Left(clock));
        Assert.False(pause.IsOver(clock));
        clock.Steady.Advance(TimeSpan.FromSeconds(2));
        Assert.Equal(TimeSpan.Zero, pause.Left(clock));
        Assert.True(pause.IsOver(clock));
        Assert.True(default(Pause).IsOver(clock));
    }

    /// <summary>A machine that began with tomorrow's date and was put right.</summary>
    [Fact]
    public void Date_SetBack_LengthensNoBreak()
    {
        clock.Offset = TimeSpan.FromDays(1);
        var breaker = new EngineBreaker(1, TimeSpan.FromMinutes(1), TimeSpan.FromMinutes(5), clock);
        Assert.True(breaker.Report(new SegmentOutcome.Failed(SegmentFailure.Transient, "503")));
        clock.Offset = TimeSpan.Zero;
        Assert.Equal(TimeSpan.FromMinutes(1), breaker.Wait);
        clock.Steady.Advance(TimeSpan.FromMinutes(1));
        Assert.Null(breaker.Wait);
    }

    /// <summary>A clock whose date is set while its timestamps go on.</summary>
    private sealed class SteppedClock : TimeProvider
    {
        public ManualTimeProvider Steady { get; } = new();

        public TimeSpan Offset { get; set; }

        public override long TimestampFrequency => Steady.TimestampFrequency;

        public override DateTimeOffset GetUtcNow() => Steady.GetUtcNow() + Offset;

        public override long GetTimestamp() => Steady.GetTimestamp();
    }
}
