namespace VoicemailOrleans.Silo.Stores.Redis.Resp;

/// <summary>Whom a link tells what becomes of it. Nothing here may throw.</summary>
internal interface IRedisLinkOwner
{
    /// <summary>A connection is ready.</summary>
    void Connected(RespConnection connection);

    /// <summary>A connection ended.</summary>
    void Lost(RespConnection connection, string why);

    /// <summary>An attempt failed.</summary>
    void NotConnected(RedisException error);

    /// <summary>A random number from 0 to 1.</summary>
    double Draw();
}
