using System.Text;
using VoicemailOrleans.Core.Mail.Smtp.Client;

namespace VoicemailOrleans.Tests.Core.Mail.Smtp.Client;

public sealed class SmtpReplyParserTests
{
    [Theory]
    [InlineData("250 2.1.5 ok\r\n", 250, "2.1.5", "ok")]
    [InlineData("250\r\n", 250, null, "")]
    [InlineData("250-2.1.5 a\r\n250 2.1.5 b\r\n", 250, "2.1.5", "a b")]
    [InlineData("250-\r\n250\r\n", 250, null, "")]
    [InlineData("550 5.1.1\r\n", 550, "5.1.1", "")]
    [InlineData("250 5.1.1 class disagrees\r\n", 250, null, "5.1.1 class disagrees")]
    [InlineData("550 5.1 short\r\n", 550, null, "5.1 short")]
    [InlineData("550 5.1.1234 long\r\n", 550, null, "5.1.1234 long")]
    [InlineData("250 bare LF\n", 250, null, "bare LF")]
    [InlineData("250 tab\tbell\a\x1b[31m\r\n", 250, null, "tab\\x09bell\\x07\\x1b[31m")]
    [InlineData("250 gr\u00fc\u00df\r\n", 250, null, "gr\u00fc\u00df")]
    [InlineData("250 a\u202eb\r\n", 250, null, "a\\x202eb")]
    public void Read_Reply_GivesItsPartsHoweverCut(string octets, int code, string? enhanced, string text)
    {
        foreach (var step in new[] { 1, 2, 3, 1000 })
        {
            var (status, reply) = Feed(Encoding.UTF8.GetBytes(octets), step);
            Assert.Equal(ReplyStatus.Complete, status);
            Assert.Equal((code, enhanced, text), (reply.Code, reply.EnhancedCode, reply.Text));
        }
    }

    [Theory]
    [InlineData("HELLO\r\n")]
    [InlineData("2 50 ok\r\n")]
    [InlineData("25\r\n")]
    [InlineData("\r\n")]
    [InlineData("250x\r\n")]
    [InlineData("150 ok\r\n")]
    [InlineData("600 ok\r\n")]
    [InlineData("\u0662\u0665\u0660 ok\r\n")]
    [InlineData("250-a\r\n251 b\r\n")]
    public void Read_NoReply_IsInvalidHoweverCut(string octets)
    {
        foreach (var step in new[] { 1, 2, 3, 1000 })
            Assert.Equal(ReplyStatus.Invalid, Feed(Encoding.UTF8.GetBytes(octets), step).Status);
    }

    [Theory]
    [InlineData("")]
    [InlineData("250 ok")]
    [InlineData("250-ok\r\n")]
    [InlineData("250-ok\r\n250-ok\r\n2")]
    public void Read_PartOfAReply_NeedsMore(string octets) =>
        Assert.Equal(ReplyStatus.NeedMore, Feed(Encoding.UTF8.GetBytes(octets), 1000).Status);

    [Fact]
    public void Read_TwoRepliesAtOnce_LeavesTheSecond()
    {
        var parser = new SmtpReplyParser();
        ReadOnlySpan<byte> data = "250 one\r\n451 two\r\n"u8;

        Assert.Equal(ReplyStatus.Complete, parser.Read(ref data));
        Assert.Equal("one", parser.Reply.Text);
        Assert.False(parser.IsMidReply);
        Assert.Equal(ReplyStatus.Complete, parser.Read(ref data));
        Assert.Equal(451, parser.Reply.Code);
    }

    [Theory]
    [InlineData(SmtpReplyParser.LineOctetsMax, ReplyStatus.Complete)]
    [InlineData(SmtpReplyParser.LineOctetsMax + 1, ReplyStatus.Invalid)]
    public void Read_LineAtTheLimit_IsTakenOneMoreIsNot(int length, ReplyStatus expected)
    {
        var line = "250 " + new string('x', length - 5) + "\r\n";
        Assert.Equal(expected, Feed(Encoding.ASCII.GetBytes(line), 1000).Status);
    }

    [Theory]
    [InlineData(SmtpReplyParser.LinesMax, ReplyStatus.Complete)]
    [InlineData(SmtpReplyParser.LinesMax + 1, ReplyStatus.Invalid)]
    public void Read_LinesAtTheLimit_AreTakenOneMoreIsNot(int lines, ReplyStatus expected)
    {
        var reply = string.Concat(Enumerable.Repeat("250-x\r\n", lines - 1)) + "250 x\r\n";
        Assert.Equal(expected, Feed(Encoding.ASCII.GetBytes(reply), 1000).Status);
    }

    [Fact]
    public void Read_LongText_IsCutForKeeping()
    {
        var (_, reply) = Feed(Encoding.UTF8.GetBytes("250 " + new string('\u00fc', 1500) + "\r\n"), 7);
        Assert.Equal(new string('\u00fc', SmtpReply.TextMax), reply.Text);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Read_AnyOctets_NeverThrowsAndHoldsLittle(bool grammatical)
    {
        var alphabet = "0245 -.\r\nax\u00fc"u8.ToArray();
        for (var seed = 0; seed < 2000; seed++)
        {
            var random = new Random(seed);
            var octets = new byte[random.Next(400)];
            random.NextBytes(octets);
            if (grammatical) octets = [.. octets.Select(octet => alphabet[octet % alphabet.Length])];
            var whole = Feed(octets, 1000);
            var cut = Feed(octets, 1);
            Assert.True(whole.Status == cut.Status && whole.Reply.Text == cut.Reply.Text, $"seed {seed}");
        }
    }

    /// <summary>The status at the first reply or fault, or at the end.</summary>
    private static (ReplyStatus Status, SmtpReply Reply) Feed(byte[] octets, int step)
    {
        var parser = new SmtpReplyParser();
        foreach (var chunk in octets.Chunk(step))
        {
            ReadOnlySpan<byte> data = chunk;
            var status = parser.Read(ref data);
            if (status != ReplyStatus.NeedMore) return (status, parser.Reply);
        }

        return (ReplyStatus.NeedMore, parser.Reply);
    }
}
