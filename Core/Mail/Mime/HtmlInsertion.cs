using System.Text;

namespace VoicemailOrleans.Core.Mail.Mime;

/// <summary>
/// Finds where a fragment goes in an HTML body of any ASCII-compatible charset, and whether anything can be seen after
/// it. A small tokenizer, linear in the length: comments, scripts, styles and quoted attributes are stepped over, so a
/// body tag inside one of them is not taken for the real one.
/// </summary>
internal static class HtmlInsertion
{
    private const int NameMax = 16; // longer than any name asked for here

    /// <summary>
    /// The offset: after the body tag, else after the head, the html tag or the doctype, else the start.
    /// </summary>
    public static int FindPosition(ReadOnlySpan<byte> html)
    {
        var best = html is [0xEF, 0xBB, 0xBF, ..] ? 3 : 0;
        for (var at = 0; NextTag(html, at) is { } tag; at = tag.End)
        {
            switch (tag.Name)
            {
                case "body":
                    return tag.End;
                case "!doctype" or "html" or "/head":
                    best = tag.End;
                    break;
                case "head" or "meta" or "title" or "link" or "style" or "script" or "base" or "!--" or "?xml":
                    break;
                default:
                    return best;
            }
        }

        return best;
    }

    /// <summary>Whether there is text or a picture from an offset on.</summary>
    public static bool HasContent(ReadOnlySpan<byte> html, int from)
    {
        var at = from;
        while (true)
        {
            var tag = NextTag(html, at);
            if (HasText(html[at..(tag?.Start ?? html.Length)])) return true;
            if (tag is null) return false;
            if (tag.Value.Name is "img" or "object" or "video" or "svg" or "hr") return true;
            at = tag.Value.End;
        }
    }

    private static bool HasText(ReadOnlySpan<byte> text)
    {
        while (true)
        {
            text = text.TrimStart(" \t\r\n\f\v\0"u8);
            if (text.IsEmpty) return false;
            if (text.StartsWith("&nbsp;"u8)) text = text[6..];
            else if (text.StartsWith("&#160;"u8)) text = text[6..];
            else if (text.StartsWith("\u00a0"u8)) text = text[2..];
            else return true;
        }
    }

    private static Tag? NextTag(ReadOnlySpan<byte> html, int from)
    {
        var start = from;
        while (true)
        {
            var found = html[start..].IndexOf((byte)'<');
            if (found < 0 || start + found + 1 >= html.Length) return null;
            start += found;
            var next = html[start + 1];
            if (char.IsAsciiLetter((char)next) || next is (byte)'/' or (byte)'!' or (byte)'?') break;
            start++;
        }

        if (html[start..].StartsWith("<!--"u8))
        {
            var close = html[(start + 4)..].IndexOf("-->"u8);
            return new Tag("!--", start, close < 0 ? html.Length : start + 4 + close + 3);
        }

        var name = NameAt(html, start + 1);
        var end = TagEnd(html, start + 1);
        if (name is "script" or "style" or "title" or "textarea") end = RawTextEnd(html, end, name);
        return new Tag(name, start, end);
    }

    private static string NameAt(ReadOnlySpan<byte> html, int at)
    {
        var name = html[at..Math.Min(html.Length, at + NameMax)];
        var length = name.IndexOfAny(" \t\r\n>"u8);
        if (length >= 0) name = name[..length];
        if (name.Length > 1) name = name.TrimEnd((byte)'/');
        return Encoding.Latin1.GetString(name).ToLowerInvariant();
    }

    private static int TagEnd(ReadOnlySpan<byte> html, int at)
    {
        byte quote = 0;
        for (; at < html.Length; at++)
        {
            var c = html[at];
            if (quote == 0 && c == (byte)'>') return at + 1;
            if (quote == 0 && c is (byte)'"' or (byte)'\'') quote = c;
            else if (c == quote) quote = 0;
        }

        return html.Length;
    }

    private static int RawTextEnd(ReadOnlySpan<byte> html, int from, string name)
    {
        for (var at = from; ;)
        {
            var found = html[at..].IndexOf("</"u8);
            if (found < 0) return html.Length;
            at += found;
            if (NameAt(html, at + 1) == "/" + name) return TagEnd(html, at);
            at += 2;
        }
    }

    private readonly record struct Tag(string Name, int Start, int End);
}
