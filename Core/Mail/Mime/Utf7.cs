using System.Buffers;
using System.Text;

namespace VoicemailOrleans.Core.Mail.Mime;

/// <summary>Reads UTF-7 (RFC 2152), which .NET no longer does: ASCII with UTF-16 in base64 between + and -.</summary>
internal static class Utf7
{
    private static readonly SearchValues<byte> Digits =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"u8);

    /// <summary>The text; null when an octet does not fit.</summary>
    public static string? Decode(ReadOnlySpan<byte> octets)
    {
        var text = new StringBuilder(octets.Length);
        while (!octets.IsEmpty)
        {
            var plus = octets.IndexOf((byte)'+');
            var plain = plus < 0 ? octets : octets[..plus];
            if (!Ascii.IsValid(plain)) return null;
            text.Append(Encoding.ASCII.GetString(plain));
            if (plus < 0) break;
            octets = octets[(plus + 1)..];
            var length = octets.IndexOfAnyExcept(Digits);
            var digits = length < 0 ? octets : octets[..length];
            octets = octets[digits.Length..];
            var isClosed = octets.StartsWith("-"u8);
            if (isClosed) octets = octets[1..];
            if (!digits.IsEmpty)
            {
                if (DecodeDigits(digits) is not { } shifted) return null;
                text.Append(shifted);
            }
            else if (isClosed)
            {
                text.Append('+');
            }
            else
            {
                return null;
            }
        }

        return text.ToString();
    }

    /// <summary>Whole characters, and less than a digit's worth of zero bits behind them.</summary>
    private static string? DecodeDigits(ReadOnlySpan<byte> digits)
    {
        var length = digits.Length * 6 / 16 * 2;
        if (digits.Length * 6 - length * 8 >= 6) return null;
        var padded = Encoding.ASCII.GetString(digits).PadRight((digits.Length + 3) / 4 * 4, 'A');
        var octets = Convert.FromBase64String(padded);
        if (octets.AsSpan(length).ContainsAnyExcept((byte)0)) return null;
        return Charsets.DecodeExact(octets.AsSpan(0, length), "utf-16be");
    }
}
