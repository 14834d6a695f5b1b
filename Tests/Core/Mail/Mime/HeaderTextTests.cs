using System.Text;
using VoicemailOrleans.Core.Mail.Mime;

namespace VoicemailOrleans.Tests.Core.Mail.Mime;

public sealed class HeaderTextTests
{
    [Theory]
    [InlineData(" plain", "plain")]
    [InlineData(" a\r\n\tb", "a b")]
    [InlineData("=?utf-8?B?R3LDvMOfZQ==?=", "Grüße")]
    [InlineData("=?utf-8?b?R3LDvMOfZQ?=", "Grüße")]
    [InlineData("=?iso-8859-1?Q?J=F6rg_A?= (5)", "Jörg A (5)")]
    [InlineData("=?utf-8?Q?a?= =?utf-8?Q?b?=\r\n =?utf-8?Q?c?=", "abc")]
    [InlineData("=?utf-8?Q?=C3?= =?utf-8?Q?=BC?=", "ü")]
    [InlineData("=?utf-8?Q?a?= b =?utf-8?Q?c?=", "a b c")]
    [InlineData("=?utf-8*en?Q?x?=", "x")]
    [InlineData("=?x-foo?Q?abc?=", "abc")]
    [InlineData("=?utf-8?Q?a b?=", "a b")]
    [InlineData("=?utf-8?Q?open", "=?utf-8?Q?open")]
    [InlineData("=?utf-8?B?*?=", "=?utf-8?B?*?=")]
    [InlineData("=?utf-8?X?a?=", "=?utf-8?X?a?=")]
    [InlineData("=?utf-8?Q?a=0D=0ABcc:_x?=", "a Bcc: x")]
    [InlineData("J\u00c3\u00b6rg", "Jörg")]
    [InlineData("J\u00f6rg", "Jörg")]
    [InlineData("", "")]
    public void Decode_Value_GivesText(string raw, string expected) =>
        Assert.Equal(expected, HeaderText.Decode(Encoding.Latin1.GetBytes(raw)));

    [Theory]
    [InlineData("[Transcribed]")]
    [InlineData("Grüße aus Köln, und noch viel mehr davon, damit es mehr als ein Wort wird €€€€€€€€€€")]
    [InlineData("=?utf-8?Q?literal?=")]
    public void Encode_Text_ComesBack(string text)
    {
        var encoded = HeaderText.Encode(text);
        Assert.True(Ascii.IsValid(encoded));
        Assert.All(encoded.Split("\r\n"), line => Assert.True(line.Length <= 76));
        Assert.Equal(text, HeaderText.Decode(Encoding.ASCII.GetBytes(encoded)));
    }

    [Fact]
    public void Decode_LongValue_IsCut() =>
        Assert.Equal(new string('x', 500) + "…", HeaderText.Decode(Encoding.ASCII.GetBytes(new string('x', 5000))));

    [Theory]
    [InlineData("attachment; filename=\"a b.wav\"", "a b.wav")]
    [InlineData("attachment; filename=a.wav (the name)", "a.wav")]
    [InlineData("attachment; filename*=utf-8''J%C3%B6.wav; filename=x", "Jö.wav")]
    [InlineData("attachment; filename*0*=utf-8''J%C3%B6; filename*1=rg.wav", "Jörg.wav")]
    [InlineData("attachment; filename*1=b.wav; filename*0=a", "ab.wav")]
    [InlineData("attachment; filename*=iso-8859-1'de'%FC.wav", "ü.wav")]
    [InlineData("attachment; filename=\"=?utf-8?Q?J=C3=B6?=.wav\"", "Jö.wav")]
    [InlineData("attachment; filename=\"J\u00f6.wav\"", "Jö.wav")]
    [InlineData("attachment; filename=\"a\\\"b;c.wav\"; filename=second", "a\"b;c.wav")]
    [InlineData("attachment; filename=\"a\0b.wav\"", "ab.wav")]
    [InlineData("attachment; filename=\"un closed", "un closed")]
    public void FileName_EachForm_IsRead(string disposition, string expected)
    {
        var message = MimeJudge.Read(Encoding.Latin1.GetBytes($"Content-Disposition: {disposition}\r\n\r\n"));
        Assert.Equal(expected, message.Root.FileName);
    }

    [Theory]
    [InlineData("\"Ann \\\"A\\\" Example\" <a@b>", "Ann \"A\" Example", "a@b")]
    [InlineData("a@b (Ann)", "Ann", "a@b")]
    [InlineData("a@b", null, "a@b")]
    [InlineData("\"<x>\" <a@b>", "<x>", "a@b")]
    [InlineData("=?utf-8?Q?J=C3=B6?= <a@b", "Jö", "a@b")]
    public void Address_EachForm_IsRead(string value, string? name, string address) =>
        Assert.Equal(new AddressText(name, address), AddressText.Parse(value));
}
