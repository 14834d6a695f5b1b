using System.Globalization;
using System.Net;

namespace VoicemailOrleans.Silo.Smarthost;

/// <summary>Where a mail server is: a name or an address, and a port.</summary>
/// <param name="Name">Its certificate must bear it.</param>
/// <param name="Port">Its port.</param>
public readonly record struct SmarthostAddress(string Name, int Port)
{
    /// <summary>Reads <c>name</c>, <c>name:port</c>, <c>[IPv6]</c> or <c>[IPv6]:port</c>; null when it is none.</summary>
    public static SmarthostAddress? Parse(string text, int defaultPort)
    {
        var end = text.StartsWith('[') ? text.IndexOf(']', StringComparison.Ordinal) + 1
            : IPAddress.TryParse(text, out _) ? text.Length
            : text.LastIndexOf(':');
        if (end < 0) end = text.Length;
        var port = defaultPort;
        if (end < text.Length && (text[end] != ':' || !IsPort(text[(end + 1)..], out port))) return null;
        var name = text[..end].Trim('[', ']');
        return name.Length > 0 && Uri.CheckHostName(name) != UriHostNameType.Unknown
            ? new SmarthostAddress(name, port)
            : null;
    }

    /// <inheritdoc/>
    public override string ToString() =>
        string.Create(CultureInfo.InvariantCulture, $"{(Name.Contains(':') ? $"[{Name}]" : Name)}:{Port}");

    private static bool IsPort(string text, out int port) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out port) && port is > 0 and <= 65535;
}
