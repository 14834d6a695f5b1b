using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Microsoft.Extensions.Logging;

namespace VoicemailOrleans.Gateway;

/// <summary>
/// The certificate that handshakes use, read again when its files change. Files are compared by content and not by
/// time: Kubernetes changes a mounted secret by moving a link that no time stamp shows. A pair that cannot be read (half
/// written, key and certificate of different renewals) leaves the old one in use.
/// </summary>
internal sealed partial class TlsCertificate
{
    private static readonly TimeSpan CheckInterval = TimeSpan.FromSeconds(10);

    private readonly string certificatePath;
    private readonly string keyPath;
    private readonly TimeProvider time;
    private readonly ILogger logger;
    private readonly Lock gate = new();
    private volatile SslStreamCertificateContext context;
    private byte[] digest;
    private long checkedAt;

    public TlsCertificate(string certificatePath, string keyPath, TimeProvider time, ILogger logger)
    {
        this.certificatePath = certificatePath;
        this.keyPath = keyPath;
        this.time = time;
        this.logger = logger;
        checkedAt = time.GetTimestamp();
        (context, digest) = Load();
    }

    /// <summary>The certificate to use now.</summary>
    public SslStreamCertificateContext Current
    {
        get
        {
            if (!gate.TryEnter()) return context; // another handshake is looking
            try
            {
                if (time.GetElapsedTime(checkedAt) >= CheckInterval) Check();
            }
            finally
            {
                gate.Exit();
            }

            return context;
        }
    }

    private void Check()
    {
        checkedAt = time.GetTimestamp();
        try
        {
            if (Digest().AsSpan().SequenceEqual(digest)) return;
            (context, digest) = Load();
            LogReloaded(context.TargetCertificate.NotAfter);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or CryptographicException)
        {
            LogNotReloaded(e);
        }
    }

    private (SslStreamCertificateContext Context, byte[] Digest) Load()
    {
        var read = Digest();
        var certificate = X509Certificate2.CreateFromPemFile(certificatePath, keyPath);
        var chain = new X509Certificate2Collection();
        chain.ImportFromPemFile(certificatePath);
        chain.RemoveAt(0);
        return (SslStreamCertificateContext.Create(certificate, chain, offline: true), read);
    }

    private byte[] Digest() =>
        SHA256.HashData([.. File.ReadAllBytes(certificatePath), .. File.ReadAllBytes(keyPath)]);

    [LoggerMessage(Level = LogLevel.Information, Message = "TLS certificate read again; valid until {NotAfter:O}")]
    private partial void LogReloaded(DateTime notAfter);

    [LoggerMessage(Level = LogLevel.Error, Message = "TLS certificate files changed but cannot be read; the old ones stay")]
    private partial void LogNotReloaded(Exception exception);
}
