namespace VoicemailOrleans.Silo.Stores.Redis.Resp;

/// <summary>Where Redis is and how it is spoken to; usually read from a URL by <see cref="RedisUrl"/>.</summary>
internal sealed record RedisOptions
{
    /// <summary>
    /// The servers, of which the first that is a master is taken; or the Sentinels, of which the first that knows the
    /// master is believed. No default.
    /// </summary>
    public required IReadOnlyList<RedisEndpoint> Endpoints { get; init; }

    /// <summary>
    /// The master's name among the Sentinels; null (default): the endpoints are the servers themselves.
    /// </summary>
    public string? SentinelMaster { get; init; }

    /// <summary>The ACL user; null (default) for the server's user named "default".</summary>
    public string? User { get; init; }

    /// <summary>The user's password; null (default) when the server asks for none.</summary>
    public string? Password { get; init; }

    /// <summary>The user at the Sentinels, who have their own; null (default) for their user named "default".</summary>
    public string? SentinelUser { get; init; }

    /// <summary>The password at the Sentinels; null (default) when they ask for none.</summary>
    public string? SentinelPassword { get; init; }

    /// <summary>The numbered database; 0, which every server has (a cluster has no other).</summary>
    public int Database { get; init; }

    /// <summary>
    /// Encrypt, to servers and Sentinels alike; off, as in Redis itself. The certificate must bear the host.
    /// </summary>
    public bool UseTls { get; init; }

    /// <summary>A PEM file of the only authorities to trust; null (default) for those the system trusts.</summary>
    public string? CaFile { get; init; }

    /// <summary>A PEM file with our own certificate for servers that want to see one; null by default.</summary>
    public string? ClientCertificateFile { get; init; }

    /// <summary>A PEM file with its private key; null by default.</summary>
    public string? ClientKeyFile { get; init; }

    /// <summary>
    /// Connections over which the calls are spread; 4. With <c>appendfsync always</c> Redis makes one fsync per round
    /// of its event loop and reads at most 16 KB per connection in a round, some eight commits of 2 KB: on one
    /// connection a group never gets larger. Measured with 64 callers: 9 commits per fsync on one connection, 31 on
    /// four, 34 on sixteen.
    /// </summary>
    public int Connections { get; init; } = 4;

    /// <summary>
    /// How long a call may take, waiting for a connection included; 3 s. It must end well before the lease of 10 s
    /// that the call may be about; Redis answers in milliseconds unless its disk or its host is in trouble.
    /// </summary>
    public TimeSpan CallTimeout { get; init; } = TimeSpan.FromSeconds(3);

    /// <summary>
    /// How long a call waits for a connection when there is none; 1 s. A restart or a switch to another server shorter
    /// than that costs a delay and no error.
    /// </summary>
    public TimeSpan ConnectionWait { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>
    /// How long one server may take until a connection is ready, from the first packet to the last script; 3 s. A lost
    /// first packet is sent again after 1 s, and a handshake may take a second when machines are overloaded; a host
    /// that is gone delays the next one in the list by as much.
    /// </summary>
    public TimeSpan ConnectTimeout { get; init; } = TimeSpan.FromSeconds(3);

    /// <summary>
    /// How long calls may wait on a connection without one byte coming before it is given up; one and a half times
    /// <see cref="CallTimeout"/>: a call that was made while the server stood still gets the chance of its own
    /// deadline, and a dead path does not swallow calls for long.
    /// </summary>
    public TimeSpan StallTimeout => CallTimeout * 1.5;

    /// <summary>
    /// Calls that may await their answers on one connection; 4,096: at 10,000 answers a second, 0.4 s.
    /// </summary>
    public int CallsMax { get; init; } = 4096;

    /// <summary>
    /// Bytes that may wait to be sent on one connection; 16 MiB (one call more may exceed it). The full 4,096 calls of
    /// 4 KB fit; when the network takes no more, memory does not grow.
    /// </summary>
    public long BytesMax { get; init; } = 16 << 20;

    /// <summary>Servers, database and TLS: never the credentials.</summary>
    public override string ToString() =>
        (SentinelMaster is null ? "" : $"master {SentinelMaster} of Sentinels ")
        + $"{string.Join(',', Endpoints)}, database {Database}, TLS {(UseTls ? "on" : "off")}, "
        + (Password is null ? "no credentials" : "credentials set");
}
