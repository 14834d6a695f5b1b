using System.Buffers.Text;
using System.Globalization;
using System.Text;

namespace VoicemailOrleans.Core.Mail.Mime;

/// <summary>
/// Unstructured header values as text for people, and back: RFC 2047 encoded words, read tolerantly (blanks inside,
/// missing padding, a character split over two words, unknown charsets), raw UTF-8 (RFC 6532) and raw 8-bit octets.
/// What cannot be decoded stays as it is. No line end or other control character comes out, whatever was encoded.
/// </summary>
public static class HeaderText
{
    /// <summary>Characters kept of a value unless the caller says otherwise.</summary>
    public const int CharactersMax = 500;

    /// <summary>Octets looked at: enough for any value cut to its length, a bound on the work.</summary>
    private const int OctetsMax = 16 * 1024;

    /// <summary>Decodes a value.</summary>
    /// <param name="raw">What follows the colon, folds included.</param>
    /// <param name="charactersMax">Longer text is cut and ends with an ellipsis.</param>
    public static string Decode(ReadOnlySpan<byte> raw, int charactersMax = CharactersMax)
    {
        var value = Encoding.Latin1.GetString(raw[..Math.Min(raw.Length, OctetsMax)]);
        var text = new StringBuilder();
        var plainFrom = 0;
        var afterWord = false;
        for (var at = value.IndexOf("=?", StringComparison.Ordinal); at >= 0;)
        {
            if (ReadWord(value, at) is not { } word)
            {
                at = value.IndexOf("=?", at + 2, StringComparison.Ordinal);
                continue;
            }

            // Blanks between two encoded words are not part of the text (RFC 2047 section 6.2).
            var between = value[plainFrom..at];
            if (!afterWord || !string.IsNullOrWhiteSpace(between)) AppendPlain(text, between);
            while (Adjacent(value, word) is { } next) word = next;
            text.Append(Charsets.DecodeTolerant(word.Octets, word.Charset));
            plainFrom = word.End;
            afterWord = true;
            at = value.IndexOf("=?", word.End, StringComparison.Ordinal);
        }

        AppendPlain(text, value[plainFrom..]);
        return Clean(text.ToString(), charactersMax);
    }

    /// <summary>
    /// Makes text fit for one line of a header or a page: control characters become blanks, blanks
    /// are joined, and it is cut to a length.
    /// </summary>
    public static string Clean(string text, int charactersMax = CharactersMax)
    {
        var clean = new StringBuilder(Math.Min(text.Length, charactersMax + 1));
        foreach (var c in text)
        {
            var isBlank = char.IsControl(c) || char.IsWhiteSpace(c) || c is '\u2028' or '\u2029' or '\ufeff';
            if (isBlank && (clean.Length == 0 || clean[^1] == ' ')) continue;
            if (clean.Length >= charactersMax)
            {
                if (char.IsHighSurrogate(clean[^1])) clean.Length--;
                return clean.ToString().TrimEnd() + "…";
            }

            clean.Append(isBlank ? ' ' : c);
        }

        return clean.ToString().TrimEnd();
    }

    /// <summary>
    /// A value for a header field of ours: as it is when it is printable ASCII, else as UTF-8 encoded words, each of 75
    /// characters at most (RFC 2047 section 2), folded.
    /// </summary>
    public static string Encode(string text)
    {
        text = Clean(text, 900);
        if (Ascii.IsValid(text) && !text.Contains("=?", StringComparison.Ordinal)) return text;
        var words = new List<string>();
        var octets = new List<byte>();
        Span<byte> buffer = stackalloc byte[4];
        foreach (var rune in text.EnumerateRunes())
        {
            var length = rune.EncodeToUtf8(buffer);
            if (octets.Count + length > 45) Flush();
            octets.AddRange(buffer[..length]);
        }

        Flush();
        return string.Join("\r\n ", words);

        void Flush()
        {
            words.Add($"=?utf-8?B?{Convert.ToBase64String([.. octets])}?=");
            octets.Clear();
        }
    }

    private static void AppendPlain(StringBuilder text, string plain)
    {
        if (Ascii.IsValid(plain)) text.Append(plain);
        else text.Append(Charsets.DecodeTolerant(Encoding.Latin1.GetBytes(plain), null));
    }

    private static Word? ReadWord(string value, int at)
    {
        var charsetEnd = value.IndexOf('?', at + 2, Math.Min(64, value.Length - at - 2));
        if (charsetEnd <= at + 2 || charsetEnd + 2 >= value.Length || value[charsetEnd + 2] != '?') return null;
        var end = value.IndexOf('?', charsetEnd + 3);
        if (end < 0 || end + 1 >= value.Length || value[end + 1] != '=') return null;
        var charset = value[(at + 2)..charsetEnd].Split('*')[0];
        if (charset.Any(c => c <= ' ')) return null;
        var octets = (value[charsetEnd + 1] | 0x20) switch
        {
            'q' => DecodeQ(value.AsSpan((charsetEnd + 3)..end)),
            'b' => DecodeB(value[(charsetEnd + 3)..end]),
            _ => null,
        };
        return octets is null ? null : new Word(charset, octets, end + 2);
    }

    /// <summary>
    /// The next word joined to this one, if it follows after blanks and has the same charset: some
    /// senders split in the middle of a character.
    /// </summary>
    private static Word? Adjacent(string value, Word word)
    {
        var at = word.End;
        while (at < value.Length && value[at] is ' ' or '\t' or '\r' or '\n') at++;
        if (at + 1 >= value.Length || value[at] != '=' || value[at + 1] != '?') return null;
        if (ReadWord(value, at) is not { } next) return null;
        var isJoined = next.Charset.Equals(word.Charset, StringComparison.OrdinalIgnoreCase);
        return isJoined ? next with { Octets = [.. word.Octets, .. next.Octets] } : null;
    }

    private static byte[] DecodeQ(ReadOnlySpan<char> text)
    {
        var octets = new List<byte>(text.Length);
        for (var i = 0; i < text.Length; i++)
        {
            var isHex = text[i] == '=' && i + 2 < text.Length
                && char.IsAsciiHexDigit(text[i + 1]) && char.IsAsciiHexDigit(text[i + 2]);
            octets.Add(isHex ? byte.Parse(text.Slice(i + 1, 2), NumberStyles.HexNumber, CultureInfo.InvariantCulture)
                : text[i] == '_' ? (byte)' '
                : (byte)text[i]);
            if (isHex) i += 2;
        }

        return [.. octets];
    }

    private static byte[]? DecodeB(string text)
    {
        var digits = text.Replace(" ", "").Replace("\t", "").Replace("\r", "").Replace("\n", "").TrimEnd('=');
        if (digits.Length % 4 == 1) digits = digits[..^1];
        digits = digits.PadRight((digits.Length + 3) / 4 * 4, '=');
        var isValid = Base64.IsValid(digits) && (digits.Length > 0 || text.Length == 0);
        return isValid ? Convert.FromBase64String(digits) : null;
    }

    private sealed record Word(string Charset, byte[] Octets, int End);
}
