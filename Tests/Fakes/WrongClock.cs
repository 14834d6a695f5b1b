namespace VoicemailOrleans.Tests.Fakes;

/// <summary>
/// A clock that may be wrong: set forwards or backwards against the true time. Its timers count true time, as timers do.
/// </summary>
internal sealed class WrongClock(ManualTimeProvider truth) : TimeProvider
{
    /// <summary>How far it is ahead of the truth; negative when it is behind.</summary>
    public TimeSpan Error { get; set; }

    /// <inheritdoc/>
    public override long TimestampFrequency => truth.TimestampFrequency;

    /// <inheritdoc/>
    public override DateTimeOffset GetUtcNow() => truth.GetUtcNow() + Error;

    /// <inheritdoc/>
    public override long GetTimestamp() => truth.GetTimestamp();

    /// <inheritdoc/>
    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
        truth.CreateTimer(callback, state, dueTime, period);
}
