using Polly;
using Polly.Retry;

namespace VoicemailOrleans.Silo.Speech;

/// <summary>
/// The first tier of retrying: a few more tries within seconds, at one segment. Longer waits are the grain's.
/// </summary>
internal static class QuickRetry
{
    /// <summary>Builds the pipeline for one engine.</summary>
    public static ResiliencePipeline<SegmentOutcome> Build(SpeechOptions options, TimeProvider time, Random random)
    {
        if (options.QuickRetries == 0) return ResiliencePipeline<SegmentOutcome>.Empty;
        var retry = new RetryStrategyOptions<SegmentOutcome>
        {
            MaxRetryAttempts = options.QuickRetries,
            Delay = options.QuickRetryDelay,
            BackoffType = DelayBackoffType.Exponential,
            UseJitter = true,
            Randomizer = () => Draw(random),
            ShouldHandle = arguments => ValueTask.FromResult(IsWorthATry(arguments.Outcome.Result, options)),
            DelayGenerator =
                arguments => ValueTask.FromResult((arguments.Outcome.Result as SegmentOutcome.Failed)?.RetryAfter),
        };
        return new ResiliencePipelineBuilder<SegmentOutcome> { TimeProvider = time }.AddRetry(retry).Build();
    }

    private static bool IsWorthATry(SegmentOutcome? outcome, SpeechOptions options) =>
        outcome is SegmentOutcome.Failed { Kind: SegmentFailure.Transient } failed
        && (failed.RetryAfter ?? TimeSpan.Zero) <= options.QuickRetryAfterMax;

    // Random is not made for several threads.
    private static double Draw(Random random)
    {
        lock (random) return random.NextDouble();
    }
}
