using System.Text;
using VoicemailOrleans.Core.Mail.Mime;

namespace VoicemailOrleans.Tests.Core.Mail.Mime;

public sealed class CharsetsTests
{
    [Theory]
    [InlineData("Hi +AOQ-", "Hi \u00e4")]
    [InlineData("A+ImIDkQ.", "A\u2262\u0391.")]
    [InlineData("1 +- 1 -+", null)]
    [InlineData("1 +- 1", "1 + 1")]
    [InlineData("+2D3eAA-", "\ud83d\ude00")]
    [InlineData("+2D0-", null)] // half a character
    [InlineData("+AOQ", "\u00e4")]
    [InlineData("+AOR-", null)] // bits behind it that are not zero
    [InlineData("+A-", null)]
    [InlineData("a\u00e4", null)]
    public void DecodeExact_Utf7_GivesAllOrNothing(string octets, string? expected) =>
        Assert.Equal(expected, Charsets.DecodeExact(Encoding.Latin1.GetBytes(octets), "UTF-7"));
}
