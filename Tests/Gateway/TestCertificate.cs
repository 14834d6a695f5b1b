using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using VoicemailOrleans.Gateway;

namespace VoicemailOrleans.Tests.Gateway;

/// <summary>A self-signed certificate in PEM files, made for one test.</summary>
internal sealed class TestCertificate : IDisposable
{
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("smtp-tls-");

    public TestCertificate() => Write("first.test");

    public string CertificatePath => Path.Combine(folder.FullName, "cert.pem");

    public string KeyPath => Path.Combine(folder.FullName, "key.pem");

    public GatewayOptions Options(VoicemailOrleans.Core.Mail.Smtp.Server.SmtpSessionOptions? session = null) => new()
    {
        Host = "127.0.0.1",
        Port = 0,
        TlsPort = 0,
        CertificatePath = CertificatePath,
        KeyPath = KeyPath,
        Session = session ?? new(),
    };

    public void Write(string name)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest($"CN={name}", key, HashAlgorithmName.SHA256);
        using var certificate = request.CreateSelfSigned(
            new DateTimeOffset(2020, 1, 1, 0, 0, 0, TimeSpan.Zero), new DateTimeOffset(2090, 1, 1, 0, 0, 0, TimeSpan.Zero));
        File.WriteAllText(CertificatePath, certificate.ExportCertificatePem());
        File.WriteAllText(KeyPath, key.ExportPkcs8PrivateKeyPem());
    }

    public void Dispose() => folder.Delete(recursive: true);
}
