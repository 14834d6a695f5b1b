namespace VoicemailOrleans.Gateway;

/// <summary>How a port comes to TLS.</summary>
internal enum TlsKind
{
    /// <summary>By STARTTLS.</summary>
    StartTls,

    /// <summary>From the first octet.</summary>
    Implicit,

    /// <summary>By STARTTLS, as old as <see cref="LegacyTls"/>.</summary>
    Legacy,
}
