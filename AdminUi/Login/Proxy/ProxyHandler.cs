using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Authentication;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace VoicemailOrleans.AdminUi.Login.Proxy;

/// <summary>
/// Takes the person from the header fields of a reverse proxy, at each request anew. Somebody who has signed in here
/// nevertheless wanted to be somebody else: the session comes first, until it ends.
/// </summary>
internal sealed class ProxyHandler(
    IOptionsMonitor<AuthenticationSchemeOptions> monitor, ILoggerFactory logger, UrlEncoder encoder, ProxyPeople people)
    : AuthenticationHandler<AuthenticationSchemeOptions>(monitor, logger, encoder)
{
    public const string SchemeName = "proxy";

    /// <inheritdoc/>
    protected override async Task<AuthenticateResult> HandleAuthenticateAsync()
    {
        var session = await Context.AuthenticateAsync(SessionCookie.Scheme);
        if (session.Succeeded) return session;
        return people.Principal(Context) is { } principal
            ? AuthenticateResult.Success(new AuthenticationTicket(principal, SchemeName))
            : AuthenticateResult.NoResult();
    }

    /// <inheritdoc/>
    protected override Task HandleForbiddenAsync(AuthenticationProperties properties) =>
        Context.ForbidAsync(SessionCookie.Scheme, properties);
}
