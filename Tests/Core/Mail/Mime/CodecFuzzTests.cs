using System.Text;
using AngleSharp.Html.Parser;
using VoicemailOrleans.Core.Mail.Mime;
using VoicemailOrleans.Tests.Fakes;

namespace VoicemailOrleans.Tests.Core.Mail.Mime;

/// <summary>
/// The small readers and writers of mail: they take anything, what they write they read again, and what they say holds
/// in the eyes of others.
/// </summary>
public sealed class CodecFuzzTests
{
    private static readonly string[] HeaderWords =
    [
        "=?", "?=", "=?utf-8?Q?", "=?utf-8?B?", "=?iso-2022-jp?B?", "=?utf-16?B?", "=?x?q?", "=C3", "=BC", "=0D=0A", "_", "w6TDtg==", "GyRC",
        "?", "=", " ", "\t", "\r\n ", "\"", "\\", "(", ")", "<", ">", ";", ",", "@", "*", "*0", "*1*", "'", "%C3", "%", "''", "utf-8''",
        "name", "filename", "boundary", "charset", "text/", "plain", "a", "b@c", "\0", "\r", "\n", "\u00c3\u00bc", "\u00ff", "\u0085",
    ];

    private static readonly string[] HtmlWords =
    [
        "<", ">", "/", "<!--", "-->", "--", "!", "<!doctype html>", "<html>", "<head>", "</head>", "<body>", "<BODY class=\"", "'", "\"",
        "<script>", "</script>", "<style>", "</style>", "<title>", "</title>", "<p>", "</p>", "<br>", "<table>", "<tr>", "<td>", "<meta>",
        "<textarea>", "</textarea>", "<!", "<?xml", "?>", "&nbsp;", "x", " ", "\r\n", "=", "<img>", "<a href='>'>", "</body>", "</html>", "<div", "body",
    ];

    [Fact]
    public void HeaderText_AnyOctets_GiveOneLineOfBoundedLength() => Fuzz.Run("header text", random => Octets(random, HeaderWords), octets =>
    {
        var text = HeaderText.Decode(octets, 40);
        Assert.InRange(text.Length, 0, 41);
        Assert.DoesNotContain(text, c => char.IsControl(c) || c is '\u2028' or '\u2029');
        var encoded = HeaderText.Encode(text);
        Assert.DoesNotContain(encoded, c => c is not ('\r' or '\n') and (< ' ' or > '~'));
        Assert.All(encoded.Split("\r\n "), line => Assert.DoesNotContain(line, c => c is '\r' or '\n'));
        if (IsWellFormed(text)) Assert.Equal(text, HeaderText.Decode(Encoding.ASCII.GetBytes(encoded)));
    });

    [Fact]
    public void ContentType_AnyOctets_GiveAType() => Fuzz.Run("content type", random => Octets(random, HeaderWords), octets =>
    {
        var value = Encoding.Latin1.GetString(octets);
        var type = ContentType.Parse(value);
        Assert.Contains('/', type.MediaType);
        Assert.Equal(type.MediaType, type.MediaType.ToLowerInvariant());
        Assert.DoesNotContain(type.Parameters, parameter => parameter.Value.Contains('\0') || parameter.Key != parameter.Key.ToLowerInvariant());
        var quoted = value.Replace("\0", "").Replace("\\", "\\\\").Replace("\"", "\\\"");
        Assert.Equal(value.Replace("\0", ""), ContentType.Parse($"a/b; c=d; X=\"{quoted}\"; e=f").Parameter("x"));
        _ = TransferDecoding.Parse(value);
    });

    [Fact]
    public void AddressText_AnyOctets_GiveAnAddress() => Fuzz.Run("address", random => Octets(random, HeaderWords), octets =>
    {
        var value = Encoding.Latin1.GetString(octets);
        var address = AddressText.Parse(value);
        Assert.NotNull(address.LocalPart);
        Assert.DoesNotContain(address.DisplayName ?? "", c => char.IsControl(c));
        var name = HeaderText.Clean(value.Replace("?", ""), 100).TrimEnd('\u2026');
        if (name.Length == 0 || !Ascii.IsValid(name)) return;
        var quoted = name.Replace("\\", "\\\\").Replace("\"", "\\\"");
        Assert.Equal(new AddressText(name, "a@b"), AddressText.Parse($"\"{quoted}\" <a@b>"));
    });

    [Fact]
    public void TransferDecoding_WhatIsEncoded_ComesBack() => Fuzz.Run("transfer encodings", random => Octets(random, ["\r\n", " ", "=", "-", ".", "From "]), octets =>
    {
        var quoted = QuotedPrintable.Encode(octets);
        Assert.DoesNotContain(quoted, octet => octet is not (9 or 10 or 13) and (< 32 or > 126));
        Assert.All(Encoding.ASCII.GetString(quoted).Split("\r\n"), line => Assert.True(line.Length <= 76 && !line.EndsWith(' ')));
        Same(octets, TransferDecoding.Decode(quoted, TransferEncoding.QuotedPrintable));
        var lines = Convert.ToBase64String(octets).Chunk(1 + octets.Length % 78).Select(line => new string(line) + "\r\n");
        Same(octets, TransferDecoding.Decode(Encoding.ASCII.GetBytes(string.Concat(lines)), TransferEncoding.Base64));
        Same(octets, TransferDecoding.Decode(octets, TransferEncoding.Identity));
    });

    [Fact]
    public void TransferDecoding_AnyOctets_GiveSomething() => Fuzz.Run("transfer decoding", random => Octets(random,
        ["=", "=3D", "=\r\n", "=4", "A", "QUJD", "Q===", "==", "\r\n", "begin 644 a\r\n", "#86)C\r\n", "`\r\n", "end", "M", "~", "\u00ff"]), octets =>
    {
        foreach (var encoding in Enum.GetValues<TransferEncoding>())
        {
            var decoded = TransferDecoding.Decode(octets, encoding);
            Assert.Equal(decoded.Octets.Length, TransferDecoding.DecodedLength(octets, encoding));
            Assert.InRange(TransferDecoding.DecodeStart(octets, encoding).Length, 0, decoded.Octets.Length);
        }
    });

    [Fact]
    public void Charsets_AnyOctetsUnderAnyLabel_GiveText()
    {
        string[] labels =
        [
            "utf-8", "us-ascii", "iso-8859-1", "iso-8859-15", "windows-1252", "koi8-r", "utf-16", "utf-16le", "utf-16be", "utf-32", "utf-7",
            "iso-2022-jp", "iso-2022-kr", "hz-gb-2312", "gb18030", "big5", "shift_jis", "euc-kr", "x-foo", "", "ibm037", "unicode",
        ];
        Fuzz.Run("charsets", random => [(byte)random.Next(labels.Length), .. Octets(random, ["\u001b$B", "\u001b(B", "+2D3eAA-", "+", "-", "~{", "\u00ef\u00bb\u00bf"])], octets =>
        {
            var (label, text) = (labels[octets[0]], octets[1..]);
            Assert.NotNull(Charsets.DecodeTolerant(text, label));
            var exact = Charsets.DecodeExact(text, label);
            if (exact is not null) Assert.True(IsWellFormed(exact), "half a character");
            if (exact is not null && Charsets.IsAsciiCompatible(label)) Assert.Equal("ours" + exact, Charsets.DecodeExact([.. "ours"u8, .. text], label));
        });
    }

    [Fact]
    public void HtmlInsertion_AnyPage_ShowsWhatIsPutIn() => Fuzz.Run("HTML insertion", random => Octets(random, HtmlWords), octets =>
    {
        var at = HtmlInsertion.FindPosition(octets);
        Assert.InRange(at, 0, octets.Length);
        _ = HtmlInsertion.HasContent(octets, at);
        var page = new HtmlParser().ParseDocument(Encoding.Latin1.GetString([.. octets[..at], .. "<p id=ours>words</p>"u8, .. octets[at..]]));
        var ours = page.GetElementById("ours");
        Assert.Equal("words", ours?.TextContent);
        Assert.True(page.Body!.Contains(ours!));
    });

    [Fact]
    public void HtmlEscape_AnyText_IsShownAsItIs() => Fuzz.Run("HTML escape", random => Octets(random, HtmlWords), octets =>
    {
        var text = Encoding.Latin1.GetString(octets);
        var html = HtmlEscape.ToAscii(text);
        Assert.DoesNotContain(html, c => c is not ('\r' or '\n') and (< ' ' or > '~'));
        var shown = new HtmlParser().ParseDocument($"<body><p id=ours>{html}</p>").GetElementById("ours")!;
        Assert.Empty(shown.Children);
        var expected = text.Select(c => char.IsControl(c) && c is not ('\r' or '\n') ? ' ' : c);
        Assert.Equal(string.Concat(expected).ReplaceLineEndings("\n"), shown.TextContent);
    });

    private static void Same(byte[] expected, TransferResult actual)
    {
        Assert.True(actual.IsClean);
        Assert.True(actual.Octets.Span.SequenceEqual(expected));
    }

    /// <summary>No half of a surrogate pair is in it.</summary>
    private static bool IsWellFormed(string text)
    {
        for (var i = 0; i < text.Length; i++)
        {
            if (!Rune.TryGetRuneAt(text, i, out var rune)) return false;
            i += rune.Utf16SequenceLength - 1;
        }

        return true;
    }

    /// <summary>Octets at random, or words of the grammar with a few of them between.</summary>
    private static byte[] Octets(Random random, string[] words)
    {
        var octets = new byte[random.Next(random.Next(4) == 0 ? 300 : 6)];
        random.NextBytes(octets);
        if (octets.Length > 6) return octets;
        var text = new StringBuilder();
        for (var n = random.Next(30); n > 0; n--)
            text.Append(random.Next(12) == 0 && octets.Length > 0 ? ((char)octets[^1]).ToString() : words[random.Next(words.Length)]);
        return Encoding.Latin1.GetBytes(text.ToString());
    }
}
