namespace VoicemailOrleans.Silo.Stores.Redis.Resp;

/// <summary>A call got no answer: no connection, connection lost, too late, too many calls waiting.</summary>
/// <param name="message">Why, for people; no secrets.</param>
/// <param name="mayHaveExecuted">
/// Whether the server may have done it, or may still do it. False is a promise: nothing of it was handed to a socket,
/// so it can be sent again.
/// </param>
/// <param name="inner">What went wrong underneath.</param>
internal class RedisException(string message, bool mayHaveExecuted, Exception? inner = null)
    : Exception(message, inner)
{
    /// <summary>Whether the server may have done it, or may still do it.</summary>
    public bool MayHaveExecuted { get; } = mayHaveExecuted;
}
