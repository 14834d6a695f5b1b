using System.Globalization;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using VoicemailOrleans.Silo.Hosting.Settings;

namespace VoicemailOrleans.Silo.Doctor;

/// <summary>The certificate that PBXs will be shown.</summary>
internal static class CertificateCheck
{
    private const string Subject = "SMTP_TLS_CERT";

    private static readonly TimeSpan Soon = TimeSpan.FromDays(21);

    public static IEnumerable<Finding> Run(ServiceSettings settings, TimeProvider time)
    {
        if (settings is not { SmtpTlsCert: { } file, SmtpTlsKey: { } key })
            return [Finding.Doubtful(Subject, "none: mail comes in clear",
                "Set SMTP_TLS_CERT and SMTP_TLS_KEY if the PBX can use TLS.")];
        try
        {
            using var certificate = X509Certificate2.CreateFromPemFile(file, key);
            return [Validity(certificate, time.GetUtcNow()), Name(certificate, settings.SmtpHostName)];
        }
        catch (Exception e)
            when (e is CryptographicException or ArgumentException or IOException or UnauthorizedAccessException)
        {
            return [Finding.Broken(Subject, e.Message,
                "It must be a PEM file of certificate and chain, SMTP_TLS_KEY that of its key, without a password.")];
        }
    }

    private static Finding Validity(X509Certificate2 certificate, DateTimeOffset now)
    {
        var until = certificate.NotAfter.ToUniversalTime();
        var fact = string.Create(CultureInfo.InvariantCulture, $"valid until {until:yyyy-MM-dd}");
        if (until < now.UtcDateTime || certificate.NotBefore.ToUniversalTime() > now.UtcDateTime)
            return Finding.Broken(
                Subject, fact, "A PBX that checks it hangs up: renew it. It is taken up without a restart.");
        return until - now.UtcDateTime < Soon
            ? Finding.Doubtful(Subject, fact, "Renew it soon. It is taken up without a restart.")
            : Finding.Fine(Subject, fact);
    }

    private static Finding Name(X509Certificate2 certificate, string name) => certificate.MatchesHostname(name)
        ? Finding.Fine(Subject, $"bears the name {name}")
        : Finding.Doubtful(Subject, $"does not bear the name {name}",
            "A PBX that checks it needs it to bear the name that it was told to connect to.");
}
