using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace VoicemailOrleans.Core.Mail.Smtp.Server;

/// <summary>
/// The trace field on top of an accepted message (RFC 5321 4.4). It names no recipient: a blind copy would show.
/// </summary>
public static class ReceivedField
{
    private const int NameCharsMax = 255;

    /// <summary>Makes the field, CRLF at its end.</summary>
    /// <param name="session">The session the message came in.</param>
    /// <param name="client">The client's address, or null.</param>
    /// <param name="id">The message's identifier.</param>
    /// <param name="at">When it was received.</param>
    public static byte[] Format(SmtpSession session, IPAddress? client, string id, DateTimeOffset at)
    {
        var date = at.UtcDateTime.ToString("ddd, dd MMM yyyy HH:mm:ss", CultureInfo.InvariantCulture);
        return Encoding.ASCII.GetBytes(
            $"Received: from {Sanitise(session.ClientName)} ({Literal(client)})\r\n" +
            $"\tby {session.HostName} with {session.Protocol} id {id};\r\n\t{date} +0000\r\n");
    }

    // QUIRK: PBXs greet with blanks, underscores and worse; what is no host name or literal becomes "unknown".
    private static string Sanitise(string? name)
    {
        if (string.IsNullOrEmpty(name) || name.Length > NameCharsMax) return "unknown";
        foreach (var c in name)
            if (!char.IsAsciiLetterOrDigit(c) && c is not ('.' or '-' or '_' or '[' or ']' or ':')) return "unknown";
        return name;
    }

    private static string Literal(IPAddress? client) => client switch
    {
        null => "[unknown]",
        { AddressFamily: AddressFamily.InterNetworkV6 } => $"[IPv6:{new IPAddress(client.GetAddressBytes())}]",
        _ => $"[{client}]",
    };
}
