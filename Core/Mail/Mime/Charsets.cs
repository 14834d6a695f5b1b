using System.Text;

namespace VoicemailOrleans.Core.Mail.Mime;

/// <summary>Charsets of mail by their MIME names (RFC 2046 section 4.1.2).</summary>
public static class Charsets
{
    private const int Latin1CodePage = 28591;

    private static readonly string[] NotAsciiCompatible =
    [
        "utf-16", "utf-32", "utf-7", "unicode", "ucs-2", "ucs-4", "iso-10646", "iso-2022-", "hz-",
        "ibm037", "ibm500", "ibm1047", "ebcdic", "cp037", "cp500",
    ];

    /// <summary>
    /// Decodes every octet as what the label says; null when the label is unknown or an octet does not fit.
    /// </summary>
    /// <remarks>
    /// Senders that say iso-8859-1 and have an octet from 0x80 to 0x9F mean windows-1252, its euro sign and quotes:
    /// mail clients read it so (WHATWG Encoding Standard, section 4.2), and nobody writes the controls it stands for.
    /// </remarks>
    /// <param name="octets">The text.</param>
    /// <param name="charset">Its label; null is us-ascii.</param>
    /// <param name="isCut">It may end in the middle of a character, which is left out.</param>
    public static string? DecodeExact(ReadOnlySpan<byte> octets, string? charset, bool isCut = false)
    {
        if (Normal(charset ?? "") is "utf-7" or "unicode-1-1-utf-7") return Utf7.Decode(octets);
        if (Find(charset ?? "us-ascii") is not { } encoding) return null;
        if (encoding.CodePage == Latin1CodePage && octets.ContainsAnyInRange((byte)0x80, (byte)0x9F))
            encoding = Find("windows-1252")!;
        try
        {
            return isCut ? DecodeCut(octets, encoding) : encoding.GetString(octets);
        }
        catch (DecoderFallbackException)
        {
            return null;
        }
    }

    /// <summary>Decodes somehow: as labelled if that works, else as UTF-8 if it is, else as windows-1252.</summary>
    public static string DecodeTolerant(ReadOnlySpan<byte> octets, string? charset, bool isCut = false) =>
        (charset is null ? null : DecodeExact(octets, charset, isCut))
        ?? DecodeExact(octets, "utf-8", isCut)
        ?? CodePagesEncodingProvider.Instance.GetEncoding(1252)!.GetString(octets);

    /// <summary>Whether ASCII text can be put between its octets as it is. Unknown charsets are taken to be.</summary>
    public static bool IsAsciiCompatible(string? charset) =>
        !NotAsciiCompatible.Any(name => Normal(charset ?? "").StartsWith(name, StringComparison.Ordinal));

    private static string DecodeCut(ReadOnlySpan<byte> octets, Encoding encoding)
    {
        var text = new char[encoding.GetMaxCharCount(octets.Length)];
        return new string(text, 0, encoding.GetDecoder().GetChars(octets, text, flush: false));
    }

    private static string Normal(string charset) => charset.Trim().Trim('"', '\'').ToLowerInvariant();

    private static Encoding? Find(string charset)
    {
        var name = Normal(charset);
        if (name is "utf8") name = "utf-8";
        if (name.Length is 0 or > 40 || name is "utf-7" or "unicode-1-1-utf-7") return null;
        try
        {
            var (encoder, decoder) = (EncoderFallback.ExceptionFallback, DecoderFallback.ExceptionFallback);
            return CodePagesEncodingProvider.Instance.GetEncoding(name, encoder, decoder)
                ?? Encoding.GetEncoding(name, encoder, decoder);
        }
        catch (Exception e) when (e is ArgumentException or NotSupportedException)
        {
            return null;
        }
    }
}
