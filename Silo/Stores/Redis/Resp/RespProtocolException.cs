namespace VoicemailOrleans.Silo.Stores.Redis.Resp;

/// <summary>
/// What came is not a reply of Redis: another server, or a fault; the connection cannot be used any more.
/// </summary>
internal sealed class RespProtocolException(string message) : Exception(message);
