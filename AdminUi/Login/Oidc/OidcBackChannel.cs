using System.Security.Cryptography.X509Certificates;

namespace VoicemailOrleans.AdminUi.Login.Oidc;

/// <summary>
/// The connection to the provider. What comes over it is believed because of its TLS, so certificates are always
/// checked; those of an authority of the house against its file too.
/// </summary>
internal static class OidcBackChannel
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    public static HttpClient Create(OidcOptions options)
    {
        var handler = new SocketsHttpHandler
        {
            AllowAutoRedirect = false, // a provider that sends us elsewhere is misconfigured
            PooledConnectionLifetime = TimeSpan.FromMinutes(5),
            ConnectTimeout = Patience,
        };
        if (options.CaFile is { } file) handler.SslOptions.CertificateChainPolicy = Policy(file);
        return new HttpClient(handler) { Timeout = Patience, MaxResponseContentBufferSize = 1 << 20 };
    }

    private static X509ChainPolicy Policy(string file)
    {
        var policy = new X509ChainPolicy
        {
            TrustMode = X509ChainTrustMode.CustomRootTrust,
            // Authorities of a house seldom publish lists of what they revoked.
            RevocationMode = X509RevocationMode.NoCheck,
        };
        policy.CustomTrustStore.ImportFromPemFile(file);
        using var system = new X509Store(StoreName.Root, StoreLocation.LocalMachine, OpenFlags.ReadOnly);
        policy.CustomTrustStore.AddRange(system.Certificates);
        return policy;
    }
}
