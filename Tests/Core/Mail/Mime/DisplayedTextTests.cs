using System.Text;
using AngleSharp.Html.Parser;
using VoicemailOrleans.Core.Mail.Mime;
using VoicemailOrleans.Core.Mail.Profiles;

namespace VoicemailOrleans.Tests.Core.Mail.Mime;

/// <summary>Texts whose label or encoding is wrong, as people and rules read them.</summary>
public sealed class DisplayedTextTests
{
    private const string Plain = "Content-Type: text/plain";

    /// <summary>The text itself stays as it is; readers of HTML, who see nothing else, get it as well as it can be read.</summary>
    [Theory]
    [InlineData(Plain, "Gr\u00c3\u00bc\u00c3\u009fe aus K\u00c3\u00b6ln", "Gr\u00fc\u00dfe aus K\u00f6ln")] // UTF-8 without a label
    [InlineData(Plain, "Gr\u00fc\u00dfe \u0093Ann\u0094", "Gr\u00fc\u00dfe \u201cAnn\u201d")]
    [InlineData(Plain + "; charset=utf-8", "Gr\u00fc\u00dfe", "Gr\u00fc\u00dfe")]
    [InlineData(Plain + "; charset=x-foo", "Gr\u00fc\u00dfe", "Gr\u00fc\u00dfe")]
    [InlineData(Plain + "\nContent-Transfer-Encoding: base64", "SGVsbG8gd29ybGQ", "Hello world")]
    [InlineData(Plain + "\nContent-Transfer-Encoding: quoted-printable", "1 = 1 <b>", "1 = 1 <b>")]
    [InlineData(Plain + "\nContent-Transfer-Encoding: x-odd", "Hello world", "Hello world")]
    public void Text_ThatCannotBeDecodedExactly_IsInTheHtmlToo(string fields, string body, string shown)
    {
        var message = MessageCase.TextPart("x", fields + "\n", body).Message;
        var output = MimeJudge.Rewrite(message);
        MimeJudge.JudgeAll(message, output);
        Assert.Contains(shown, ShownHtml(output), StringComparison.Ordinal);
        Assert.True(output.AsSpan().IndexOf(Encoding.Latin1.GetBytes(body)) >= 0);
    }

    [Fact]
    public void Text_ThatIsVeryLong_IsInTheHtmlAsFarAsOthersAre()
    {
        var body = string.Concat(Enumerable.Repeat("\u00c3\u00bc\u00c3\u00bc\u00c3\u00bc und so weiter\n", 100_000));
        var message = MessageCase.TextPart("x", Plain + "\n", body).Message;
        var output = MimeJudge.Rewrite(message);
        var shown = ShownHtml(output);
        Assert.Contains("\u00fc\u00fc\u00fc und so weiter", shown, StringComparison.Ordinal);
        Assert.Contains("[\u2026]", shown, StringComparison.Ordinal);
        Assert.True(output.Length < message.Length + 60_000);
    }

    [Theory]
    [InlineData("iso-8859-1", "5 \u0080 for \u0093Ann\u0094", "5 \u20ac for \u201cAnn\u201d")]
    [InlineData("\"Latin1\"", "\u0092\u00e4", "\u2019\u00e4")]
    [InlineData("ISO-8859-1", "\u00e4\u00a4", "\u00e4\u00a4")]
    [InlineData("iso-8859-15", "\u00a4", "\u20ac")]
    [InlineData("us-ascii", "\u0080", null)]
    public void Latin1_WithOctetsOfWindows1252_IsReadAsThat(string charset, string octets, string? expected) =>
        Assert.Equal(expected, Charsets.DecodeExact(Encoding.Latin1.GetBytes(octets), charset));

    [Fact]
    public void Latin1_WithOctetsOfWindows1252_IsRightInEveryCopyAndInTheSubject()
    {
        const string Body = "5 \u0080 for \u0093Ann\u0094";
        var message = MessageCase.TextPart("x", Plain + "; charset=iso-8859-1\n", Body).Message;
        var output = MimeJudge.Rewrite(message);
        MimeJudge.Judge(message, output, Expect.Text);
        Assert.EndsWith("5 \u20ac for \u201cAnn\u201d", MimeJudge.Text(MimeJudge.Read(output)).TrimEnd(), StringComparison.Ordinal);
        Assert.Contains("5 \u20ac for \u201cAnn\u201d", ShownHtml(output), StringComparison.Ordinal);
        Assert.Equal("5 \u20ac", HeaderText.Decode("=?iso-8859-1?Q?5_=80?="u8));
    }

    /// <summary>A boundary may have octets that are no ASCII; ours beside it must have the same.</summary>
    [Theory]
    [InlineData("alternative", "Content-Type: text/plain\n\nplain text\n")]
    [InlineData("alternative", "Content-Type: text/html\n\n<p>html text</p>\n")]
    [InlineData("mixed", "")]
    public void Boundary_WithEightBits_StaysTheSame(string subtype, string part)
    {
        var inner = part.Length > 0 ? MessageCase.Multi(subtype, "b\u00e9", part) + "--b1\n" : "";
        var text = MessageCase.Mixed(inner + "{WAV}");
        var message = MessageCase.Octets(part.Length > 0 ? text : text.Replace("b1", "b\u00e9", StringComparison.Ordinal));
        var output = MimeJudge.Rewrite(message);
        MimeJudge.JudgeAll(message, output);
        Assert.True(output.AsSpan().IndexOf((ReadOnlySpan<byte>)[0xC3, 0xA9]) < 0);
    }

    /// <summary>Whatever the text is cut at, a character or an escape, what is before it is read right.</summary>
    [Theory]
    [InlineData("8bit"), InlineData("base64"), InlineData("quoted-printable")]
    public void Caller_InALongTextOfUtf8_IsReadRight(string encoding)
    {
        for (var shift = 0; shift < 4; shift++)
        {
            var lines = $"Caller: J\u00f6rg K\u00e4ser\n{new string('x', shift)}"
                + string.Concat(Enumerable.Repeat("\ud83d\ude00\u00e4\u20ac", 4000));
            var octets = Encoding.UTF8.GetBytes(lines);
            var body = encoding switch
            {
                "base64" => Convert.ToBase64String(octets, Base64FormattingOptions.InsertLineBreaks),
                "quoted-printable" => Encoding.ASCII.GetString(QuotedPrintable.Encode(octets)),
                _ => Encoding.Latin1.GetString(octets),
            };
            var fields = $"{Plain}; charset=utf-8\nContent-Transfer-Encoding: {encoding}\n";
            var message = MimeJudge.Read(MessageCase.TextPart("x", fields, body).Message);
            Assert.Equal("Caller: J\u00f6rg K\u00e4ser", CallerTexts.Of(message, null, null).Lines[0]);
        }
    }

    private static string ShownHtml(byte[] output) =>
        new HtmlParser().ParseDocument(MimeJudge.Html(MimeJudge.Read(output))).Body!.TextContent;
}
