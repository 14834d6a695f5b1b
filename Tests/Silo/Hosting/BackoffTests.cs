using VoicemailOrleans.Silo.Hosting;

namespace VoicemailOrleans.Tests.Silo.Hosting;

public sealed class BackoffTests
{
    [Fact]
    public void Delay_AnyNumberOfFailures_NeverFallsAndNeverPassesTheCap()
    {
        var random = new Random(1);
        for (var i = 0; i < 10_000; i++)
        {
            var min = TimeSpan.FromMilliseconds(1 + random.Next(10_000));
            var max = min + TimeSpan.FromMilliseconds(random.Next(10_000_000));
            var failures = i % 10 == 0 ? int.MaxValue - 1 : random.Next(1, 100);

            var delay = Backoff.Delay(failures, min, max);

            Assert.InRange(delay, min, max);
            Assert.True(Backoff.Delay(failures + 1, min, max) >= delay);
            Assert.InRange(Backoff.Jitter(delay, random.NextDouble()), delay * 0.8, delay);
        }
    }
}
