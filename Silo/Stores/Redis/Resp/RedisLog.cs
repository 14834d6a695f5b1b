namespace VoicemailOrleans.Silo.Stores.Redis.Resp;

/// <summary>The log lines of the connections to Redis. No arguments and no replies: they are personal data.</summary>
internal static partial class RedisLog
{
    [LoggerMessage(1, LogLevel.Information, "Connected to Redis at {Endpoint}")]
    public static partial void Connected(ILogger logger, RedisEndpoint endpoint);

    [LoggerMessage(2, LogLevel.Warning, "A connection to Redis at {Endpoint} ended: {Reason}")]
    public static partial void Lost(ILogger logger, RedisEndpoint endpoint, string reason);

    [LoggerMessage(3, LogLevel.Error, "No connection to Redis, trying again: {Reason}")]
    public static partial void NotConnected(ILogger logger, string reason);

    [LoggerMessage(4, LogLevel.Error, "Whoever hears a published message failed")]
    public static partial void HearerFailed(ILogger logger, Exception error);
}
