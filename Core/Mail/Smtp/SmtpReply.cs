using System.Globalization;
using System.Text;

namespace VoicemailOrleans.Core.Mail.Smtp;

/// <summary>
/// A reply as a server sends it (RFC 5321 4.2). The octets are made once, so that a reply
/// that never changes costs nothing to send.
/// </summary>
public sealed class SmtpReply
{
    /// <summary>Octets of one reply line with its CRLF (RFC 5321 4.5.3.1.5).</summary>
    public const int LineBytesMax = 512;

    private readonly byte[] wire;

    /// <summary>Makes a reply of one line.</summary>
    /// <param name="code">Three digits.</param>
    /// <param name="enhanced">Its enhanced status code (RFC 2034); null for greeting, HELO, EHLO and 3xx.</param>
    /// <param name="text">Printable text for people; ASCII.</param>
    public SmtpReply(int code, EnhancedStatusCode? enhanced, string text)
        : this(code, enhanced, [text])
    {
    }

    /// <summary>Makes a reply of several lines.</summary>
    public SmtpReply(int code, EnhancedStatusCode? enhanced, IReadOnlyList<string> lines)
    {
        if (enhanced is { } status && status.Class != code / 100)
            throw new ArgumentException($"{status} does not belong to {code}.", nameof(enhanced));
        Code = code;
        Enhanced = enhanced;
        Text = lines[0];
        wire = Format(code, enhanced, lines);
    }

    /// <summary>The reply code.</summary>
    public int Code { get; }

    /// <summary>The enhanced status code, or null.</summary>
    public EnhancedStatusCode? Enhanced { get; }

    /// <summary>The text of the first line.</summary>
    public string Text { get; }

    /// <summary>Refuses something: 4xx or 5xx.</summary>
    public bool IsRefusal => Code >= 400;

    /// <summary>The octets to send, CRLF included.</summary>
    public ReadOnlySpan<byte> Wire => wire;

    /// <summary>The first line without its line end.</summary>
    public override string ToString() =>
        Enhanced is { } status
            ? string.Create(CultureInfo.InvariantCulture, $"{Code} {status} {Text}")
            : string.Create(CultureInfo.InvariantCulture, $"{Code} {Text}");

    private static byte[] Format(int code, EnhancedStatusCode? enhanced, IReadOnlyList<string> lines)
    {
        var text = new StringBuilder();
        for (var i = 0; i < lines.Count; i++)
        {
            var start = text.Length;
            text.Append(CultureInfo.InvariantCulture, $"{code}{(i == lines.Count - 1 ? ' ' : '-')}");
            if (enhanced is { } status) text.Append(status).Append(' ');
            text.Append(lines[i]).Append("\r\n");
            if (text.Length - start > LineBytesMax) throw new ArgumentException("reply line too long", nameof(lines));
        }

        return Encoding.ASCII.GetBytes(text.ToString());
    }
}
