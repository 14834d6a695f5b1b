using System.Net.Security;
using System.Security.Authentication;

namespace VoicemailOrleans.Gateway;

/// <summary>
/// What a PBX of before 2010 can do: TLS 1.0 and 1.1 with suites of AES. OpenSSL has these protocols at its security
/// level 0 only, and .NET has no other way to it than the policy that would also allow suites without encryption; so
/// the suites are named, and none of those is among them.
/// </summary>
internal static class LegacyTls
{
    private static readonly TlsCipherSuite[] Suites =
    [
        TlsCipherSuite.TLS_AES_128_GCM_SHA256,
        TlsCipherSuite.TLS_AES_256_GCM_SHA384,
        TlsCipherSuite.TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256,
        TlsCipherSuite.TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384,
        TlsCipherSuite.TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256,
        TlsCipherSuite.TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384,
        TlsCipherSuite.TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA,
        TlsCipherSuite.TLS_ECDHE_ECDSA_WITH_AES_256_CBC_SHA,
        TlsCipherSuite.TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA,
        TlsCipherSuite.TLS_ECDHE_RSA_WITH_AES_256_CBC_SHA,
        TlsCipherSuite.TLS_RSA_WITH_AES_128_GCM_SHA256,
        TlsCipherSuite.TLS_RSA_WITH_AES_128_CBC_SHA,
        TlsCipherSuite.TLS_RSA_WITH_AES_256_CBC_SHA,
    ];

    /// <summary>Lets a handshake be as old as that.</summary>
    public static void Allow(SslServerAuthenticationOptions options)
    {
        if (OperatingSystem.IsWindows()) throw new PlatformNotSupportedException("TLS 1.0 needs Linux.");
#pragma warning disable SYSLIB0039, SYSLIB0040 // obsolete, which is what this is for
        options.EnabledSslProtocols |= SslProtocols.Tls | SslProtocols.Tls11;
        options.EncryptionPolicy = EncryptionPolicy.AllowNoEncryption;
#pragma warning restore SYSLIB0039, SYSLIB0040
        options.CipherSuitesPolicy = new CipherSuitesPolicy(Suites);
    }
}
