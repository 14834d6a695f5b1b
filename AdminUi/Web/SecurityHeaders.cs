using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace VoicemailOrleans.AdminUi.Web;

/// <summary>
/// The headers of every answer. Scripts come from this host only and never from the page itself, so that text of a
/// caller or a mail which slipped through unescaped would still not run. Endpoints with content of strangers set
/// stricter ones.
/// </summary>
internal static class SecurityHeaders
{
    /// <summary>
    /// The one inline style sheet: Chromium finds @view-transition in an external one too late. Allowed by hash, not by
    /// nonce, because pages fetched for a partial update are checked against the policy of the page they are put into.
    /// </summary>
    public const string InlineCss =
        "@media (prefers-reduced-motion: no-preference) { @view-transition { navigation: auto; } }";

    private static readonly string InlineCssHash =
        "sha256-" + Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(InlineCss)));

    // style-src-attr: avatars and the player's wave set custom properties in style attributes.
    private static readonly string Policy = string.Join(
        "; ",
        "default-src 'none'",
        "script-src 'self'",
        $"style-src 'self' '{InlineCssHash}'",
        "style-src-attr 'unsafe-inline'",
        "img-src 'self' data:",
        "font-src 'self'",
        "media-src 'self'",
        "connect-src 'self'",
        "frame-src 'self'",
        "form-action 'self'",
        "base-uri 'self'",
        "frame-ancestors 'none'");

    public static void UseSecurityHeaders(this IApplicationBuilder app) => app.Use((context, next) =>
    {
        // At the last moment, because the exception handler clears what was set before; and only what is not set yet.
        context.Response.OnStarting(static response => Add(((HttpResponse)response).Headers), context.Response);
        return next(context);
    });

    private static Task Add(IHeaderDictionary headers)
    {
        headers.TryAdd("Content-Security-Policy", Policy);
        headers.TryAdd("X-Content-Type-Options", "nosniff");
        headers.TryAdd("Referrer-Policy", "same-origin");
        headers.TryAdd("Cross-Origin-Opener-Policy", "same-origin");
        headers.TryAdd("Cross-Origin-Resource-Policy", "same-origin");
        headers.TryAdd("Permissions-Policy", "camera=(), geolocation=(), microphone=()");
        // Voicemails are personal data: nothing of them stays in a cache. The static files say otherwise themselves,
        // and what the framework says for pages and sign-ins ("no-cache") is not enough.
        if (headers.CacheControl.ToString() is not { Length: > 0 } said
            || !said.Contains("max-age", StringComparison.Ordinal))
            headers.CacheControl = "no-store";
        return Task.CompletedTask;
    }
}
