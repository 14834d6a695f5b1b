using System.Net;
using System.Security.Claims;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace VoicemailOrleans.AdminUi.Login.Proxy;

/// <summary>
/// People whom a reverse proxy vouches for. Only the address that the connection comes from counts, as it was before
/// forwarded fields were believed; from anywhere else the fields are ignored, and that is logged once.
/// </summary>
internal sealed partial class ProxyPeople(AdminUiOptions options, AuditLog audit, ILogger<ProxyPeople> logger)
{
    private static readonly object PeerKey = new();

    private int wasLogged;

    /// <summary>Notes the connection's address; has to come before forwarded fields are looked at.</summary>
    public static void NotePeer(IApplicationBuilder app) => app.Use((context, next) =>
    {
        context.Items[PeerKey] = context.Connection.RemoteIpAddress;
        return next(context);
    });

    /// <summary>Whether the proxy names somebody in this request.</summary>
    public bool Vouches(HttpContext context) => NameOf(context) is not null;

    /// <summary>Whom the proxy names; null when it names nobody, or is none.</summary>
    public ClaimsPrincipal? Principal(HttpContext context)
    {
        if (NameOf(context) is not { } name) return null;
        var groups = context.Request.Headers[options.Proxy!.GroupsHeader].ToString()
            .Split([',', ';'], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        var roles = options.Groups.RolesOf(groups);
        audit.SignedInByProxy(context, SessionCookie.FullName(SessionCookie.ProxyOrigin, name));
        return SessionCookie.Principal(SessionCookie.ProxyOrigin, name, name, roles);
    }

    private string? NameOf(HttpContext context)
    {
        if (options.Proxy is not { } proxy) return null;
        // Exactly one: a proxy that adds to what a browser sent would let the browser choose.
        if (context.Request.Headers[proxy.UserHeader] is not [{ Length: > 0 } value]) return null;
        if (value.Contains(',', StringComparison.Ordinal)) return null;
        if (IsProxy(context.Items[PeerKey] as IPAddress, proxy)) return VouchedName.Of(value);
        if (Interlocked.Exchange(ref wasLogged, 1) == 0)
            LogIgnored(proxy.UserHeader, context.Items[PeerKey]?.ToString() ?? "unknown");
        return null;
    }

    private static bool IsProxy(IPAddress? peer, ProxyOptions proxy)
    {
        if (peer is null) return false;
        if (peer.IsIPv4MappedToIPv6) peer = peer.MapToIPv4();
        return proxy.Addresses.Any(network => network.Contains(peer));
    }

    [LoggerMessage(22, LogLevel.Warning,
        "{Header} came from {Address}, which is not among ADMIN_PROXY_ADDRESSES: it is ignored, and this is said once")]
    private partial void LogIgnored(string header, string address);
}
