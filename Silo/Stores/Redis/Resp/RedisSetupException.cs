namespace VoicemailOrleans.Silo.Stores.Redis.Resp;

/// <summary>
/// No connection, for a reason that waiting does not cure: password, rights, certificate, name. Someone must change a
/// setting, here or there.
/// </summary>
internal sealed class RedisSetupException(string message, Exception? inner = null)
    : RedisException(message, mayHaveExecuted: false, inner);
