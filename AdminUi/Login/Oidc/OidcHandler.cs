using System.Net.Http.Headers;
using System.Security.Claims;
using System.Text.Encodings.Web;
using System.Text.Json;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.OAuth;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace VoicemailOrleans.AdminUi.Login.Oidc;

/// <summary>
/// The framework's OAuth handler (authorization code with PKCE; state and its cookie) with what OpenID Connect adds:
/// the provider's description, the ID token and the userinfo endpoint.
/// </summary>
internal sealed class OidcHandler(
    IOptionsMonitor<OAuthOptions> monitor,
    ILoggerFactory logger,
    UrlEncoder encoder,
    OidcDiscovery discovery,
    AdminUiOptions options)
    : OAuthHandler<OAuthOptions>(monitor, logger, encoder)
{
    public const string SchemeName = "oidc";

    private OidcProvider? provider;

    /// <inheritdoc/>
    protected override async Task HandleChallengeAsync(AuthenticationProperties properties)
    {
        await FindAsync();
        await base.HandleChallengeAsync(properties);
    }

    /// <inheritdoc/>
    protected override async Task<HandleRequestResult> HandleRemoteAuthenticateAsync()
    {
        await FindAsync();
        return await base.HandleRemoteAuthenticateAsync();
    }

    /// <inheritdoc/>
    protected override async Task<AuthenticationTicket> CreateTicketAsync(
        ClaimsIdentity identity, AuthenticationProperties properties, OAuthTokenResponse tokens)
    {
        var oidc = options.Oidc!;
        var idToken = tokens.Response!.RootElement.TryGetProperty("id_token", out var value) ? value.GetString() : null;
        var claims = OidcClaims.Read(idToken, provider!, oidc, TimeProvider.GetUtcNow());
        if (provider!.UserInfoEndpoint is { } endpoint && tokens.AccessToken is { } token)
            claims.Add(await ReadUserInfoAsync(endpoint, token));
        var name = claims.Text(oidc.UserClaim) ?? claims.Text("email") ?? claims.Text("sub")!;
        var roles = options.Groups.RolesOf(claims.Values(oidc.GroupsClaim));
        var principal = SessionCookie.Principal(
            SessionCookie.OidcOrigin, VouchedName.Of(name), VouchedName.Of(claims.Text("name") ?? name), roles);
        return new AuthenticationTicket(principal, properties, Scheme.Name);
    }

    private async Task FindAsync()
    {
        provider = await discovery.ReadAsync(Context.RequestAborted);
        Options.AuthorizationEndpoint = provider.AuthorizationEndpoint;
        Options.TokenEndpoint = provider.TokenEndpoint;
    }

    private async Task<JsonElement> ReadUserInfoAsync(string endpoint, string token)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, endpoint);
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        using var answer = await Backchannel.SendAsync(request, Context.RequestAborted);
        answer.EnsureSuccessStatusCode();
        using var document = JsonDocument.Parse(await answer.Content.ReadAsStringAsync(Context.RequestAborted));
        return document.RootElement.Clone();
    }
}
