using VoicemailOrleans.AdminUi.Login.Oidc;

namespace VoicemailOrleans.Silo.Doctor;

/// <summary>The provider by which people sign in: its discovery document, over checked TLS.</summary>
internal static class OidcCheck
{
    public static async Task<IReadOnlyList<Finding>> RunAsync(
        OidcOptions options, TimeProvider time, CancellationToken cancellationToken)
    {
        var subject = $"sign-in by {options.Issuer.Host}";
        return await OidcProbe.ProblemAsync(options, time, cancellationToken) is { } problem
            ? [Finding.Broken(subject, problem,
                "Nobody can sign in this way: look at ADMIN_OIDC_ISSUER, ADMIN_OIDC_CA_FILE and the network.")]
            : [Finding.Fine(subject, "has its discovery document")];
    }
}
