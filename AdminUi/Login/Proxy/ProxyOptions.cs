using System.Net;

namespace VoicemailOrleans.AdminUi.Login.Proxy;

/// <summary>A reverse proxy that signs people in and names them in header fields.</summary>
public sealed class ProxyOptions
{
    /// <summary>The field with the user name.</summary>
    public required string UserHeader { get; init; }

    /// <summary>The field with the groups, apart by commas or semicolons.</summary>
    public required string GroupsHeader { get; init; }

    /// <summary>The proxies: from any other address the fields do not count.</summary>
    public required IReadOnlyList<IPNetwork> Addresses { get; init; }
}
