namespace VoicemailOrleans.Core.Mail.Smtp.Client;

/// <summary>What a client session must know before it begins.</summary>
/// <param name="ClientName">The name in EHLO: a domain, or an address literal.</param>
/// <param name="Tls">How to encrypt.</param>
public sealed record ClientSettings(string ClientName, TlsPolicy Tls)
{
    /// <summary>The user to authenticate as; null for none.</summary>
    public string? User { get; init; }

    /// <summary>The user's password.</summary>
    public string? Password { get; init; }

    /// <summary>A token to authenticate with by XOAUTH2, in place of the password; null for none.</summary>
    public string? AccessToken { get; init; }

    /// <summary>
    /// Recipients of one transaction; 100, which every server must take (RFC 5321 section 4.5.3.1.8).
    /// </summary>
    public int RecipientsMax { get; init; } = 100;

    /// <summary>
    /// Refuse (5.6.3) 8-bit content where 8BITMIME is not offered, instead of sending it as it is. Off.
    /// </summary>
    public bool RefuseEightBit { get; init; }

    /// <summary>Names the client and policy only: never the credentials.</summary>
    public override string ToString() =>
        $"{ClientName}, TLS {Tls}, {(User is null ? "no credentials" : "credentials set")}";
}
