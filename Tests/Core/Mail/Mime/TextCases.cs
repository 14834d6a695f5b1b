using System.Text;

namespace VoicemailOrleans.Tests.Core.Mail.Mime;

/// <summary>Text bodies in all the charsets, encodings and damages PBXs and gateways produce.</summary>
internal static class TextCases
{
    public static IEnumerable<MessageCase> All()
    {
        yield return MessageCase.TextPart("us-ascii", Expect.Text, "Content-Type: text/plain; charset=us-ascii\n",
            "You have a message.");
        yield return MessageCase.TextPart("utf-8-8bit", Expect.Text,
            "Content-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: 8bit\n",
                Encoding.UTF8.GetBytes("Nachricht für Jörg €"));
        yield return Encoded("utf-8-base64", "utf-8", Encoding.UTF8.GetBytes("Grüße aus Köln"));
        yield return MessageCase.TextPart("latin1-qp", Expect.Text,
            "Content-Type: text/plain; charset=iso-8859-1\nContent-Transfer-Encoding: quoted-printable\n",
                "Gr=FC=dfe, ein=\n zeilig   \n=3D=");
        yield return MessageCase.TextPart("latin9-euro", Expect.Text,
            "Content-Type: text/plain; charset=iso-8859-15\n", "5 \u00a4");
        yield return MessageCase.TextPart("windows-1252-quotes", Expect.Text,
            "Content-Type: text/plain; charset=windows-1252\n", "\u0093hi\u0094");
        yield return Encoded("windows-1251-base64", "windows-1251", Of(1251, "Привет"));
        yield return MessageCase.TextPart("koi8-r", Expect.Text, "Content-Type: text/plain; charset=koi8-r\n",
            Of(20866, "Привет"));
        yield return MessageCase.TextPart("iso-2022-jp", Expect.Text,
            "Content-Type: text/plain; charset=iso-2022-jp\n", Of(50220, "こんにちは"));
        yield return Encoded("gb18030-base64", "gb18030", Of(54936, "你好"));
        yield return Encoded("utf-16le-base64", "utf-16le", Encoding.Unicode.GetBytes("Hi there"));
        yield return MessageCase.TextPart("utf-7", Expect.Beside, "Content-Type: text/plain; charset=utf-7\n",
            "Hi +AOQ-");
        yield return MessageCase.TextPart("unknown-charset", Expect.Beside,
            "Content-Type: text/plain; charset=x-foo\n", "a\u00e4b");
        yield return MessageCase.TextPart("ascii-with-8bit", Expect.Beside,
            "Content-Type: text/plain; charset=us-ascii\n", "a\u00e4b");
        yield return MessageCase.TextPart("8bit-without-label", Expect.Beside, "Content-Type: text/plain\n",
            "a\u00e4b");
        yield return MessageCase.TextPart("utf-8-invalid", Expect.Beside, "Content-Type: text/plain; charset=utf-8\n",
            "a\u00e4b");
        yield return MessageCase.TextPart("charset-quoted-comment", Expect.Text,
            "Content-Type: text/plain; charset=\"ISO-8859-1\" (x)\n", "a\u00e4b");
        yield return MessageCase.TextPart("flowed", Expect.Text,
            "Content-Type: text/plain; format=flowed; delsp=yes\n", "soft \nbreak\n-- \nAnn");
        yield return MessageCase.TextPart("base64-garbage", Expect.Beside,
            "Content-Type: text/plain\nContent-Transfer-Encoding: base64\n", "SGVsbG8*!\ngd29ybGQ");
        yield return MessageCase.TextPart("qp-malformed", Expect.Beside,
            "Content-Type: text/plain\nContent-Transfer-Encoding: quoted-printable\n", "a =XY b");
        yield return MessageCase.TextPart("x-uuencode", Expect.Beside,
            "Content-Type: text/plain\nContent-Transfer-Encoding: x-uuencode\n", "begin 644 a\n#86)C\n`\nend");
        yield return MessageCase.TextPart("unknown-encoding", Expect.Beside,
            "Content-Type: text/plain\nContent-Transfer-Encoding: x-odd\n", "abc");
        yield return MessageCase.TextPart("7bit-comment", Expect.Text,
            "Content-Type: text/plain\nContent-Transfer-Encoding:  7bit (really)\n", "abc");
        yield return MessageCase.TextPart("md5-length-lines", Expect.Text,
            "Content-Type: text/plain\nContent-MD5: Q2hlY2sgSW50ZWdyaXR5IQ==\nContent-Length: 3\nLines: 1\nX-Own: kept\n", "abc");
        yield return MessageCase.TextPart("no-header-in-part", Expect.Text, "", "implicit text");
        yield return MessageCase.TextPart("empty-text", Expect.Text, "Content-Type: text/plain\n", "");
        yield return MessageCase.TextPart("blank-text", Expect.Text, "Content-Type: text/plain\n", " \n\t\n ");
        yield return MessageCase.TextPart("dots-and-dashes", Expect.Text, "Content-Type: text/plain\n",
            ".\n..\nFrom x\n--\n-- \n--b1y");
        yield return MessageCase.TextPart("line-998", Expect.Text, "Content-Type: text/plain\n", new string('x', 998));
        yield return MessageCase.TextPart("line-5000", Expect.Text, "Content-Type: text/plain\n",
            new string('x', 5000));
        yield return MessageCase.TextPart("nul-in-text", Expect.Text, "Content-Type: text/plain\n", "a\0b");
        yield return MessageCase.TextPart("uu-in-text", Expect.Text, "Content-Type: text/plain\n",
            "hi\nbegin 644 a.wav\n#86)C\n`\nend");
        yield return MessageCase.TextPart("boundary-in-qp", Expect.Text,
            "Content-Type: text/plain\nContent-Transfer-Encoding: quoted-printable\n", "=2D-b1\nafter");
        foreach (var item in Html()) yield return item;
    }

    private static IEnumerable<MessageCase> Html()
    {
        yield return MessageCase.TextPart("html-only", Expect.Text, "Content-Type: text/html; charset=utf-8\n",
            "<html><body class=\"a>b\"><p>You have mail</p></body></html>");
        yield return MessageCase.TextPart("html-no-body", Expect.Text, "Content-Type: text/html\n", "<P>You have mail");
        yield return MessageCase.TextPart("html-body-in-comment", Expect.Text, "Content-Type: text/html\n",
            "<!-- <body> --><html><head><script>var a='<body>';</script><style>b{}</style></head><BODY\n BGCOLOR='x>y'>real</BODY></html>");
        yield return MessageCase.TextPart("html-meta-differs", Expect.Text, "Content-Type: text/html; charset=utf-8\n",
            "<html><head><meta charset=iso-8859-1></head><body>x</body></html>");
        yield return MessageCase.TextPart("html-empty-body", Expect.Text, "Content-Type: text/html\n",
            "<html><body>&nbsp; <br> </body></html>");
        yield return MessageCase.TextPart("html-unknown-charset", Expect.Text,
            "Content-Type: text/html; charset=x-foo\n", "<body>a\u00e4b</body>");
        yield return Encoded("html-utf-16", "utf-16le", Encoding.Unicode.GetBytes("<body>hällo</body>"), "text/html");
        yield return MessageCase.TextPart("html-broken-base64", Expect.Beside,
            "Content-Type: text/html\nContent-Transfer-Encoding: base64\n", "PGI+*eDwv");
    }

    private static byte[] Of(int codePage, string text) =>
        CodePagesEncodingProvider.Instance.GetEncoding(codePage)!.GetBytes(text);

    private static MessageCase Encoded(string id, string charset, byte[] octets, string type = "text/plain") =>
        MessageCase.TextPart(
            id, Expect.Text, $"Content-Type: {type}; charset={charset}\nContent-Transfer-Encoding: base64\n",
            Convert.ToBase64String(octets));
}
