using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Authentication;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace VoicemailOrleans.AdminUi.Login.Proxy;

/// <summary>Takes the person from the header fields of a reverse proxy, at each request anew.</summary>
internal sealed class ProxyHandler(
    IOptionsMonitor<AuthenticationSchemeOptions> monitor, ILoggerFactory logger, UrlEncoder encoder, ProxyPeople people)
    : AuthenticationHandler<AuthenticationSchemeOptions>(monitor, logger, encoder)
{
    public const string SchemeName = "proxy";

    /// <inheritdoc/>
    protected override Task<AuthenticateResult> HandleAuthenticateAsync() => Task.FromResult(
        people.Principal(Context) is { } principal
            ? AuthenticateResult.Success(new AuthenticationTicket(principal, SchemeName))
            : AuthenticateResult.NoResult());
}
