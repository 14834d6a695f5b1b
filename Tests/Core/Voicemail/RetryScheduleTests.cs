using VoicemailOrleans.Core.Voicemail;

namespace VoicemailOrleans.Tests.Core.Voicemail;

public sealed class RetryScheduleTests
{
    [Fact]
    public void Wait_TenThousandSchedules_NeverFallsNeverPassesTheCapNeverOverflows()
    {
        for (var seed = 0; seed < 10_000; seed++)
        {
            var random = new Random(seed);
            var steps = Enumerable.Range(0, random.Next(1, 9)).Select(_ => RandomStep(random)).Order().ToArray();
            var schedule = new RetrySchedule(steps);
            var jitter = random.NextDouble();
            var last = TimeSpan.Zero;
            foreach (var attempt in Enumerable.Range(-1, 12).Append(int.MaxValue - 1).Append(int.MaxValue))
            {
                var wait = schedule.Wait(attempt, jitter);
                Assert.True(wait >= last, $"seed {seed}: {wait} after {last}");
                Assert.True(wait <= schedule.Cap, $"seed {seed}: {wait} beyond {schedule.Cap}");
                Assert.True(wait.Ticks >= (long)(steps[0].Ticks * 0.79), $"seed {seed}: {wait} is too short");
                last = wait;
            }
        }
    }

    [Theory]
    [InlineData(double.NaN)]
    [InlineData(double.NegativeInfinity)]
    [InlineData(-1)]
    public void Wait_OddJitter_CountsAsNone(double jitter) =>
        Assert.Equal(TimeSpan.FromMinutes(1), new RetrySchedule(TimeSpan.FromMinutes(1)).Wait(1, jitter));

    [Fact]
    public void Wait_FullJitter_TakesAFifth() =>
        Assert.Equal(TimeSpan.FromSeconds(48), new RetrySchedule(TimeSpan.FromMinutes(1)).Wait(1, 7));

    [Fact]
    public void JitterOf_ManyMessages_IsSpreadEvenly()
    {
        var random = new Random(1);
        var buckets = new int[10];
        for (var n = 0; n < 10_000; n++)
        {
            var entropy = new byte[CorrelationId.EntropyLength];
            random.NextBytes(entropy);
            var jitter = RetrySchedule.JitterOf(CorrelationId.Create(DateTimeOffset.UnixEpoch, entropy));
            buckets[Math.Min(9, (int)(jitter * 10))]++;
        }

        Assert.All(buckets, count => Assert.InRange(count, 850, 1150));
    }

    [Fact]
    public void Steps_ThatFallOrStandStillOrAreMissing_AreRefused()
    {
        Assert.ThrowsAny<ArgumentException>(() => new RetrySchedule());
        Assert.ThrowsAny<ArgumentException>(() => new RetrySchedule(TimeSpan.Zero));
        Assert.ThrowsAny<ArgumentException>(() => new RetrySchedule(TimeSpan.FromHours(2), TimeSpan.FromHours(1)));
    }

    private static TimeSpan RandomStep(Random random) => random.Next(20) == 0
        ? TimeSpan.MaxValue
        : TimeSpan.FromTicks((long)Math.Exp(random.NextDouble() * 43) + 1);
}
