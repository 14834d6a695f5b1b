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

    private static ReadOnlySpan<byte> NameEnds => " \t\r\n\f/>"u8;

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

        if (html[start..].StartsWith("<!--"u8)) return new Tag("!--", start, CommentEnd(html, start));
        var name = NameAt(html, start + 1);
        var end = TagEnd(html, start + 1);

        // What is cut off within a tag is not shown, and nothing behind it.
        if (end < 0) return null;
        if (name is "script" or "style" or "title" or "textarea") end = RawTextEnd(html, end, name);
        return new Tag(name, start, end);
    }

    private static string NameAt(ReadOnlySpan<byte> html, int at)
    {
        var name = html[at..Math.Min(html.Length, at + NameMax)];
        var length = name.Length > 1 ? name[1..].IndexOfAny(NameEnds) : -1;
        if (length >= 0) name = name[..(length + 1)];
        return Encoding.Latin1.GetString(name).ToLowerInvariant();
    }

    /// <summary>A comment may also end where it begins, and later on with an exclamation mark.</summary>
    private static int CommentEnd(ReadOnlySpan<byte> html, int start)
    {
        for (var at = start + 2; ; at++)
        {
            var found = html[at..].IndexOf("--"u8);
            if (found < 0) return html.Length;
            at += found;
            if (html[(at + 2)..].StartsWith(">"u8)) return at + 3;
            if (at >= start + 4 && html[(at + 2)..].StartsWith("!>"u8)) return at + 4;
        }
    }

    /// <summary>
    /// The offset after a tag, or -1 when it does not end. Quotes count only where a value begins, and not at all in
    /// what is neither a start nor an end tag (HTML Standard, section 13.2.5).
    /// </summary>
    private static int TagEnd(ReadOnlySpan<byte> html, int at)
    {
        var first = html[at] == (byte)'/' && at + 1 < html.Length ? html[at + 1] : html[at];
        var isTag = char.IsAsciiLetter((char)first);
        for (var place = Place.TagName; at < html.Length; at++)
        {
            var c = (char)html[at];
            if (c == '>') return at + 1;
            if (isTag && place == Place.BeforeValue && c is '"' or '\'')
            {
                var length = html[(at + 1)..].IndexOf(html[at]);
                if (length < 0) return -1;
                at += length + 1;
                place = Place.BeforeName;
                continue;
            }

            var isBlank = c is ' ' or '\t' or '\r' or '\n' or '\f';
            place = place switch
            {
                Place.TagName when isBlank || (c == '/' && html[at - 1] != (byte)'<') => Place.BeforeName,
                Place.Value when isBlank => Place.BeforeName,
                Place.BeforeName when !isBlank && c != '/' => Place.Name,
                Place.Name when c == '=' => Place.BeforeValue,
                Place.Name when c == '/' => Place.BeforeName,
                Place.BeforeValue when !isBlank => Place.Value,
                _ => place,
            };
        }

        return -1;
    }

    private static int RawTextEnd(ReadOnlySpan<byte> html, int from, string name)
    {
        var closing = "/" + name;
        for (var at = from; ;)
        {
            var found = html[at..].IndexOf("</"u8);
            if (found < 0) return html.Length;
            at += found;
            if (NameAt(html, at + 1) != closing)
            {
                at += 2;
                continue;
            }

            var isCut = TagEnd(html, at + 1) is var end && end < 0;
            return isCut || (name == "script" && HidesItsEnd(html[from..at])) ? html.Length : end;
        }
    }

    /// <summary>A script within a comment within a script: the first end is not the last.</summary>
    private static bool HidesItsEnd(ReadOnlySpan<byte> script) =>
        script.IndexOf("<!--"u8) is var comment and >= 0
        && Encoding.Latin1.GetString(script[comment..]).Contains("<script", StringComparison.OrdinalIgnoreCase);

    private enum Place
    {
        TagName,
        BeforeName,
        Name,
        BeforeValue,
        Value,
    }

    private readonly record struct Tag(string Name, int Start, int End);
}
