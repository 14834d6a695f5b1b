using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Net.Http.Headers;

namespace VoicemailOrleans.AdminUi.StaticAssets;

/// <summary>Serves the embedded files, also to people who are not signed in: the login page needs them.</summary>
internal static class AssetEndpoint
{
    // RFC 8246: the address names the content, so a browser need never ask again.
    private const string ForGood = "public, max-age=31536000, immutable";

    public static void MapAssets(this IEndpointRouteBuilder routes) =>
        routes.MapMethods("/assets/{version}/{**path}", [HttpMethods.Get, HttpMethods.Head], Serve).AllowAnonymous();

    private static async Task Serve(HttpContext context, string version, string? path, AssetCatalog catalog)
    {
        var response = context.Response;
        if (catalog.Find(path ?? "") is not { } asset)
        {
            response.StatusCode = StatusCodes.Status404NotFound;
            return;
        }

        // A page of the build before asks for its own version: it gets today's file, but must not keep it as that.
        response.Headers.CacheControl = version == catalog.Version ? ForGood : "no-cache";
        response.Headers.Vary = HeaderNames.AcceptEncoding;
        var (bytes, coding) = asset.For(context.Request.Headers.AcceptEncoding.ToString());
        // Each coding is a representation of its own (RFC 9110, section 8.8.3.3).
        var tag = coding is null ? asset.ETag : $"{asset.ETag[..^1]}-{coding}\"";
        response.Headers.ETag = tag;
        if (context.Request.Headers.IfNoneMatch.Contains(tag))
        {
            response.StatusCode = StatusCodes.Status304NotModified;
            return;
        }

        if (coding is not null) response.Headers.ContentEncoding = coding;
        response.ContentType = asset.ContentType;
        response.ContentLength = bytes.Length;
        if (HttpMethods.IsGet(context.Request.Method)) await response.Body.WriteAsync(bytes, context.RequestAborted);
    }
}
