using System.Globalization;

namespace VoicemailOrleans.Silo.Stores.Redis;

/// <summary>What a Redis server says of itself in <c>INFO</c>, as far as the store must know it.</summary>
/// <param name="Version">Its version, for example 7.0.15.</param>
/// <param name="ReplicationId">Names its data's history; another one after a restart or a failover.</param>
/// <param name="EvictionPolicy">What it does when it is full: anything but noeviction throws grains away.</param>
/// <param name="KeepsLog">It has an append-only file.</param>
/// <param name="UsedBytes">Memory in use.</param>
/// <param name="BytesMax">Memory it may use; 0 for no limit.</param>
/// <param name="Replicas">Replicas connected.</param>
/// <param name="Time">Its clock; null when it does not tell.</param>
internal sealed record RedisServerFacts(
    Version Version, string ReplicationId, string EvictionPolicy, bool KeepsLog, long UsedBytes, long BytesMax,
    int Replicas, DateTimeOffset? Time)
{
    /// <summary>HELLO and ACL users came with 6.0; the scripts use nothing newer.</summary>
    private static readonly Version Oldest = new(6, 0);

    /// <summary>Reads the text of <c>INFO</c>; what a server does not say counts as harmless.</summary>
    public static RedisServerFacts Parse(string info)
    {
        var values = new Dictionary<string, string>();
        foreach (var line in info.Split('\n'))
        {
            var colon = line.IndexOf(':', StringComparison.Ordinal);
            if (colon > 0) values[line[..colon]] = line[(colon + 1)..].Trim();
        }

        return new RedisServerFacts(
            Version.TryParse(values.GetValueOrDefault("redis_version"), out var version) ? version : Oldest,
            values.GetValueOrDefault("master_replid", ""),
            values.GetValueOrDefault("maxmemory_policy", "noeviction"),
            values.GetValueOrDefault("aof_enabled", "1") == "1",
            Number("used_memory"),
            Number("maxmemory"),
            (int)Number("connected_slaves"),
            Number("server_time_usec") is > 0 and var time ? DateTimeOffset.UnixEpoch.AddMicroseconds(time) : null);

        long Number(string name)
        {
            var text = values.GetValueOrDefault(name);
            return long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : 0;
        }
    }

    /// <summary>Why grains must not be kept on this server; null when they may.</summary>
    public string? Refusal()
    {
        if (Version < Oldest) return $"REDIS_URL leads to a Redis {Version}; it must be {Oldest} or newer.";
        return EvictionPolicy == "noeviction"
            ? null
            : $"REDIS_URL leads to a server with maxmemory-policy {EvictionPolicy}, which throws voicemails away when "
              + "it is full; set it to noeviction.";
    }

    /// <summary>What an operator should know; empty when all is well.</summary>
    /// <param name="flushes">The server's <c>appendfsync</c>; null when it does not tell.</param>
    public IEnumerable<string> Warnings(string? flushes)
    {
        if (!KeepsLog)
            yield return "Redis keeps no append-only file: a restart loses the state of every voicemail, which is then "
                + "made again from the spool. Set appendonly yes.";
        else if (flushes is not null and not "always")
            yield return $"Redis flushes its log with appendfsync {flushes}: a crash may lose a second of what was "
                + "acknowledged. Set it to always.";
        if (BytesMax > 0 && UsedBytes > BytesMax / 10 * 7)
            yield return $"Redis uses {UsedBytes >> 20} of {BytesMax >> 20} MiB; when it is full, mail waits.";
    }
}
