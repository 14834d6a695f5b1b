namespace VoicemailOrleans.AdminUi.Login.Oidc;

/// <summary>The OpenID Connect provider that people may sign in with.</summary>
public sealed class OidcOptions
{
    /// <summary>The issuer, as the provider itself names it; its discovery document lies below.</summary>
    public required Uri Issuer { get; init; }

    /// <summary>The name under which the provider knows this service.</summary>
    public required string ClientId { get; init; }

    /// <summary>The secret that goes with it.</summary>
    public required string ClientSecret { get; init; }

    /// <summary>How the button on the sign-in page calls the provider. Default: "single sign-on".</summary>
    public string DisplayName { get; init; } = "single sign-on";

    /// <summary>What is asked for. Default: <c>openid profile email</c>.</summary>
    public IReadOnlyList<string> Scopes { get; init; } = ["openid", "profile", "email"];

    /// <summary>The claim with the user name. Default: <c>preferred_username</c>.</summary>
    public string UserClaim { get; init; } = "preferred_username";

    /// <summary>The claim with groups or roles, a text or a list of them. Default: <c>groups</c>.</summary>
    public string GroupsClaim { get; init; } = "groups";

    /// <summary>A file with further certificate authorities to trust, PEM. Default: none.</summary>
    public string? CaFile { get; init; }
}
