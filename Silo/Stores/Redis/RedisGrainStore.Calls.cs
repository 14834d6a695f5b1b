using System.Text;
using VoicemailOrleans.Grains;
using VoicemailOrleans.Silo.Stores.Redis.Resp;

namespace VoicemailOrleans.Silo.Stores.Redis;

internal sealed partial class RedisGrainStore
{
    /// <summary>
    /// Replies of a server that cannot do it now, or not here, but may soon: it is loading its data, is full, became a
    /// replica, or is busy.
    /// </summary>
    private static readonly HashSet<string> Passing =
        ["OOM", "READONLY", "LOADING", "MASTERDOWN", "NOREPLICAS", "MISCONF", "BUSY", "TRYAGAIN", "CLUSTERDOWN"];

    /// <summary>One try: for calls whose caller comes again anyway, and soon.</summary>
    private async ValueTask<RespValue> CallAsync(
        RespScript script, RespArg[] arguments, CancellationToken cancellationToken)
    {
        try
        {
            return await client.EvalAsync(script, [], arguments, cancellationToken);
        }
        catch (Exception exception) when (AsUnavailable(exception) is { } unavailable)
        {
            throw unavailable;
        }
    }

    private ValueTask<RespValue> InsistAsync(
        RespScript script, RespArg[] arguments, CancellationToken cancellationToken) =>
        InsistAsync(_ => client.EvalAsync(script, [], arguments, cancellationToken), cancellationToken);

    /// <summary>
    /// Tries again for a while: a turn should not be lost to a moment without Redis. The call is told whether a try
    /// before may have run.
    /// </summary>
    private async ValueTask<RespValue> InsistAsync(
        Func<bool, ValueTask<RespValue>> call, CancellationToken cancellationToken)
    {
        var started = clock.GetTimestamp();
        var again = false;
        while (true)
        {
            try
            {
                return await call(again);
            }
            catch (Exception exception) when (AsUnavailable(exception) is { } unavailable)
            {
                again |= exception is RedisException { MayHaveExecuted: true };
                if (clock.GetElapsedTime(started) >= Patience) throw unavailable;
                LogTriedAgain(exception.Message);
            }

            await Task.Delay(RetryPause, clock, cancellationToken);
        }
    }

    private static GrainStoreUnavailableException? AsUnavailable(Exception exception) => exception switch
    {
        RedisException => new GrainStoreUnavailableException($"Redis is away: {exception.Message}", exception),
        RedisServerException { Code: var code } when Passing.Contains(code) =>
            new GrainStoreUnavailableException($"Redis refuses for now: {exception.Message}", exception),
        _ => null,
    };

    private void Heard(ReadOnlyMemory<byte> caller)
    {
        if (!caller.Span.SequenceEqual(Encoding.UTF8.GetBytes(Caller))) Ring();
    }

    private void Ring()
    {
        try
        {
            Rang?.Invoke();
        }
        catch (Exception exception)
        {
            LogBell(exception);
        }
    }

    [LoggerMessage(LogLevel.Debug, "A call to Redis is made again: {Reason}")]
    private partial void LogTriedAgain(string reason);

    [LoggerMessage(LogLevel.Error, "A listener to the grain store's bell failed")]
    private partial void LogBell(Exception exception);
}
