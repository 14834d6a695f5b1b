using Microsoft.AspNetCore.Http;

namespace VoicemailOrleans.AdminUi.Web;

/// <summary>Addresses to go back to, which a stranger may have put into a link.</summary>
internal static class LocalUrl
{
    /// <summary>The address if it stays on this host, otherwise the fallback.</summary>
    public static string Or(string? url, string fallback)
    {
        var local = url is "/" or ['/', not ('/' or '\\'), ..];
        return local && !url!.Any(char.IsControl) ? url! : fallback;
    }

    /// <summary>The page that a form was sent from; null when that is not known, or of another host.</summary>
    public static string? Before(HttpRequest request)
    {
        var isKnown = Uri.TryCreate(request.Headers.Referer, UriKind.Absolute, out var referer);
        return isKnown && referer!.Authority.Equals(request.Host.Value, StringComparison.OrdinalIgnoreCase)
            && Or(referer.PathAndQuery, "") is { Length: > 0 } local
            ? local
            : null;
    }
}
