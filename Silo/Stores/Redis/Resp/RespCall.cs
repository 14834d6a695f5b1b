namespace VoicemailOrleans.Silo.Stores.Redis.Resp;

/// <summary>
/// One call on its way. It stays in its connection's queue until its reply came, whatever its caller does meanwhile:
/// replies carry no number, so their order is all there is. Its task ends once: reply, time-out, cancellation or the
/// end of the connection, whichever comes first.
/// </summary>
/// <param name="deadline">By the <see cref="AwakeClock"/>.</param>
internal sealed class RespCall(TimeSpan deadline)
    : TaskCompletionSource<RespValue>(TaskCreationOptions.RunContinuationsAsynchronously)
{
    /// <summary>When its caller stops waiting, by the <see cref="AwakeClock"/>.</summary>
    public TimeSpan Deadline { get; } = deadline;

    /// <summary>Its place in the order of its connection, from 1.</summary>
    public long Number { get; set; }
}
