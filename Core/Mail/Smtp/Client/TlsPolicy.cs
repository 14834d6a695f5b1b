namespace VoicemailOrleans.Core.Mail.Smtp.Client;

/// <summary>How a connection to the smarthost is encrypted.</summary>
public enum TlsPolicy
{
    /// <summary>Not at all. Credentials are never sent.</summary>
    None,

    /// <summary>
    /// When offered (RFC 7435). Without credentials any certificate will do, and mail goes in clear when TLS cannot be
    /// had; with credentials the certificate must be good and nothing goes in clear.
    /// </summary>
    StartTls,

    /// <summary>STARTTLS with a good certificate, or nothing is sent.</summary>
    Required,

    /// <summary>TLS from the first octet (RFC 8314), with a good certificate.</summary>
    Implicit,
}
