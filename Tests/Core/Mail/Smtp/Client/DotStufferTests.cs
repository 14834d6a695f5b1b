using System.Text;
using VoicemailOrleans.Core.Mail.Smtp.Client;

namespace VoicemailOrleans.Tests.Core.Mail.Smtp.Client;

public sealed class DotStufferTests
{
    [Theory]
    [InlineData("", "")]
    [InlineData("a", "a\r\n")]
    [InlineData("a\r\n", "a\r\n")]
    [InlineData(".", "..\r\n")]
    [InlineData(".\r\n", "..\r\n")]
    [InlineData("..a\r\n.b\r\n", "...a\r\n..b\r\n")]
    [InlineData("a.b\r\n", "a.b\r\n")]
    [InlineData("a\n.\nb", "a\r\n..\r\nb\r\n")]
    [InlineData("a\r.\rb", "a\r\n..\r\nb\r\n")]
    [InlineData("a\r\r\n.", "a\r\n\r\n..\r\n")]
    [InlineData("\n", "\r\n")]
    [InlineData("\r", "\r\n")]
    [InlineData("\r\n\r\n", "\r\n\r\n")]
    [InlineData("a\n\r\n.b", "a\r\n\r\n..b\r\n")]
    public void Stuff_Content_GivesTheOctetsOfTheWireHoweverCut(string content, string expected)
    {
        var octets = Encoding.Latin1.GetBytes(content);
        for (var step = 1; step <= Math.Max(1, octets.Length); step++)
            Assert.Equal(expected, Encoding.Latin1.GetString(Stuff(octets.Chunk(step))));
    }

    [Fact]
    public void Stuff_AnyContentCutAnywhere_IsCleanOnTheWireAndComesBackAsNormalised()
    {
        var alphabet = "..\r\n\r\nab"u8.ToArray();
        for (var seed = 0; seed < 3000; seed++)
        {
            var random = new Random(seed);
            var octets = Enumerable.Range(0, random.Next(60)).Select(_ => alphabet[random.Next(alphabet.Length)]).ToArray();
            var wire = Stuff(CutAnywhere(octets, random));

            Assert.True(wire.SequenceEqual(Stuff([octets])), $"seed {seed}: the cut matters");
            AssertClean(wire, seed);
            Assert.True(Unstuff(wire).SequenceEqual(Normalise(octets)), $"seed {seed}: round trip");
            Assert.Equal(Unstuff(wire).Length, ContentFacts.Of([octets]).SizeOctets);
        }
    }

    [Fact]
    public void Stuff_CleanContent_IsNotCopied()
    {
        ReadOnlyMemory<byte> content = "Subject: a\r\n\r\nline\r\nline\r\n"u8.ToArray();
        var stuffer = new DotStuffer();
        var rest = content;

        Assert.True(stuffer.TryNext(ref rest, out var octets));
        Assert.True(octets.Equals(content));
        Assert.False(stuffer.TryNext(ref rest, out _));
        Assert.True(stuffer.Finish().IsEmpty);
    }

    [Theory]
    [InlineData("Subject: a\r\n\r\nb\r\n", false, false)]
    [InlineData("Subject: a\r\n\r\n\u00fc\r\n", true, false)]
    [InlineData("Subject: \u00fc\r\n\r\nb\r\n", true, true)]
    [InlineData("Subject: a\n\n\u00fc\n", true, false)]
    [InlineData("Subject: a\r\n\u00fc", true, true)]
    public void Facts_Content_SayWhereItIsEightBit(string content, bool eightBit, bool inHeader)
    {
        var octets = Encoding.Latin1.GetBytes(content);
        foreach (var step in new[] { 1, 3, 100 })
        {
            var facts = ContentFacts.Of([.. octets.Chunk(step).Select(chunk => new ReadOnlyMemory<byte>(chunk))]);
            Assert.Equal((eightBit, inHeader), (facts.HasEightBit, facts.HasEightBitHeader));
        }
    }

    private static byte[] Stuff(IEnumerable<byte[]> pieces)
    {
        var wire = new MemoryStream();
        var stuffer = new DotStuffer();
        foreach (var piece in pieces)
        {
            ReadOnlyMemory<byte> rest = piece;
            while (stuffer.TryNext(ref rest, out var octets)) wire.Write(octets.Span);
        }

        wire.Write(stuffer.Finish().Span);
        return wire.ToArray();
    }

    private static IEnumerable<byte[]> CutAnywhere(byte[] octets, Random random)
    {
        for (var at = 0; at < octets.Length;)
        {
            var length = random.Next(0, Math.Min(6, octets.Length - at) + 1);
            yield return octets[at..(at + length)];
            at += length;
        }
    }

    private static void AssertClean(byte[] wire, int seed)
    {
        var text = Encoding.Latin1.GetString(wire);
        var isClean = text.Replace("\r\n", "").IndexOfAny(['\r', '\n']) < 0
            && (text.Length == 0 || text.EndsWith("\r\n"))
            && !text.Split("\r\n").Any(line => line == "." || (line.StartsWith('.') && line[1] != '.'));
        Assert.True(isClean, $"seed {seed}: {text}");
    }

    private static byte[] Unstuff(byte[] wire) => Encoding.Latin1.GetBytes(string.Join(
        "\r\n", Encoding.Latin1.GetString(wire).Split("\r\n").Select(line => line.StartsWith('.') ? line[1..] : line)));

    private static byte[] Normalise(byte[] octets)
    {
        var text = Encoding.Latin1.GetString(octets).Replace("\r\n", "\n").Replace('\r', '\n').Replace("\n", "\r\n");
        return Encoding.Latin1.GetBytes(text.Length == 0 || text.EndsWith("\r\n") ? text : text + "\r\n");
    }
}
