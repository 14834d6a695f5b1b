using System.Net;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.OAuth;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using VoicemailOrleans.AdminUi.Web;

namespace VoicemailOrleans.AdminUi.Login.Oidc;

/// <summary>The way to the provider and back.</summary>
internal static partial class OidcSignIn
{
    /// <summary>Where the way begins, and (below) where the provider sends people back to.</summary>
    public const string Path = "/login/oidc";

    /// <summary>Registers the handler.</summary>
    public static void AddOidc(this AuthenticationBuilder authentication, OidcOptions oidc)
    {
        var backChannel = OidcBackChannel.Create(oidc);
        authentication.Services.AddSingleton(sp =>
            new OidcDiscovery(oidc, backChannel, sp.GetRequiredService<TimeProvider>()));
        authentication.AddOAuth<OAuthOptions, OidcHandler>(OidcHandler.SchemeName, oauth =>
        {
            oauth.ClientId = oidc.ClientId;
            oauth.ClientSecret = oidc.ClientSecret;
            oauth.CallbackPath = Path + "/callback";
            oauth.UsePkce = true;
            oauth.SignInScheme = SessionCookie.Scheme;
            oauth.Backchannel = backChannel;
            foreach (var scope in oidc.Scopes) oauth.Scope.Add(scope);
            // Until the description was read.
            oauth.AuthorizationEndpoint = oauth.TokenEndpoint = oidc.Issuer.AbsoluteUri;
            // The provider comes back by a link: a Lax cookie goes with it, over HTTP too.
            oauth.CorrelationCookie.SameSite = SameSiteMode.Lax;
            oauth.CorrelationCookie.SecurePolicy = CookieSecurePolicy.SameAsRequest;
            oauth.Events.OnTicketReceived = SignInAsync;
            oauth.Events.OnRemoteFailure = FailAsync;
        });
    }

    /// <summary>The address behind the button. A link, not a form: the policy lets forms lead nowhere else.</summary>
    public static void MapOidc(this IEndpointRouteBuilder routes) => routes.MapGet(Path, GoAsync).AllowAnonymous();

    private static async Task GoAsync(HttpContext context, string? returnUrl, ILoggerFactory logs)
    {
        var back = LocalUrl.Or(returnUrl, context.Request.PathBase + "/voicemails");
        try
        {
            await context.ChallengeAsync(
                OidcHandler.SchemeName, new AuthenticationProperties { RedirectUri = back });
        }
        catch (OidcException e)
        {
            Failed(logs.CreateLogger(typeof(OidcSignIn)), e.Message, e);
            context.Response.Redirect(context.Request.PathBase + "/login?problem=provider");
        }
    }

    /// <summary>
    /// Signs in, and goes on by a page of ours. A redirect would count as coming from the provider's site, and the
    /// browser would keep the new cookie, which is strict, to itself.
    /// </summary>
    private static async Task SignInAsync(TicketReceivedContext context)
    {
        var http = context.HttpContext;
        var audit = http.RequestServices.GetRequiredService<AuditLog>();
        var name = context.Principal!.Identity!.Name!;
        context.HandleResponse();
        if (SessionCookie.Roles(context.Principal).Length == 0)
        {
            audit.SignInRefused(http, name, "no role");
            http.Response.Redirect(http.Request.PathBase + "/login?problem=role");
            return;
        }

        await SessionCookie.SignInAsync(http, context.Principal);
        audit.SignedIn(http, name, "OpenID Connect");
        var to = WebUtility.HtmlEncode(LocalUrl.Or(context.ReturnUri, http.Request.PathBase + "/voicemails"));
        http.Response.ContentType = "text/html; charset=utf-8";
        await http.Response.WriteAsync(
            $"""
            <!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><title>Signed in</title>
            <meta http-equiv="refresh" content="0; url={to}"></head>
            <body><p>You are signed in. <a href="{to}">Go on</a></p></body></html>
            """);
    }

    private static Task FailAsync(RemoteFailureContext context)
    {
        var http = context.HttpContext;
        var log = http.RequestServices.GetRequiredService<ILoggerFactory>().CreateLogger(typeof(OidcSignIn));
        Failed(log, context.Failure?.Message ?? "no reason", context.Failure);
        context.HandleResponse();
        http.Response.Redirect(http.Request.PathBase + "/login?problem=provider");
        return Task.CompletedTask;
    }

    [LoggerMessage(21, LogLevel.Warning, "Signing in with OpenID Connect failed: {Reason}")]
    private static partial void Failed(ILogger logger, string reason, Exception? exception);
}
