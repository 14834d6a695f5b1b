using System.Text;

namespace VoicemailOrleans.Core.Mail.Mime;

/// <summary>Turns text that others wrote into HTML that shows it.</summary>
public static class HtmlEscape
{
    /// <summary>
    /// Escapes markup and writes everything beyond printable ASCII as a character reference: the result means the same
    /// in every ASCII-compatible charset. Line ends stay; other control characters become blanks.
    /// </summary>
    public static string ToAscii(string text)
    {
        var html = new StringBuilder(text.Length + 16);
        foreach (var rune in text.EnumerateRunes())
        {
            switch (rune.Value)
            {
                case '<': html.Append("&lt;"); break;
                case '>': html.Append("&gt;"); break;
                case '&': html.Append("&amp;"); break;
                case '"': html.Append("&quot;"); break;
                case '\'': html.Append("&#39;"); break;
                case '\r' or '\n': html.Append((char)rune.Value); break;
                case < 32 or (>= 127 and < 160): html.Append(' '); break;
                case > 126: html.Append("&#").Append(rune.Value).Append(';'); break;
                default: html.Append((char)rune.Value); break;
            }
        }

        return html.ToString();
    }
}
