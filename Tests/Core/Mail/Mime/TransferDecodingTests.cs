using System.Text;
using VoicemailOrleans.Core.Mail.Mime;

namespace VoicemailOrleans.Tests.Core.Mail.Mime;

public sealed class TransferDecodingTests
{
    [Theory]
    [InlineData(" Quoted-Printable (x)", TransferEncoding.QuotedPrintable)]
    [InlineData("BASE64", TransferEncoding.Base64)]
    [InlineData("8bit", TransferEncoding.Identity)]
    [InlineData(null, TransferEncoding.Identity)]
    [InlineData("x-uue", TransferEncoding.UuEncode)]
    [InlineData("base-64", TransferEncoding.Unknown)]
    public void Parse_Value_GivesTheEncoding(string? value, TransferEncoding expected) =>
        Assert.Equal(expected, TransferDecoding.Parse(value));

    [Theory]
    [InlineData(TransferEncoding.Base64, "SGVs\r\nbG8=\r\n", "Hello", true)]
    [InlineData(TransferEncoding.Base64, "SGVsbG\r\n8\r\n=", "Hello", true)]
    [InlineData(TransferEncoding.Base64, "", "", true)]
    [InlineData(TransferEncoding.Base64, "\r\n", "", true)]
    [InlineData(TransferEncoding.Base64, "SGVs*bG8", "Hello", false)] // not a digit, no padding
    [InlineData(TransferEncoding.Base64, "QQ==QkI=Q0ND", "ABBCCC", false)] // encoded piece by piece
    [InlineData(TransferEncoding.Base64, "QUJDR", "ABC", false)] // a digit too many
    [InlineData(TransferEncoding.QuotedPrintable, "a=3Db=\r\nc \t\r\n=e4", "a=bc\r\n\u00e4", true)]
    [InlineData(TransferEncoding.QuotedPrintable, "a=XYb=", "a=XYb", false)]
    [InlineData(TransferEncoding.QuotedPrintable, "a=3", "a=3", false)]
    [InlineData(TransferEncoding.UuEncode, "x\r\nbegin 644 a\r\n#86)C\r\n`\r\nend\r\ny", "abc", false)]
    [InlineData(TransferEncoding.Identity, "a=3D", "a=3D", true)]
    [InlineData(TransferEncoding.Unknown, "a=3D", "a=3D", false)]
    public void Decode_Body_GivesTheOctetsAndWhetherAllFitted(TransferEncoding encoding, string body, string expected, bool isClean)
    {
        var octets = Encoding.Latin1.GetBytes(body);
        var decoded = TransferDecoding.Decode(octets, encoding);
        Assert.Equal(expected, Encoding.Latin1.GetString(decoded.Octets.Span));
        Assert.Equal(isClean, decoded.IsClean);
        Assert.Equal(expected.Length, TransferDecoding.DecodedLength(octets, encoding));
    }
}
