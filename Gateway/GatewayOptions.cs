using System.Net;
using VoicemailOrleans.Core.Mail.Smtp.Server;

namespace VoicemailOrleans.Gateway;

/// <summary>Where the gateway listens, whom it lets in and how long it waits.</summary>
public sealed class GatewayOptions
{
    /// <summary>Address to listen on. Default <c>0.0.0.0</c>; <c>::</c> listens on IPv6 and IPv4.</summary>
    public string Host { get; init; } = "0.0.0.0";

    /// <summary>Port for plain connections with STARTTLS; 0 takes a free one. Default 1025.</summary>
    public int Port { get; init; } = 1025;

    /// <summary>Port for implicit TLS (RFC 8314 3.3); 0 takes a free one, null has none. Default null.</summary>
    public int? TlsPort { get; init; }

    /// <summary>
    /// Port like <see cref="Port"/> whose STARTTLS also knows TLS 1.0 and 1.1, for PBXs that can do no better; null has
    /// none. Default null.
    /// </summary>
    public int? LegacyTlsPort { get; init; }

    /// <summary>
    /// PEM file with the certificate and its chain; null has no TLS. Read again when it changes. Default null.
    /// </summary>
    public string? CertificatePath { get; init; }

    /// <summary>PEM file with the certificate's private key. Default null.</summary>
    public string? KeyPath { get; init; }

    /// <summary>
    /// Networks (CIDR) whose clients are served; others are greeted with 554 5.7.1. Default loopback, private and
    /// link-local ranges (RFC 1918, RFC 3927, RFC 4193, RFC 4291).
    /// </summary>
    public IReadOnlyList<string> AllowedNetworks { get; init; } = Gateway.AllowedNetworks.Private;

    /// <summary>
    /// Load balancers (networks or addresses) that begin each connection with a PROXY header, which says whose it is;
    /// one without is closed. Default none.
    /// </summary>
    public IReadOnlyList<string> Balancers { get; init; } = [];

    /// <summary>What a session offers and limits.</summary>
    public SmtpSessionOptions Session { get; init; } = new();

    /// <summary>Connections at once. Default 5,000 (an idle one costs about 7 KB here).</summary>
    public int ConnectionsMax { get; init; } = 5_000;

    /// <summary>
    /// Connections of one address at once. Default 1,000: a PBX is one address, so this is no limit for guests (Postfix
    /// smtpd_client_connection_count_limit is 50) but keeps a share for the others.
    /// </summary>
    public int ConnectionsPerAddressMax { get; init; } = 1_000;

    /// <summary>New connections of one address in a minute; 0 has no limit. Default 0 (as Postfix).</summary>
    public int ConnectionsPerMinuteMax { get; init; }

    /// <summary>
    /// For a whole command line, however its octets trickle in. Default 5 minutes (RFC 5321 4.5.3.2.7).
    /// </summary>
    public TimeSpan CommandTimeout { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>Without an octet inside DATA. Default 5 minutes (RFC 5321 4.5.3.2.5 gives the client 3).</summary>
    public TimeSpan DataTimeout { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>Octets per second DATA must reach on average. Default 240 (Kestrel MinRequestBodyDataRate).</summary>
    public int DataBytesPerSecondMin { get; init; } = 240;

    /// <summary>
    /// Time before that average counts. Default 1 minute (Kestrel gives 5 seconds; PBXs encode while they send).
    /// </summary>
    public TimeSpan DataGrace { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>For a TLS handshake. Default 10 seconds (Kestrel HandshakeTimeout).</summary>
    public TimeSpan HandshakeTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>
    /// Octets of content all sessions together may hold in memory; beyond it messages get 452 4.3.1. Default 512 MiB:
    /// 4,000 voicemails of a minute, and half as many sessions with larger ones, whatever their size.
    /// </summary>
    public long BufferedBytesMax { get; init; } = 512L << 20;

    internal bool HasTls => CertificatePath is not null;

    /// <summary>Fails on settings that contradict each other; the message says which.</summary>
    internal void Validate()
    {
        if (!IPAddress.TryParse(Host, out _)) throw new ArgumentException($"Host '{Host}' is not an IP address.");
        if (CertificatePath is null != KeyPath is null)
            throw new ArgumentException("CertificatePath and KeyPath belong together.");
        if (!HasTls && (TlsPort is not null || LegacyTlsPort is not null || Session.TlsRequired))
            throw new ArgumentException("TLS needs CertificatePath and KeyPath.");
        if (Session.AuthRequired && Session.Credential is null)
            throw new ArgumentException("AuthRequired needs a user and a password.");
        if (Session.AuthRequired && !HasTls && !Session.AllowAuthWithoutTls)
            throw new ArgumentException("AuthRequired needs TLS, or AllowAuthWithoutTls.");
    }
}
