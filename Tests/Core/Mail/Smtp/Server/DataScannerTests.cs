using System.Text;
using VoicemailOrleans.Core.Mail.Smtp.Server;

namespace VoicemailOrleans.Tests.Core.Mail.Smtp.Server;

/// <summary>What the scanner itself makes of DATA, before the session judges bare line ends. ⏎ CRLF, ␍ CR, ␊ LF.</summary>
public sealed class DataScannerTests
{
    [Theory]
    [InlineData("Hi⏎.⏎", "Hi⏎", "")]
    [InlineData(".⏎", "", "")]
    [InlineData("..b⏎.⏎", ".b⏎", "")]
    [InlineData("a⏎..b⏎.⏎", "a⏎.b⏎", "")]
    [InlineData("a␊.⏎b⏎.⏎", "a⏎.⏎b⏎", "lf")]
    [InlineData("a␍⏎.⏎", "a␍⏎", "cr")]
    [InlineData("a⏎.␍x⏎.⏎", "a⏎␍x⏎", "cr")]
    [InlineData("a⏎.␍␍⏎.⏎", "a⏎␍␍⏎", "cr")]
    [InlineData("␊⏎␊␊.⏎⏎.⏎", "⏎⏎⏎⏎.⏎⏎", "lf")]
    [InlineData("␍.␍x␊.␊⏎.⏎", "␍.␍x⏎.⏎⏎", "crlf")]
    public void Read_AnyCut_GivesContentEndAndFlags(string sent, string expected, string bare)
    {
        var octets = Encoding.Latin1.GetBytes(Plain(sent));
        for (var size = 1; size <= octets.Length; size++)
        {
            var scanner = default(DataScanner);
            var (content, used) = Scan(ref scanner, octets, size);
            Assert.Equal(Plain(expected), content);
            Assert.Equal(octets.Length, used);
            Assert.Equal(bare.StartsWith("cr", StringComparison.Ordinal), scanner.HasBareCarriageReturn);
            Assert.Equal(bare.EndsWith("lf", StringComparison.Ordinal), scanner.HasBareLineFeed);
        }
    }

    [Fact]
    public void Read_OrdinaryLines_ComeOutAsOneSlice()
    {
        var scanner = default(DataScanner);
        var lines = Encoding.ASCII.GetBytes(string.Concat(Enumerable.Repeat(new string('A', 76) + "\r\n", 100)));
        Assert.False(scanner.Read(lines, out var content, out var consumed));
        Assert.Equal(lines.Length, consumed);
        Assert.Equal(lines.Length, content.Length);
    }

    private static (string Content, int Used) Scan(ref DataScanner scanner, byte[] octets, int size)
    {
        var content = new List<byte>();
        for (var start = 0; start < octets.Length; start += size)
        {
            var input = octets.AsSpan(start, Math.Min(size, octets.Length - start));
            while (!input.IsEmpty)
            {
                var ended = scanner.Read(input, out var found, out var consumed);
                content.AddRange(found);
                input = input[consumed..];
                if (ended) return (Encoding.Latin1.GetString(content.ToArray()), octets.Length - input.Length
                    - (octets.Length - start - Math.Min(size, octets.Length - start)));
            }
        }

        return ("no end", 0);
    }

    private static string Plain(string text) =>
        text.Replace("⏎", "\r\n", StringComparison.Ordinal).Replace('␍', '\r').Replace('␊', '\n');
}
