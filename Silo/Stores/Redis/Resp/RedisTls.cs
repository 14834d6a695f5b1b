using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace VoicemailOrleans.Silo.Stores.Redis.Resp;

/// <summary>
/// Encrypts a connection. Files are read anew for each connection, so a renewed certificate is taken without a restart.
/// </summary>
internal static class RedisTls
{
    /// <summary>Shakes hands as a client.</summary>
    /// <exception cref="RedisSetupException">A certificate, theirs or ours, is not good; it says which.</exception>
    public static async Task<Stream> EncryptAsync(
        Stream plain, string host, RedisOptions options, CancellationToken cancellationToken)
    {
        string? problem = null;
        var settings = new SslClientAuthenticationOptions
        {
            TargetHost = host,
            CertificateChainPolicy = TrustOf(options.CaFile),
            ClientCertificateContext = OwnOf(options),
            RemoteCertificateValidationCallback = (_, _, chain, errors) =>
                (problem = ProblemOf(host, chain, errors)) is null,
        };
        var encrypted = new SslStream(plain);
        try
        {
            await encrypted.AuthenticateAsClientAsync(settings, cancellationToken);
            return encrypted;
        }
        catch (Exception error) when (error is not OperationCanceledException)
        {
            await encrypted.DisposeAsync();
            if (problem is null && error is not AuthenticationException) throw;
            throw new RedisSetupException($"no TLS with {host}: {problem ?? error.GetBaseException().Message}", error);
        }
    }

    private static X509ChainPolicy? TrustOf(string? caFile)
    {
        if (caFile is null) return null;
        var policy = new X509ChainPolicy
        {
            TrustMode = X509ChainTrustMode.CustomRootTrust,
            RevocationMode = X509RevocationMode.NoCheck, // A house's own authority rarely publishes a list.
        };
        Read(caFile, () =>
        {
            policy.CustomTrustStore.ImportFromPemFile(caFile);
            return 0;
        });
        return policy;
    }

    private static SslStreamCertificateContext? OwnOf(RedisOptions options)
    {
        if (options.ClientCertificateFile is not { } file) return null;
        var certificate = Read(file, () => X509Certificate2.CreateFromPemFile(file, options.ClientKeyFile));
        var others = new X509Certificate2Collection();
        others.ImportFromPemFile(file);
        return SslStreamCertificateContext.Create(certificate, others, offline: true);
    }

    private static T Read<T>(string file, Func<T> read)
    {
        try
        {
            return read();
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or CryptographicException)
        {
            throw new RedisSetupException($"the certificate file {file} cannot be used: {error.Message}", error);
        }
    }

    private static string? ProblemOf(string host, X509Chain? chain, SslPolicyErrors errors)
    {
        if (errors == SslPolicyErrors.None) return null;
        if (errors.HasFlag(SslPolicyErrors.RemoteCertificateNotAvailable)) return "it shows no certificate";
        if (errors.HasFlag(SslPolicyErrors.RemoteCertificateNameMismatch))
            return $"its certificate is not for {host}";
        var faults = chain?.ChainStatus.Select(status => status.Status.ToString()).Distinct() ?? [];
        return "its certificate is not trusted: " + string.Join(", ", faults);
    }
}
