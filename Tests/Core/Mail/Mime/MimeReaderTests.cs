using System.Text;
using VoicemailOrleans.Core.Mail.Mime;

namespace VoicemailOrleans.Tests.Core.Mail.Mime;

public sealed class MimeReaderTests
{
    [Fact]
    public void Read_ManyPartsWithinLimits_HasThemAll()
    {
        var message = MimeJudge.Read(MessageCase.Octets(MessageCase.Mixed(string.Join("--b1\n", Enumerable.Repeat("\nx\n", 1000)))));
        Assert.Null(message.TooComplex);
        Assert.Equal(1000, message.Root.Children.Count);
    }

    [Fact]
    public void Read_Structure_RangesCoverTheMessage()
    {
        var content = MessageCase.Octets("A: 1\n B\nC : 2\n\nbody\n");
        var root = MimeJudge.Read(content).Root;
        Assert.Equal(["A", "C"], root.Fields.Select(field => field.Name));
        Assert.Equal(" 1\r\n B", Text(root, root.Fields[0].Value));
        Assert.Equal("A: 1\r\n B\r\n", Text(root, root.Fields[0].Raw));
        Assert.Equal("body\r\n", Text(root, root.Body));
        Assert.Equal(content.Length, root.Range.Length);
    }

    [Theory]
    [InlineData("M074-message", 1)]
    [InlineData("M061-two", 2)]
    [InlineData("M09-ten-times-the-same", 10)]
    [InlineData("M065-voice-message-with-spoken-name", 1)] // the caller's spoken name is no message
    public void Find_Recordings_AreThoseOfThisMessage(string name, int count) =>
        Assert.Equal(count, RecordingFinder.Find(MimeJudge.Read(MessageCase.Named(name))).Count);

    private static string Text(MimePart part, ByteRange range) => Encoding.ASCII.GetString(MimeJudge.Octets(part, range));
}
