using System.Globalization;
using System.Text;

namespace VoicemailOrleans.Core.Mail.Smtp.Client;

/// <summary>What a peer wrote, made fit for logs, state and DSNs.</summary>
internal static class ReplyText
{
    /// <summary>
    /// Escapes what could start a line or turn a terminal, and cuts at <see cref="SmtpReply.TextMax"/>.
    /// </summary>
    public static string Clean(string text)
    {
        var clean = new StringBuilder(Math.Min(text.Length, SmtpReply.TextMax));
        foreach (var rune in text.EnumerateRunes())
        {
            var piece = IsHarmless(rune) ? rune.ToString() : $"\\x{rune.Value:x2}";
            if (clean.Length + piece.Length > SmtpReply.TextMax) break;
            clean.Append(piece);
        }

        return clean.ToString();
    }

    /// <summary>
    /// Splits a leading enhanced status code (RFC 3463 section 2) off a line; its
    /// class must agree with the reply code's.
    /// </summary>
    public static (string? Code, string Text) SplitEnhancedCode(int code, string line)
    {
        var end = line.IndexOf(' ');
        var word = end < 0 ? line : line[..end];
        var parts = word.Split('.');
        var isCode = parts.Length == 3 && parts[0].Length == 1 && parts[0][0] - '0' == code / 100
            && IsNumber(parts[1]) && IsNumber(parts[2]);
        return isCode ? (word, end < 0 ? "" : line[(end + 1)..]) : (null, line);
    }

    private static bool IsNumber(string text) => text.Length is >= 1 and <= 3 && text.All(char.IsAsciiDigit);

    private static bool IsHarmless(Rune rune) => Rune.GetUnicodeCategory(rune)
        is not (UnicodeCategory.Control or UnicodeCategory.Format
            or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator);
}
