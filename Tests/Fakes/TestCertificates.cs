using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace VoicemailOrleans.Tests.Fakes;

/// <summary>An authority and server certificates, good and bad, made for the present test run.</summary>
internal sealed class TestCertificates : IDisposable
{
    private readonly X509Certificate2 authority;
    private readonly string folder = Directory.CreateTempSubdirectory("certificates").FullName;

    public TestCertificates()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=Test authority", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        authority = request.CreateSelfSigned(TimeProvider.System.GetUtcNow().AddYears(-2), TimeProvider.System.GetUtcNow().AddYears(1));
        AuthorityFile = Path.Combine(folder, "authority.pem");
        File.WriteAllText(AuthorityFile, authority.ExportCertificatePem());
    }

    /// <summary>PEM file of the authority.</summary>
    public string AuthorityFile { get; }

    /// <summary>good, expired, wrong-name or self-signed.</summary>
    public X509Certificate2 Make(string kind)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=smarthost", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName(kind == "wrong-name" ? "elsewhere.test" : "localhost");
        if (kind != "wrong-name") names.AddIpAddress(IPAddress.Loopback);
        request.CertificateExtensions.Add(names.Build());
        var from = TimeProvider.System.GetUtcNow().AddYears(-1);
        var to = kind == "expired" ? from.AddDays(30) : from.AddDays(395);
        using var bare = kind == "self-signed"
            ? request.CreateSelfSigned(from, to)
            : request.Create(authority, from, to, RandomNumberGenerator.GetBytes(8));
        using var whole = bare.HasPrivateKey ? new X509Certificate2(bare) : bare.CopyWithPrivateKey(key);
        return X509CertificateLoader.LoadPkcs12(whole.Export(X509ContentType.Pkcs12), null);
    }

    /// <summary>The same as PEM files.</summary>
    public (string Certificate, string Key) Write(string kind)
    {
        using var certificate = Make(kind);
        using var key = certificate.GetECDsaPrivateKey()!;
        var (certificateFile, keyFile) = (Path.Combine(folder, kind + ".pem"), Path.Combine(folder, kind + ".key"));
        File.WriteAllText(certificateFile, certificate.ExportCertificatePem());
        File.WriteAllText(keyFile, key.ExportPkcs8PrivateKeyPem());
        return (certificateFile, keyFile);
    }

    public void Dispose()
    {
        authority.Dispose();
        Directory.Delete(folder, recursive: true);
    }
}
