using System.Buffers;
using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Unicode;

namespace VoicemailOrleans.Core.Mail.Smtp.Server;

/// <summary>
/// A reverse-path or forward-path (RFC 5321 4.1.2, 4.1.3; RFC 6531 3.3): strict where addresses are later put on a wire
/// or into a header, so no control octets, no unquoted specials, no empty labels.
/// </summary>
/// <param name="Address">The mailbox without brackets and source route; empty for the null reverse-path.</param>
/// <param name="At">Index of the @ before the domain; -1 when there is none.</param>
/// <param name="HasRoute">A source route stood before it; it is ignored (RFC 5321 3.6.1).</param>
internal readonly record struct MailPath(string Address, int At, bool HasRoute)
{
    private const int PathBytesMax = 256; // RFC 5321 4.5.3.1.3, brackets included
    private const int DomainBytesMax = 255;
    private const int LabelBytesMax = 63; // RFC 1035 2.3.4

    private static readonly SearchValues<byte> Atext = SearchValues.Create(
        "!#$%&'*+-/0123456789=?ABCDEFGHIJKLMNOPQRSTUVWXYZ^_`abcdefghijklmnopqrstuvwxyz{|}~."u8);

    public bool IsAscii => Ascii.IsValid(Address);

    public ReadOnlySpan<char> LocalPart => At < 0 ? Address : Address.AsSpan(0, At);

    public ReadOnlySpan<char> Domain => At < 0 ? default : Address.AsSpan(At + 1);

    /// <summary>Equal for paths to the same mailbox.</summary>
    public string Key => At < 0 ? Address.ToLowerInvariant() : $"{LocalPart}@{Domain.ToString().ToLowerInvariant()}";

    /// <summary>Reads a path that starts with its angle bracket; says how long it is.</summary>
    /// <param name="text">What follows FROM: or TO:.</param>
    /// <param name="isForward">Of RCPT: never null, and <c>Postmaster</c> needs no domain (RFC 5321 4.1.1.3).</param>
    /// <param name="path">The result.</param>
    /// <param name="length">Octets read, with both brackets.</param>
    public static bool TryParse(ReadOnlySpan<byte> text, bool isForward, out MailPath path, out int length)
    {
        path = default;
        length = 0;
        if (text.Length < 2 || text[0] != '<') return false;
        if (text[1] == '>')
        {
            path = new MailPath("", -1, false);
            length = 2;
            return !isForward;
        }

        var start = 1 + RouteLength(text[1..]);
        var local = LocalPartLength(text[start..]);
        var at = start + local;
        if (local == 0 || at >= text.Length) return false;
        var end = at;
        if (text[at] == '@')
        {
            var domain = DomainLength(text[(at + 1)..]);
            if (domain == 0) return false;
            end = at + 1 + domain;
        }
        else if (!isForward || !Ascii.EqualsIgnoreCase(text[start..at], "postmaster"u8))
        {
            return false;
        }

        if (end >= text.Length || text[end] != '>' || end + 1 > PathBytesMax) return false;
        var mailbox = text[start..end];
        if (!Utf8.IsValid(mailbox)) return false;
        var address = Encoding.UTF8.GetString(mailbox);
        path = new MailPath(address, end == at ? -1 : address.LastIndexOf('@'), start > 1);
        length = end + 1;
        return true;
    }

    /// <summary>The length of <c>@a,@b:</c> at the start, 0 when there is none.</summary>
    private static int RouteLength(ReadOnlySpan<byte> text)
    {
        var i = 0;
        while (i < text.Length && text[i] == '@')
        {
            var domain = DomainLength(text[(i + 1)..]);
            i += 1 + domain;
            if (domain == 0 || i >= text.Length) return 0;
            if (text[i] == ':') return i + 1;
            if (text[i] != ',') return 0;
            i++;
        }

        return 0;
    }

    private static int LocalPartLength(ReadOnlySpan<byte> text)
    {
        if (text.Length > 0 && text[0] == '"') return QuotedLength(text);
        var i = 0;
        for (; i < text.Length && (Atext.Contains(text[i]) || text[i] >= 0x80); i++)
            if (text[i] == '.' && (i == 0 || text[i - 1] == '.')) return 0;
        return i > 0 && text[i - 1] != '.' ? i : 0;
    }

    private static int QuotedLength(ReadOnlySpan<byte> text)
    {
        for (var i = 1; i < text.Length; i++)
        {
            if (text[i] == '"') return i > 1 ? i + 1 : 0;
            if (text[i] == '\\') i++;
            if (i >= text.Length || text[i] < 0x20 || text[i] == 0x7F) return 0;
        }

        return 0;
    }

    private static int DomainLength(ReadOnlySpan<byte> text)
    {
        if (text.Length > 0 && text[0] == '[') return LiteralLength(text);
        var i = 0;
        var label = 0;
        for (; i < text.Length && IsDomainOctet(text[i]); i++)
        {
            if (text[i] != '.') continue;
            if (!IsLabel(text[label..i])) return 0;
            label = i + 1;
        }

        return IsLabel(text[label..i]) && i <= DomainBytesMax ? i : 0;
    }

    // QUIRK: an underscore makes no host name, but PBXs are named so, and the smarthost can say no; b-good-paths.txt.
    private static bool IsDomainOctet(byte b) =>
        char.IsAsciiLetterOrDigit((char)b) || b is (byte)'-' or (byte)'_' or (byte)'.' || b >= 0x80;

    private static bool IsLabel(ReadOnlySpan<byte> label) =>
        label.Length is > 0 and <= LabelBytesMax && label[0] != '-' && label[^1] != '-';

    private static int LiteralLength(ReadOnlySpan<byte> text)
    {
        var end = text.IndexOf((byte)']');
        if (end < 2) return 0;
        var inner = text[1..end];
        Span<char> chars = stackalloc char[64];
        if (!Ascii.IsValid(inner) || Encoding.ASCII.GetCharCount(inner) > chars.Length) return 0;
        chars = chars[..Encoding.ASCII.GetChars(inner, chars)];
        var isIPv6 = chars.StartsWith("IPv6:", StringComparison.OrdinalIgnoreCase);
        if (!IPAddress.TryParse(isIPv6 ? chars[5..] : chars, out var address)) return 0;
        var isWellFormed = isIPv6
            ? address.AddressFamily == AddressFamily.InterNetworkV6 && !chars.ContainsAny('[', ']', '%')
            : address.AddressFamily == AddressFamily.InterNetwork && chars.Count('.') == 3;
        return isWellFormed ? end + 1 : 0;
    }
}
