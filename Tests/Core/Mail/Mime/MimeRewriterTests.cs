using System.Text;
using VoicemailOrleans.Core.Mail.Mime;

namespace VoicemailOrleans.Tests.Core.Mail.Mime;

public sealed class MimeRewriterTests
{
    private static readonly Dictionary<string, MessageCase> All =
        TextCases.All().Concat(StructureCases.All()).Concat(HeaderCases.All()).ToDictionary(item => item.Id);

    public static TheoryData<string> Cases => [.. All.Keys];

    [Theory, MemberData(nameof(Cases))]
    public void Rewrite_EachCase_ChangesOnlyWhatItMust(string id)
    {
        var item = All[id];
        var output = MimeJudge.Rewrite(item.Message);
        MimeJudge.Judge(item.Message, output, item.Expect);
    }

    [Theory, MemberData(nameof(Cases))]
    public void Rewrite_SecondPass_ChangesNothing(string id)
    {
        var once = MimeJudge.Rewrite(All[id].Message);
        Assert.Equal(once, MimeJudge.Rewrite(once));
    }

    [Theory, MemberData(nameof(Cases))]
    public void Rewrite_SameInput_SameOctets(string id) =>
        Assert.Equal(MimeJudge.Rewrite(All[id].Message), MimeJudge.Rewrite(All[id].Message));

    /// <summary>A length or checksum of the old content makes software that looks at it cut or refuse the new.</summary>
    [Theory]
    [InlineData("alternative-in-mixed")] // both texts in a multipart in the root
    [InlineData("no-text")]
    public void Rewrite_LengthAndChecksumAroundTheChange_AreGone(string id)
    {
        const string Untrue = "Content-Length: 3\r\nContent-MD5: Q2hlY2sgSW50ZWdyaXR5IQ==\r\n";
        var message = Encoding.Latin1.GetString(All[id].Message)
            .Replace("Content-Type: multipart/", Untrue + "Content-Type: multipart/", StringComparison.Ordinal);
        var output = Encoding.Latin1.GetString(MimeJudge.Rewrite(Encoding.Latin1.GetBytes(message)));
        Assert.Contains("X-Voicemail-Status", output, StringComparison.Ordinal);
        Assert.DoesNotContain("Content-Length", output, StringComparison.Ordinal);
        Assert.DoesNotContain("Content-MD5", output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("us-ascii")]
    [InlineData("alternative-in-mixed")]
    [InlineData("single-audio")]
    [InlineData("related-alternative")]
    [InlineData("subject two-encoded-words")]
    [InlineData("part-collapsed")]
    public void Rewrite_CutAnywhere_LosesNothing(string id)
    {
        var message = All[id].Message;
        for (var length = 0; length <= message.Length; length++)
        {
            var cut = message[..length];
            var read = MimeReader.Read(cut);
            var output = MimeJudge.Rewrite(cut);
            var isVoicemail = MailFacts.Read(read).Kind == MailKind.Voicemail && output.AsSpan()
                .IndexOf("X-Voicemail-Status"u8) >= 0;
            try
            {
                if (isVoicemail) JudgeCut(cut, output);
                else MimeJudge.Judge(cut, output, Expect.Untouched);
            }
            catch (Exception e)
            {
                throw new InvalidOperationException($"cut at {length}", e);
            }
        }
    }

    /// <summary>Where it was cut decides what becomes of a text; the recording and all else must be there.</summary>
    private static void JudgeCut(byte[] cut, byte[] output)
    {
        try
        {
            MimeJudge.Judge(cut, output, Expect.Text);
        }
        catch (Exception) when (Differs(cut))
        {
            MimeJudge.Judge(cut, output, Expect.Beside);
        }

        static bool Differs(byte[] message) =>
            MainBody.Find(MimeReader.Read(message).Root).Plain is { } plain && !plain.Decode().IsClean;
    }
}
