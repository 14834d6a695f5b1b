using System.Text;
using static VoicemailOrleans.Tests.Core.Mail.Mime.MessageCase;

namespace VoicemailOrleans.Tests.Core.Mail.Mime;

/// <summary>Text bodies in all the charsets, encodings and damages PBXs and gateways produce.</summary>
internal static class TextCases
{
    private const string QuotedPrintable = "\nContent-Transfer-Encoding: quoted-printable\n";
    private const string Base64 = "\nContent-Transfer-Encoding: base64\n";

    public static IEnumerable<MessageCase> All() => Charsets().Concat(Encodings()).Concat(Lines());

    private static IEnumerable<MessageCase> Charsets()
    {
        yield return TextPart("M001-us-ascii", "Content-Type: text/plain; charset=us-ascii\nContent-Transfer-Encoding: 7bit\n", "You have a message.");
        yield return InCharset("M002-utf-8-8bit", "utf-8", Encoding.UTF8.GetBytes("Nachricht für Jörg €"));
        yield return InBase64("M003-utf-8-base64", "utf-8", Encoding.UTF8.GetBytes("Grüße aus Köln"));
        yield return TextPart("M004-latin1-quoted-printable", "Content-Type: text/plain; charset=iso-8859-1" + QuotedPrintable, "Gr=FC=DFe aus K=F6ln");
        yield return InCharset("M005-latin9-euro", "iso-8859-15", [.. "5 "u8, 0xA4]);
        yield return InCharset("M006-windows-1252-quotes", "windows-1252", [0x93, .. "hi"u8, 0x94]);
        yield return InBase64("M007-windows-1251-base64", "windows-1251", Encoded(1251, "Привет"));
        yield return InCharset("M008-koi8-r", "koi8-r", Encoded(20866, "Привет"));
        yield return InCharset("M009-iso-2022-jp", "iso-2022-jp", Encoded(50220, "こんにちは"));
        yield return InCharset("M009-iso-2022-jp-left-open", "iso-2022-jp", Encoded(50220, "こんにちは")[..^3]);
        yield return InBase64("M010-gb18030-base64", "gb18030", Encoded(54936, "你好"));
        yield return InBase64("M011-utf-16le-base64", "utf-16le", Encoding.Unicode.GetBytes("Hi there"));
        yield return InCharset("M012-utf-7", "utf-7", "Hi +AOQ- and +2D3eAA-"u8);
        yield return InCharset("M012-utf-7-broken", "utf-7", "Hi +2D0- there"u8);
        yield return InCharset("M013-unknown-charset", "x-foo", [.. "a"u8, 0xE4, .. "b"u8]);
        yield return InCharset("M014-ascii-with-8-bits", "us-ascii", [.. "a"u8, 0xE4, .. "b"u8]);
        yield return TextPart("M014-8-bits-without-label", "Content-Type: text/plain\n", "a\u00e4b");
        yield return InCharset("M015-utf-8-invalid", "utf-8", [.. "a"u8, 0xE4, .. "b"u8]);
        yield return InCharset("M016-charset-quoted-with-comment", "\"ISO-8859-1\" (x)", [.. "a"u8, 0xE4, .. "b"u8]);
    }

    private static IEnumerable<MessageCase> Encodings()
    {
        const string type = "Content-Type: text/plain";
        yield return TextPart("M017-flowed-delsp", type + "; format=flowed; delsp=yes\n", "soft \nbreak\n-- \nAnn");
        yield return TextPart("M018-quoted-printable-oddities", type + "; charset=iso-8859-1" + QuotedPrintable, "Gr=fc=dfe, ein=\n zeilig   \n=3d=");
        yield return TextPart("M15-quoted-printable-malformed", type + QuotedPrintable, "a =XY b");
        yield return TextPart("M019-base64-garbage", type + Base64, "SGVsbG8*!\ngd29ybGQ");
        yield return TextPart("M020-x-uuencode", type + "\nContent-Transfer-Encoding: x-uuencode\n", "begin 644 a\n#86)C\n`\nend");
        yield return TextPart("M15-unknown-encoding", type + "\nContent-Transfer-Encoding: x-odd\n", "abc");
        yield return TextPart("M021-7bit-with-comment", type + "\nContent-Transfer-Encoding:  7bit (really)\n", "abc");
        yield return TextPart("M022-checksum-length-lines", type + "\nContent-MD5: Q2hlY2sgSW50ZWdyaXR5IQ==\nContent-Length: 3\nLines: 1\nX-Own: kept\n", "abc");
        yield return Of("M023-no-mime", $"{Top}\nYou have a message.\n");
        yield return TextPart("M037-part-without-header", "", "implicit text");
        yield return TextPart("M051-boundary-in-quoted-printable", type + QuotedPrintable, "=2D-b1\nafter");
        yield return TextPart("M077-uuencoded-beside-recording", type + "\n", "hi\nbegin 644 a.wav\n#86)C\n`\nend");
        yield return Of("M077-uuencoded-alone", $"{Top}\nhi\nbegin 644 a.wav\n#86)C\n`\nend\n");
    }

    private static IEnumerable<MessageCase> Lines()
    {
        const string type = "Content-Type: text/plain\n";
        yield return TextPart("M098-line-of-998", type, new string('x', 998));
        yield return TextPart("M099-line-of-5000", type, new string('x', 5000));
        yield return TextPart("M100-no-line-end", type, "no line end");
        yield return TextPart("M100-empty", type, "");
        yield return TextPart("M06-blanks", type, " \n\t\n ");
        yield return TextPart("M101-dots-and-dashes", type, ".\n..\nFrom x\n--\n-- \n--b1y");
        yield return TextPart("M105-nul", type, "a\0b");
    }

    private static byte[] Encoded(int codePage, string text) =>
        CodePagesEncodingProvider.Instance.GetEncoding(codePage)!.GetBytes(text);

    private static MessageCase InCharset(string name, string charset, ReadOnlySpan<byte> octets) => TextPart(
        name, $"Content-Type: text/plain; charset={charset}\nContent-Transfer-Encoding: 8bit\n", Encoding.Latin1.GetString(octets));

    private static MessageCase InBase64(string name, string charset, byte[] octets) =>
        TextPart(name, $"Content-Type: text/plain; charset={charset}{Base64}", Convert.ToBase64String(octets));
}
