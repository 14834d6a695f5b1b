using System.Text;

namespace VoicemailOrleans.Tests.Core.Mail.Mime;

public sealed class MimeRewriterTests
{
    public static TheoryData<string> Names => [.. MessageCase.All.Select(item => item.Name)];

    [Theory, MemberData(nameof(Names))]
    public void Rewrite_EachMessage_ChangesOnlyWhatItMust(string name)
    {
        var message = MessageRows.Message(name);
        var output = MimeJudge.Rewrite(message);
        MimeJudge.Judge(message, output, MessageRows.Expected[name]);
        Assert.Equal(output, MimeJudge.Rewrite(message));
    }

    /// <summary>A length or checksum of the old content makes software that looks at it cut or refuse the new.</summary>
    [Theory]
    [InlineData("M025-alternative")] // both texts in a multipart in the root
    [InlineData("M032-no-text")]
    public void Rewrite_LengthAndChecksumAroundTheChange_AreGone(string name)
    {
        const string Untrue = "Content-Length: 3\r\nContent-MD5: Q2hlY2sgSW50ZWdyaXR5IQ==\r\n";
        var message = Encoding.Latin1.GetString(MessageCase.Named(name))
            .Replace("Content-Type: multipart/", Untrue + "Content-Type: multipart/", StringComparison.Ordinal);
        var output = Encoding.Latin1.GetString(MimeJudge.Rewrite(Encoding.Latin1.GetBytes(message)));
        Assert.Contains("X-Voicemail-Status", output, StringComparison.Ordinal);
        Assert.DoesNotContain("Content-Length", output, StringComparison.Ordinal);
        Assert.DoesNotContain("Content-MD5", output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("M001-us-ascii")]
    [InlineData("M025-alternative")]
    [InlineData("M026-alternative-in-related")]
    [InlineData("M031-recording-alone")]
    [InlineData("M052-collapsed")]
    [InlineData("M078-two-encoded-words")]
    [InlineData("M030-recording-before-html")] // cut within a tag, a comment, a title
    public void Rewrite_CutAnywhere_LosesNothing(string name)
    {
        var message = MessageCase.Named(name);
        for (var length = 0; length <= message.Length; length++)
        {
            var cut = message[..length];
            var output = MimeJudge.Rewrite(cut);
            try
            {
                if (MimeJudge.IsUntouched(cut, output)) MimeJudge.Judge(cut, output, Expect.Untouched);
                else MimeJudge.JudgeAll(cut, output);
            }
            catch (Exception e)
            {
                throw new InvalidOperationException($"cut at {length}", e);
            }
        }
    }

    [Fact]
    public void Rewrite_FlowedText_OursIsOfFixedLines()
    {
        var output = MimeJudge.Rewrite(MessageCase.Named("M017-flowed-delsp"));
        var lines = MimeJudge.Text(MimeJudge.Read(output)).Split("\r\n");
        var ours = lines.TakeWhile(line => line != MimeJudge.Enhancement.OriginalHeading).ToList();
        Assert.DoesNotContain(ours, line => line.EndsWith(' ') || line.StartsWith('>') || line.StartsWith("From ", StringComparison.Ordinal));
        Assert.Contains(" From x", ours);
    }

    [Fact]
    public void Rewrite_NoRoomForABoundary_LeavesTheMailAsItIs()
    {
        const string letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
        var parts = letters.Select(letter => $"Content-Type: multipart/mixed; boundary={letter}\n\nx\n");
        var message = MessageCase.Octets(MessageCase.Mixed(string.Concat(parts.Select(part => part + "--b1\n")) + "{WAV}"));
        MimeJudge.Judge(message, MimeJudge.Rewrite(message), Expect.Untouched);
    }
}
