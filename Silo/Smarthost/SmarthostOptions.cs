using VoicemailOrleans.Core.Mail.Smtp.Client;

namespace VoicemailOrleans.Silo.Smarthost;

/// <summary>The company's mail server and how it is reached.</summary>
public sealed class SmarthostOptions
{
    /// <summary>Its name or address. No default. The certificate must bear this name.</summary>
    public required string Host { get; init; }

    /// <summary>Its port; 25 by default (RFC 5321), 465 with implicit TLS, 587 for submission.</summary>
    public int Port { get; init; } = 25;

    /// <summary>
    /// Further ones, which serve while those before them fail: tried in this order, with the same credentials and
    /// encryption. None by default.
    /// </summary>
    public IReadOnlyList<SmarthostAddress> Fallbacks { get; init; } = [];

    /// <summary>The user to authenticate as; null (default) for none.</summary>
    public string? User { get; init; }

    /// <summary>The user's password; null by default.</summary>
    public string? Password { get; init; }

    /// <summary>How to encrypt; by default when offered.</summary>
    public TlsPolicy Tls { get; init; } = TlsPolicy.StartTls;

    /// <summary>The name in EHLO: a domain name or an address literal; this machine's name by default.</summary>
    public string ClientName { get; init; } = Environment.MachineName;

    /// <summary>A PEM file of certificate authorities to trust besides the system's; null by default.</summary>
    public string? ExtraCaFile { get; init; }

    /// <summary>
    /// Refuse 8-bit mail where 8BITMIME is not offered (RFC 6152 section 3) instead of sending it as it is, as Postfix
    /// does; off.
    /// </summary>
    public bool RefuseEightBit { get; init; }

    /// <summary>
    /// Connections open at a time; 8. Exchange Online takes 3 submissions at a time, Postfix' default for a destination
    /// is 20.
    /// </summary>
    public int ConnectionsMax { get; init; } = 8;

    /// <summary>
    /// Messages per connection; 100, a common server limit (Postfix' smtpd_client_message_rate is unlimited, Exim's
    /// smtp_accept_max_per_connection 1,000).
    /// </summary>
    public int MessagesPerConnectionMax { get; init; } = 100;

    /// <summary>
    /// How long a connection waits for its next message; 60 s (a server must allow 5 min, RFC 5321 section 4.5.3.2.7).
    /// </summary>
    public TimeSpan IdleMax { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>
    /// How long nobody tries after credentials or TLS were refused; 60 s. Many servers lock an account that keeps
    /// failing.
    /// </summary>
    public TimeSpan ConfigurationPause { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>How long a shutdown waits for replies to final dots; 20 s (of the host's 30).</summary>
    public TimeSpan ShutdownGrace { get; init; } = TimeSpan.FromSeconds(20);

    /// <summary>How long each phase may take.</summary>
    public SmarthostTimeouts Timeouts { get; init; } = new();

    /// <summary>
    /// Throws <see cref="ArgumentException"/> with a message that names the option when the options make no sense.
    /// </summary>
    public void Validate()
    {
        Require(Host.Length > 0 && !Host.Any(char.IsWhiteSpace), nameof(Host), "must be a host name or an address");
        Require(Port is > 0 and <= 65535, nameof(Port), "must be 1 to 65535");
        Require((User is null) == (Password is null), nameof(User), "and Password go together");
        Require(User is null || Tls != TlsPolicy.None, nameof(Tls),
            "must not be 'none' with credentials: they are never sent in clear");
        Require(ClientName.Length > 0 && ClientName.All(c => c is > ' ' and < (char)127), nameof(ClientName),
            "must be a domain name");
        Require(ConnectionsMax > 0, nameof(ConnectionsMax), "must be at least 1");
        Require(MessagesPerConnectionMax > 0, nameof(MessagesPerConnectionMax), "must be at least 1");
        Require(ExtraCaFile is null || File.Exists(ExtraCaFile), nameof(ExtraCaFile), "does not exist");
    }

    /// <summary>Host, port and policy: never the credentials.</summary>
    public override string ToString() =>
        $"{string.Join(", then ", All)}, TLS {Tls}, {(User is null ? "no credentials" : "credentials set")}";

    /// <summary>All of them, in the order of preference.</summary>
    internal IEnumerable<SmarthostAddress> All => [new(Host, Port), .. Fallbacks];

    internal ClientSettings ToSettings() => new(ClientName, Tls)
    {
        User = User,
        Password = Password,
        RefuseEightBit = RefuseEightBit,
    };

    private static void Require(bool isMet, string option, string rule)
    {
        if (!isMet) throw new ArgumentException($"Smarthost option {option} {rule}.", option);
    }
}
