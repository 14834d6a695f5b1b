using System.Globalization;

namespace VoicemailOrleans.Silo.Stores.Redis.Resp;

/// <summary>A server's name or address and its port.</summary>
internal readonly record struct RedisEndpoint(string Host, int Port)
{
    /// <inheritdoc/>
    public override string ToString() =>
        Host.Contains(':', StringComparison.Ordinal)
            ? string.Create(CultureInfo.InvariantCulture, $"[{Host}]:{Port}")
            : string.Create(CultureInfo.InvariantCulture, $"{Host}:{Port}");
}
