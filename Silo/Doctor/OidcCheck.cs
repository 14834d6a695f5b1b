using System.Text.Json;
using VoicemailOrleans.AdminUi.Login.Oidc;

namespace VoicemailOrleans.Silo.Doctor;

/// <summary>The provider by which people sign in: its discovery document, over checked TLS.</summary>
internal static class OidcCheck
{
    public static async Task<IReadOnlyList<Finding>> RunAsync(OidcOptions options, CancellationToken cancellationToken)
    {
        var subject = $"sign-in by {options.Issuer.Host}";
        try
        {
            using var client = OidcBackChannel.Create(options);
            var text = options.Issuer.AbsoluteUri.TrimEnd('/') + "/.well-known/openid-configuration";
            using var document = JsonDocument.Parse(await client.GetStringAsync(new Uri(text), cancellationToken));
            return document.RootElement.TryGetProperty("token_endpoint", out _)
                ? [Finding.Fine(subject, "has its discovery document")]
                : [Finding.Broken(
                    subject, "its discovery document names no token endpoint", "Is ADMIN_OIDC_ISSUER right?")];
        }
        catch (Exception e) when (e is HttpRequestException or JsonException or OperationCanceledException)
        {
            return [Finding.Broken(subject, e.Message,
                "Nobody can sign in this way: look at ADMIN_OIDC_ISSUER, ADMIN_OIDC_CA_FILE and the network.")];
        }
    }
}
