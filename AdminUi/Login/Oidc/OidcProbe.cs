namespace VoicemailOrleans.AdminUi.Login.Oidc;

/// <summary>Looks at a provider without signing anybody in.</summary>
public static class OidcProbe
{
    /// <summary>What is wrong with its discovery document, or with the way there; null when nothing is.</summary>
    public static async Task<string?> ProblemAsync(
        OidcOptions options, TimeProvider clock, CancellationToken cancellationToken)
    {
        using var http = OidcBackChannel.Create(options);
        try
        {
            await new OidcDiscovery(options, http, clock).ReadAsync(cancellationToken);
            return null;
        }
        catch (OidcException e)
        {
            return e.InnerException is { } cause ? $"{e.Message} {cause.Message}" : e.Message;
        }
    }
}
