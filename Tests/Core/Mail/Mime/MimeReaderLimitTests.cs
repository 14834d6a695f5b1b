using System.Diagnostics;
using System.Text;
using VoicemailOrleans.Core.Mail.Mime;

namespace VoicemailOrleans.Tests.Core.Mail.Mime;

/// <summary>Messages made to hurt: each is read, classified and rewritten in bounded time, and comes out
/// whole.</summary>
public sealed class MimeReaderLimitTests
{
    private static readonly TimeSpan Bound = TimeSpan.FromSeconds(5);

    public static TheoryData<string, string> Traps => new()
    {
        { "10,000 levels", nameof(MimeLimits.DepthMax) },
        { "1,000,000 parts", nameof(MimeLimits.PartsMax) },
        { "10 MB field", nameof(MimeLimits.HeaderBytesMax) },
        { "200,000 fields", nameof(MimeLimits.FieldsMax) },
        { "boundary look-alikes", "" },
        { "encoded word starts", "" },
        { "nested messages", "" },
        { "parameters", "" },
        { "comments", "" },
        { "html tags", "" },
        { "html script ends", "" },
        { "quoted-printable", "" },
        { "one endless line", "" },
    };

    [Theory, MemberData(nameof(Traps))]
    public void Read_Trap_IsBoundedAndWhole(string trap, string limit)
    {
        var message = MessageCase.Octets(Build(trap));
        var clock = Stopwatch.StartNew();
        var read = MimeReader.Read(message);
        var output = MimeJudge.Rewrite(message);
        Assert.True(clock.Elapsed < Bound, $"took {clock.Elapsed}");
        Assert.Equal(limit.Length == 0 ? null : limit, read.TooComplex);
        if (read.TooComplex is null) return;
        Assert.Equal(MailKind.TooComplex, MailFacts.Read(read).Kind);
        MimeJudge.Judge(message, output, Expect.Untouched);
        Assert.Null(MimeRewriter.Enhance(read, MimeJudge.Enhancement));
    }

    private static string Build(string trap)
    {
        var body = (string fields, string text) => MessageCase.Mixed($"{fields}\n{text}\n--b1\n{{WAV}}");
        return trap switch
        {
            "10,000 levels" => MessageCase.Top + string.Concat(Enumerable.Range(0, 10_000)
                .Select(i => $"Content-Type: multipart/mixed; boundary=n{i}n\n\n--n{i}n\n")),
            "1,000,000 parts" => MessageCase.Mixed(string.Concat(Enumerable.Repeat("--b1\n", 1_000_000))),
            "10 MB field" => $"X-Big: {new string('a', 10_000_000)}\n" + MessageCase.Mixed("{WAV}"),
            "200,000 fields" => string.Concat(Enumerable.Repeat("X: y\n", 200_000)) + MessageCase.Mixed("{WAV}"),
            "boundary look-alikes" =>
                body("Content-Type: text/plain\n", string.Concat(Enumerable.Repeat("--b1y\n", 200_000))),
            "encoded word starts" => body("", "")
                .Replace("Subject: ", "Subject: " + string.Concat(Enumerable.Repeat("=?", 20_000)) + "\n "),
            "nested messages" => MessageCase.Top + string
                .Concat(Enumerable.Repeat("Content-Type: message/rfc822\n\n", 2000)),
            "parameters" => body($"Content-Type: text/plain{string.Concat(Enumerable.Range(0, 50_000).Select(i => $"; p*{i}*=\"x\""))}\n", "x"),
            "comments" => body($"Content-Type: text/plain {new string('(', 200_000)}\n", "x"),
            "html tags" => body("Content-Type: text/html\n", string.Concat(Enumerable.Repeat("<!", 200_000))),
            "html script ends" => body("Content-Type: text/html\n", "<script>"
                + string.Concat(Enumerable.Repeat("</x", 200_000))),
            "quoted-printable" => body("Content-Type: text/plain\nContent-Transfer-Encoding: quoted-printable\n",
                new string('=', 500_000)),
            _ => body("Content-Type: text/plain\n", new string('-', 3_000_000)),
        };
    }

    [Fact]
    public void Read_ManyPartsWithinLimits_HasThemAll()
    {
        var message = MimeReader.Read(MessageCase
            .Octets(MessageCase.Mixed(string.Join("--b1\n", Enumerable.Repeat("\nx\n", 1000)))));
        Assert.Null(message.TooComplex);
        Assert.Equal(1000, message.Root.Children.Count);
    }

    [Fact]
    public void Read_Structure_RangesCoverTheMessage()
    {
        var content = MessageCase.Octets("A: 1\n B\nC : 2\n\nbody\n");
        var root = MimeReader.Read(content).Root;
        Assert.Equal(["A", "C"], root.Fields.Select(field => field.Name));
        Assert.Equal(" 1\r\n B", Encoding.ASCII.GetString(root.Fields[0].Value.Of(content)));
        Assert.Equal("A: 1\r\n B\r\n", Encoding.ASCII.GetString(root.Fields[0].Raw.Of(content)));
        Assert.Equal("body\r\n", Encoding.ASCII.GetString(root.Body.Of(content)));
        Assert.Equal(content.Length, root.Range.Length);
    }

    [Fact]
    public void Enhance_NoRoomForABoundary_LeavesTheMailAsItIs()
    {
        const string letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
        var parts = letters.Select(letter => $"Content-Type: multipart/mixed; boundary={letter}\n\nx\n");
        var message = MessageCase.Octets(MessageCase
            .Mixed(string.Concat(parts.Select(part => part + "--b1\n")) + "{WAV}"));
        MimeJudge.Judge(message, MimeJudge.Rewrite(message), Expect.Untouched);
    }
}
