namespace VoicemailOrleans.Silo.Smarthost;

/// <summary>
/// How to get access tokens for AUTH XOAUTH2 in place of a password, by the client credentials grant (RFC 6749 section
/// 4.4): Microsoft 365 takes nothing else, other services offer it.
/// </summary>
/// <param name="TokenUrl">The token endpoint.</param>
/// <param name="ClientId">This service's identifier there.</param>
/// <param name="ClientSecret">Its secret.</param>
/// <param name="Scope">What the token shall be good for.</param>
public sealed record SmarthostOAuth(Uri TokenUrl, string ClientId, string ClientSecret, string Scope)
{
    /// <summary>Never the secret.</summary>
    public override string ToString() => $"{ClientId} at {TokenUrl}";
}
