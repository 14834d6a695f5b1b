using Microsoft.AspNetCore.Http;

namespace VoicemailOrleans.AdminUi.Content;

/// <summary>
/// Answers with what strangers sent, as they sent it. Each carries a policy under which nothing in it can run, load
/// anything or reach this site, whatever a browser makes of it.
/// </summary>
internal static class InertContent
{
    private const string Inert =
        "sandbox; default-src 'none'; form-action 'none'; base-uri 'none'; frame-ancestors 'none'";

    private const string InertMail =
        "sandbox; default-src 'none'; style-src 'unsafe-inline'; img-src data:; form-action 'none'; base-uri 'none'; "
        + "frame-ancestors 'self'";

    /// <summary>A file to keep. Only audio keeps the type a stranger gave it; anything else could be a page.</summary>
    public static IResult Download(HttpContext context, ReadOnlyMemory<byte> octets, string? type, string name)
    {
        Contain(context);
        return Results.Bytes(octets, type is not null && IsHarmless(type) ? type : "application/octet-stream", name);
    }

    /// <summary>A mail's body, for a frame of our own.</summary>
    public static IResult Page(HttpContext context, string html)
    {
        context.Response.Headers.ContentSecurityPolicy = InertMail;
        return Results.Content(html, "text/html; charset=utf-8");
    }

    /// <summary>Puts the answer under the policy.</summary>
    public static void Contain(HttpContext context) => context.Response.Headers.ContentSecurityPolicy = Inert;

    private static bool IsHarmless(string type) =>
        type == "message/rfc822"
        || (type.StartsWith("audio/", StringComparison.Ordinal)
            && type.All(c => char.IsAsciiLetterOrDigit(c) || "/.+-".Contains(c)));
}
