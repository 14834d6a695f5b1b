using System.Text;
using AngleSharp.Html.Parser;
using VoicemailOrleans.Core.Mail.Mime;

namespace VoicemailOrleans.Tests.Core.Mail.Mime;

/// <summary>
/// Judges what the rewriter made of a message: everything that was not to be changed is there, in order, octet for
/// octet; the transcript is where readers look; nothing is broken that was whole.
/// </summary>
internal static class MimeJudge
{
    public const string Words = "the pump from order five one seven arrived broken <b>&amp; é";

    public static MailEnhancement Enhancement { get; } = new()
    {
        TopFields = [(TraceFields.CorrelationId, "01test"), (TraceFields.Status, "transcribed")],
        Text = "Voicemail preview\n\n" + Words + "\n",
        HtmlFragment = "<p>Voicemail preview</p><p>" + HtmlEscape.ToAscii(Words) + "</p>\n",
        HtmlDocumentStart = "<!DOCTYPE html>\n<html lang=\"en\">\n<body>\n",
        SubjectTag = "[Transcribed] ",
        KnownSubjectTags = ["[Audio] "],
        Seed = "01test",
    };

    /// <summary>The message as the composer would send it.</summary>
    public static byte[] Rewrite(byte[] message)
    {
        var read = MimeReader.Read(message);
        var pieces = MailFacts.Read(read).Kind == MailKind.Voicemail ? MimeRewriter.Enhance(read, Enhancement) : null;
        return Join(pieces ?? MimeRewriter.Stamp(read, [Enhancement.TopFields[0]]));
    }

    public static byte[] Join(IEnumerable<ReadOnlyMemory<byte>> pieces) =>
        [.. pieces.SelectMany(piece => piece.ToArray())];

    public static void Judge(byte[] message, byte[] output, Expect expect)
    {
        if (expect == Expect.Untouched)
        {
            Assert.Equal(message, output[^message.Length..]);
            return;
        }

        var before = MimeReader.Read(message);
        var after = MimeReader.Read(output);
        Assert.Null(after.TooComplex);
        JudgeFields(before.Root, after.Root);
        JudgeParts(before, after);
        JudgeBodies(before, after, expect);
        JudgeLines(message, output);
        JudgeBoundaries(before, after);
    }

    private static void JudgeFields(MimePart before, MimePart after)
    {
        static bool IsKept(MimeField field) =>
            !field.Name.StartsWith("Content-", StringComparison.OrdinalIgnoreCase) && !field.Is("Subject")
            && !field.Is(TraceFields.Status) && !field.Is(TraceFields.CorrelationId) && !field.Is("MIME-Version");
        static IEnumerable<string> Raw(MimePart part) =>
            part.Fields.Where(IsKept).Select(field => Text(field.Raw.Of(part.Content)));
        Assert.Equal(Raw(before), Raw(after));
        var subject = after.Text("Subject", 6000);
        Assert.StartsWith("[Transcribed]", subject);
        if (before.Field("Subject") is not { } old) return;
        var value = Text(old.Value.Of(before.Content)).TrimStart(' ', '\t', '\r', '\n');
        Assert.EndsWith(value, Text(after.Field("Subject")!.Value.Of(after.Content)));
        Assert.Equal(before.Fields.Count(field => field.Is("Subject")),
            after.Fields.Count(field => field.Is("Subject")));
    }

    /// <summary>Leaves that are no main body come out with the same octets, in the same order.</summary>
    private static void JudgeParts(MimeMessage before, MimeMessage after)
    {
        var main = MainBody.Find(before.Root);
        var kept = Leaves(before).Where(part => part != main.Plain && part != main.Html).ToList();
        var left = new Queue<MimePart>(kept);
        foreach (var part in Leaves(after))
            if (left.TryPeek(out var next) && Text(next.Body.Of(next.Content)) == Text(part.Body.Of(part.Content))
                && next.Type.MediaType == part.Type.MediaType && next.FileName == part.FileName
                    && next.Encoding == part.Encoding)
                left.Dequeue();
        Assert.Empty(left);
        foreach (var part in kept.Where(part => part.Parent is not null))
            Assert.True(after.Content.Span.IndexOf(part.Range.Of(before.Content.Span)) >= 0,
                "a part changed its octets");
        Assert.Equal(RecordingFinder.Find(before).Select(Octets), RecordingFinder.Find(after).Select(Octets));
        foreach (var part in before.Parts().Where(part => part.Boundary is not null))
        {
            Assert.True(after.Content.Span.IndexOf(part.Preamble.Of(before.Content.Span)) >= 0, "the preamble is gone");
            Assert.True(after.Content.Span.IndexOf(part.Epilogue.Of(before.Content.Span)) >= 0, "the epilogue is gone");
        }
    }

    private static void JudgeBodies(MimeMessage before, MimeMessage after, Expect expect)
    {
        var (was, main) = (MainBody.Find(before.Root), MainBody.Find(after.Root));
        Assert.NotNull(main.Plain);
        Assert.NotNull(main.Html);
        var plain = Charsets.DecodeExact(main.Plain.Decode().Octets.Span, main.Plain.Type.Parameter("charset"));
        Assert.Contains(Words, plain);
        var html = Charsets.DecodeTolerant(main.Html.Decode().Octets.Span, main.Html.Type.Parameter("charset"));
        var page = new HtmlParser().ParseDocument(html);
        Assert.Contains(Words, page.Body!.TextContent);
        var bodies = was.Html is null ? 1 : Count(Text(was.Html.Decode().Octets).Replace("\0", ""));
        Assert.Equal(bodies, expect == Expect.Beside ? bodies : Count(html));
        if (expect == Expect.Beside)
        {
            var untouched = (was.Plain ?? was.Html)!;
            Assert.True(after.Content.Span.IndexOf(untouched.Range.Of(before.Content.Span)) >= 0,
                "the text changed its octets");
            return;
        }

        if (was.Plain is { } oldPlain)
        {
            var old = Charsets.DecodeExact(oldPlain.Decode().Octets.Span, oldPlain.Type.Parameter("charset"))!
                .TrimStart('\ufeff');
            Assert.Equal(!string.IsNullOrWhiteSpace(old), plain!.Contains("Original message\r\n"));
            if (!string.IsNullOrWhiteSpace(old)) Assert.EndsWith(old, plain);
        }
    }

    private static int Count(string html) => html.Split("<body").Length - 1;

    private static void JudgeLines(byte[] message, byte[] output)
    {
        Assert.True(LongLines(output) <= LongLines(message), "a line became too long");
        Assert.True(Lone(output) <= Lone(message), "a bare CR or LF appeared");
    }

    /// <summary>Only boundaries of the original may be prefixes of others of the original.</summary>
    private static void JudgeBoundaries(MimeMessage before, MimeMessage after)
    {
        var old = before.Parts().Select(part => part.Boundary).OfType<string>().ToHashSet();
        var all = after.Parts().Select(part => part.Boundary).OfType<string>().Distinct().ToList();
        foreach (var ours in all.Where(boundary => !old.Contains(boundary)))
            Assert.DoesNotContain(all, other => other != ours && (other.StartsWith(ours) || ours.StartsWith(other)));
    }

    private static IEnumerable<MimePart> Leaves(MimeMessage message) =>
        message.Parts().Where(part => part.Boundary is null);

    private static string Octets(MimePart part) => Convert.ToHexString(part.Decode().Octets.Span);

    private static string Text(ReadOnlyMemory<byte> octets) => Encoding.Latin1.GetString(octets.Span);

    private static int LongLines(byte[] octets) => Text(octets).Split("\r\n").Count(line => line.Length > 998);

    private static int Lone(byte[] octets) => Text(octets).Replace("\r\n", "").Count(c => c is '\r' or '\n');
}
