using System.Net;
using System.Security.Cryptography;
using System.Text;

namespace VoicemailOrleans.Silo.Health;

/// <summary>Who may read the components of <c>/health</c>, and who <c>/metrics</c>.</summary>
internal sealed record Watchers(WatcherRule Health, WatcherRule Metrics);

/// <summary>Whoever comes from a listed network, or knows the token.</summary>
internal sealed class WatcherRule(IReadOnlyList<IPNetwork>? networks, string? token)
{
    private static readonly IPNetwork[] Loopback = [IPNetwork.Parse("127.0.0.0/8"), IPNetwork.Parse("::1/128")];

    private static readonly IPNetwork[] Private =
    [
        .. Loopback, IPNetwork.Parse("10.0.0.0/8"), IPNetwork.Parse("172.16.0.0/12"), IPNetwork.Parse("192.168.0.0/16"),
        IPNetwork.Parse("fc00::/7"),
    ];

    /// <summary>What a proxy adds to a request, and what is left when an address was taken from it.</summary>
    private static readonly string[] ForwardedFields =
        ["Forwarded", "X-Forwarded-For", "X-Forwarded-Host", "X-Forwarded-Proto", "X-Original-For", "X-Real-IP"];

    /// <summary>A site that sets a token means it; one that sets nothing is watched from the house.</summary>
    private readonly IReadOnlyList<IPNetwork> allowed = networks ?? (token is null ? Private : Loopback);

    private readonly byte[]? expected = token is null ? null : Encoding.UTF8.GetBytes("Bearer " + token);

    /// <summary>Whether a request may read.</summary>
    public bool Allows(HttpContext context)
    {
        var address = context.Connection.RemoteIpAddress;
        if (address is { IsIPv4MappedToIPv6: true }) address = address.MapToIPv4();
        if (address is not null && IsOwn(address, context) && allowed.Any(network => network.Contains(address)))
            return true;
        var given = Encoding.UTF8.GetBytes(context.Request.Headers.Authorization.ToString());
        return expected is not null && CryptographicOperations.FixedTimeEquals(given, expected);
    }

    /// <summary>
    /// Loopback means a process of this machine that asks for itself: not whoever comes through a proxy here, and not
    /// whoever a proxy says is there.
    /// </summary>
    private static bool IsOwn(IPAddress address, HttpContext context) =>
        !IPAddress.IsLoopback(address) || !ForwardedFields.Any(context.Request.Headers.ContainsKey);
}
