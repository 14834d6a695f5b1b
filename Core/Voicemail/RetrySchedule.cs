namespace VoicemailOrleans.Core.Voicemail;

/// <summary>
/// How long to wait after the n-th failed attempt: the n-th step, and the last one from then on, shortened by up to a
/// fifth. For the same jitter the waits never fall and never pass the last step. All recipients of a message share its
/// jitter, so that they stay together; messages differ, so that an outage does not end in a rush.
/// </summary>
public sealed record RetrySchedule
{
    /// <summary>The largest part of a step that jitter takes away.</summary>
    public const double JitterMax = 0.2;

    private readonly TimeSpan[] steps;

    /// <summary>Makes a schedule of steps that are positive and never fall.</summary>
    public RetrySchedule(params TimeSpan[] steps)
    {
        ArgumentOutOfRangeException.ThrowIfZero(steps.Length);
        for (var i = 0; i < steps.Length; i++)
            if (steps[i] <= TimeSpan.Zero || (i > 0 && steps[i] < steps[i - 1]))
                throw new ArgumentException("The steps must be positive and must not fall.", nameof(steps));
        this.steps = [.. steps];
    }

    /// <summary>The longest wait.</summary>
    public TimeSpan Cap => steps[^1];

    /// <summary>The wait after a failed attempt.</summary>
    /// <param name="attempts">Attempts made so far, this one included; less than 1 counts as 1.</param>
    /// <param name="jitter">From 0 (the whole step) to 1; anything beyond is cut off.</param>
    public TimeSpan Wait(int attempts, double jitter)
    {
        var step = steps[Math.Clamp(attempts, 1, steps.Length) - 1];
        var share = double.IsNaN(jitter) ? 0 : Math.Clamp(jitter, 0, 1);
        return step - TimeSpan.FromTicks((long)(step.Ticks * (JitterMax * share)));
    }

    /// <summary>
    /// The jitter of a message: follows from its identifier, so that deciding twice decides the same.
    /// </summary>
    public static double JitterOf(CorrelationId id)
    {
        uint hash = 2166136261; // FNV-1a
        foreach (var c in id.Value) hash = (hash ^ c) * 16777619;
        return hash / (double)uint.MaxValue;
    }
}
