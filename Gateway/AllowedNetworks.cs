using System.Net;

namespace VoicemailOrleans.Gateway;

/// <summary>The networks whose clients are served.</summary>
internal sealed class AllowedNetworks
{
    public static readonly IReadOnlyList<string> Private =
    [
        "127.0.0.0/8", "10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "169.254.0.0/16", "::1/128", "fc00::/7",
        "fe80::/10",
    ];

    private readonly IPNetwork[] networks;

    public AllowedNetworks(IEnumerable<string> ranges) => networks = [.. ranges.Select(Parse)];

    public bool Contains(IPAddress address) => Array.Exists(networks, network => network.Contains(address));

    /// <summary>A range, or one address.</summary>
    private static IPNetwork Parse(string range)
    {
        if (IPNetwork.TryParse(range, out var network)) return network;
        if (IPAddress.TryParse(range, out var address)) return new IPNetwork(address, address.GetAddressBytes().Length * 8);
        throw new FormatException($"'{range}' is not a network: write it like 10.0.0.0/8.");
    }
}
