using System.Globalization;
using System.Text;

namespace VoicemailOrleans.Core.Mail.Mime;

/// <summary>
/// A structured value with parameters: Content-Type (RFC 2045 section 5.1) or Content-Disposition (RFC 2183),
/// with the extended parameters of RFC 2231. Tolerant: comments go, unquoted values may hold anything but a
/// semicolon, the first of two equal names counts.
/// </summary>
public sealed class ContentType
{
    private const int ParametersMax = 200;

    private readonly Dictionary<string, string> parameters;

    private ContentType(string mediaType, Dictionary<string, string> parameters) =>
        (MediaType, this.parameters) = (mediaType, parameters);

    /// <summary><c>type/subtype</c>, or the disposition, in lower case.</summary>
    public string MediaType { get; }

    /// <summary>A type was given and could be read; otherwise <see cref="MediaType"/> is the default.</summary>
    public bool IsDeclared { get; private init; }

    /// <summary>Parameter names in lower case with their values, one character per octet.</summary>
    public IReadOnlyDictionary<string, string> Parameters => parameters;

    /// <summary>Whether it is that type (given in lower case).</summary>
    public bool Is(string mediaType) => string.Equals(MediaType, mediaType, StringComparison.Ordinal);

    /// <summary>A parameter's value, one character per octet; null when it is not there.</summary>
    public string? Parameter(string name) => parameters.GetValueOrDefault(name);

    /// <summary>
    /// Reads a Content-Type; null and what cannot be read are <c>text/plain</c> (RFC 2045 section 5.2).
    /// </summary>
    public static ContentType Parse(string? value)
    {
        if (value is null) return new ContentType("text/plain", []);
        var (first, parameters) = Split(value);
        var slash = first.IndexOf('/');
        return slash > 0 && slash < first.Length - 1 && !first.AsSpan(slash + 1).Contains('/')
            ? new ContentType(first, parameters) { IsDeclared = true }
            : new ContentType("text/plain", []);
    }

    /// <summary>Reads a Content-Disposition; null gives an empty one.</summary>
    public static ContentType ParseDisposition(string? value)
    {
        var (first, parameters) = Split(value ?? "");
        return new ContentType(first, parameters);
    }

    private static (string First, Dictionary<string, string> Parameters) Split(string value)
    {
        var sections = new List<string>();
        var current = new StringBuilder();
        var depth = 0;
        var quoted = false;
        for (var i = 0; i < value.Length; i++)
        {
            var c = value[i];
            var escaped = c == '\\' && (quoted || depth > 0) && i + 1 < value.Length;
            if (escaped) c = value[++i];
            if (depth > 0)
            {
                if (!escaped && c is '(' or ')') depth += c == '(' ? 1 : -1;
                continue;
            }

            // A quoted character must not act as syntax later on: NUL marks the quotes, which no value needs.
            if (!escaped && c == '"')
            {
                quoted = !quoted;
                current.Append('\0');
            }
            else if (!escaped && !quoted && c == '(')
            {
                depth = 1;
            }
            else if (!escaped && !quoted && c == ';')
            {
                sections.Add(current.ToString());
                current.Clear();
            }
            else if (c != '\0')
            {
                current.Append(c);
            }

            if (sections.Count > ParametersMax) break;
        }

        sections.Add(current.ToString());
        var first = sections[0].Replace("\0", "").Trim().Trim('"').ToLowerInvariant();
        return (first, ReadParameters(sections));
    }

    private static Dictionary<string, string> ReadParameters(List<string> sections)
    {
        var plain = new Dictionary<string, string>(StringComparer.Ordinal);
        var pieces = new Dictionary<string, SortedList<int, (string Value, bool IsEncoded)>>(StringComparer.Ordinal);
        foreach (var section in sections.Skip(1))
        {
            var equals = section.IndexOf('=');
            if (equals <= 0) continue;
            var name = section[..equals].Replace("\0", "").Trim().ToLowerInvariant();
            var value = Unquote(section[(equals + 1)..]);
            var star = name.IndexOf('*');
            if (star < 0)
            {
                plain.TryAdd(name, value);
                continue;
            }

            var isEncoded = name.EndsWith('*');
            var index = name[(star + 1)..].TrimEnd('*') is { Length: > 0 } given ? given : "0";
            if (!int.TryParse(index, NumberStyles.None, CultureInfo.InvariantCulture, out var number)) continue;
            if (!pieces.TryGetValue(name[..star], out var list)) pieces[name[..star]] = list = [];
            list.TryAdd(number, (value, isEncoded));
        }

        foreach (var (name, list) in pieces) plain[name] = Join(list);
        return plain;
    }

    private static string Unquote(string value)
    {
        var first = value.IndexOf('\0');
        if (first < 0 || value.AsSpan(0, first).Trim().Length > 0) return value.Replace("\0", "").Trim();
        var last = value.IndexOf('\0', first + 1);
        return last < 0 ? value[(first + 1)..] : value[(first + 1)..last];
    }

    /// <summary>
    /// RFC 2231 sections 3 and 4: pieces in order, the charset in the first, percent-encoded where marked. The result
    /// is turned into UTF-8 octets, one per character, like every other value here.
    /// </summary>
    private static string Join(SortedList<int, (string Value, bool IsEncoded)> pieces)
    {
        var octets = new List<byte>();
        string? charset = null;
        var expected = 0;
        foreach (var (number, (value, isEncoded)) in pieces)
        {
            if (number != expected++) break;
            var text = value;
            if (number == 0 && isEncoded && text.Split('\'', 3) is [var label, _, var rest])
                (charset, text) = (label, rest);
            for (var i = 0; i < text.Length; i++)
            {
                var isHex = isEncoded && text[i] == '%' && i + 2 < text.Length
                    && char.IsAsciiHexDigit(text[i + 1]) && char.IsAsciiHexDigit(text[i + 2]);
                octets.Add(isHex ? Convert.ToByte(text.Substring(i + 1, 2), 16) : (byte)text[i]);
                if (isHex) i += 2;
            }
        }

        var bytes = octets.ToArray();
        if (charset is not null) bytes = Encoding.UTF8.GetBytes(Charsets.DecodeTolerant(bytes, charset));
        return Encoding.Latin1.GetString(bytes);
    }
}
