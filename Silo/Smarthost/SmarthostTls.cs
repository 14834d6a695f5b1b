using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace VoicemailOrleans.Silo.Smarthost;

/// <summary>
/// The certificate check of one connection: the system's trust, and an extra authority for a house's own.
/// </summary>
/// <param name="host">The name the certificate must bear.</param>
/// <param name="extraRoots">Authorities to trust besides the system's.</param>
/// <param name="acceptAny">Encrypt whoever is at the other end (opportunistic, without credentials).</param>
internal sealed class SmarthostTls(string host, X509Certificate2Collection extraRoots, bool acceptAny)
{
    /// <summary>What is wrong with the certificate, for people; null when nothing is or it was not seen.</summary>
    public string? Problem { get; private set; }

    public SslClientAuthenticationOptions Options() => new()
    {
        TargetHost = host,
        RemoteCertificateValidationCallback = (_, certificate, chain, errors) =>
        {
            Problem = Judge(certificate, chain, errors);
            return Problem is null || acceptAny;
        },
    };

    private string? Judge(X509Certificate? certificate, X509Chain? chain, SslPolicyErrors errors)
    {
        if (errors == SslPolicyErrors.None) return null;
        if (certificate is null || errors.HasFlag(SslPolicyErrors.RemoteCertificateNotAvailable))
            return "no certificate";
        if (errors.HasFlag(SslPolicyErrors.RemoteCertificateNameMismatch)) return $"the certificate is not for {host}";
        if (IsTrustedExtra(certificate, chain)) return null;
        var faults = chain?.ChainStatus.Select(status => status.Status.ToString()).Distinct() ?? [];
        return "the certificate is not good: " + string.Join(", ", faults);
    }

    private bool IsTrustedExtra(X509Certificate certificate, X509Chain? presented)
    {
        if (extraRoots.Count == 0) return false;
        using var chain = new X509Chain();
        chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        chain.ChainPolicy.CustomTrustStore.AddRange(extraRoots);
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        chain.ChainPolicy.ApplicationPolicy.Add(new Oid("1.3.6.1.5.5.7.3.1")); // serverAuth
        foreach (var element in presented?.ChainElements ?? Enumerable.Empty<X509ChainElement>())
            chain.ChainPolicy.ExtraStore.Add(element.Certificate);
        using var copy = X509CertificateLoader.LoadCertificate(certificate.GetRawCertData());
        return chain.Build(copy);
    }
}
