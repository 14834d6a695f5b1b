using System.Buffers;
using System.Security.Cryptography;
using System.Text;
using VoicemailOrleans.Core.Mail.Mime;

namespace VoicemailOrleans.Tests.Core.Mail.Mime;

/// <summary>
/// Judges what the rewriter made of a message: everything that was not to be changed is there, in order, octet for
/// octet; the transcript is where readers look; nothing is broken that was whole; and once more changes nothing.
/// </summary>
internal static class MimeJudge
{
    public const string Words = "the pump from order five one seven arrived broken <b id=caught>&amp; é";

    /// <summary>What a caller may say to break out of the text: boundary lines, ends of mail, fields, markup.</summary>
    private const string Hostile = "\n--b1\n--b1--\n-- \n.\nFrom x\n\nBcc: eve@example.com\n>\n=\n</div></body><script>\n";

    /// <summary>A message that we wrote into may have a few parts more than one that we read.</summary>
    private static readonly MimeLimits Wide = new() { PartsMax = 1010, DepthMax = 110 };

    public static MailEnhancement Enhancement { get; } = new()
    {
        TopFields = [(TraceFields.CorrelationId, "01test"), (TraceFields.Status, "transcribed")],
        Text = "Voicemail preview\n\n" + Words + Hostile,
        HtmlFragment = "<p>Voicemail preview</p><p>" + HtmlEscape.ToAscii(Words + Hostile) + "</p>\n",
        HtmlDocumentStart = "<!DOCTYPE html>\n<html lang=\"en\">\n<body>\n",
        SubjectTag = "[Transcribed] ",
        KnownSubjectTags = ["[Audio] "],
        Seed = "01test",
    };

    /// <summary>Reads a message as the product does.</summary>
    public static MimeMessage Read(ReadOnlyMemory<byte> message, MimeLimits? limits = null) => MimeReader.Read(message, limits);

    /// <summary>Reads a message that is still in pieces.</summary>
    public static MimeMessage Read(IReadOnlyList<ReadOnlyMemory<byte>> pieces) => Read(Join(pieces));

    /// <summary>The main text of a message as people read it.</summary>
    public static string Text(MimeMessage message) => Shown(MainBody.Find(message.Root).Plain!);

    /// <summary>Its main HTML.</summary>
    public static string Html(MimeMessage message) => Shown(MainBody.Find(message.Root).Html!);

    /// <summary>The message as the composer would send it.</summary>
    public static byte[] Rewrite(byte[] message, MailEnhancement? enhancement = null) => Join(Pieces(message, enhancement));

    /// <summary>The same before its pieces are put together.</summary>
    public static IReadOnlyList<ReadOnlyMemory<byte>> Pieces(byte[] message, MailEnhancement? enhancement = null)
    {
        var read = Read(message);
        var isVoicemail = MailFacts.Read(read).Kind == MailKind.Voicemail;
        return (isVoicemail ? MimeRewriter.Enhance(read, enhancement ?? Enhancement) : null)
            ?? MimeRewriter.Stamp(read, [Enhancement.TopFields[0]], []);
    }

    public static byte[] Join(IReadOnlyList<ReadOnlyMemory<byte>> pieces)
    {
        var all = new ArrayBufferWriter<byte>(Math.Max(1, pieces.Sum(piece => piece.Length)));
        foreach (var piece in pieces) all.Write(piece.Span);
        return all.WrittenSpan.ToArray();
    }

    /// <summary>A range of a part's message.</summary>
    public static ReadOnlySpan<byte> Octets(MimePart part, ByteRange range) => range.Of(part.Content.Span);

    /// <summary>A text part as people read it; what cannot be decoded stands for one octet each.</summary>
    public static string Shown(MimePart part) =>
        Charsets.DecodeTolerant(part.Decode().Octets.Span, part.Type.Parameter("charset"));

    /// <summary>Whether only trace fields were put on top.</summary>
    public static bool IsUntouched(byte[] message, byte[] output) =>
        output.AsSpan().EndsWith(message) && output.AsSpan(0, output.Length - message.Length).IndexOf("X-Voicemail-Status"u8) < 0;

    public static void Judge(byte[] message, byte[] output, Expect expect)
    {
        Assert.True(IsUntouched(message, output) == (expect == Expect.Untouched), $"expected {expect}");
        Assert.True(Rewrite(output).AsSpan().SequenceEqual(output), "a second pass changes it");
        if (expect == Expect.Untouched) return;
        JudgeAll(message, output);
        var (before, after) = (Read(message), Read(output, Wide));
        if (expect is Expect.Added or Expect.Wrapped) Assert.Equal(expect == Expect.Wrapped, IsWrapped(before, after));
        MimeBodyJudge.Judge(before, after, expect);
    }

    /// <summary>What must hold for every message that was written into, whatever it was like.</summary>
    public static void JudgeAll(byte[] message, byte[] output)
    {
        var (before, after) = (Read(message), Read(output, Wide));
        Assert.Null(after.TooComplex);
        JudgeFields(before, after);
        JudgeSubject(before.Root, after.Root);
        JudgeParts(before, after);
        JudgeLines(message, output);
        JudgeBoundaries(before, after);
        Assert.True(Defects(after) <= Defects(before), "new defects");
        MimeBodyJudge.JudgeWords(after);
    }

    /// <summary>Ours on top, then all others in order; of a message that is a part now, the Content fields went with
    /// it.</summary>
    private static void JudgeFields(MimeMessage before, MimeMessage after)
    {
        var isWrapped = IsWrapped(before, after);
        var hasVersion = before.Root.Field("MIME-Version") is not null;
        bool IsKept(MimeField field) => !field.Is("Subject") && !IsLength(field)
            && !(isWrapped && IsContent(field)) && (hasVersion || !field.Is("MIME-Version"));
        var ours = Enhancement.TopFields.Count;
        Assert.Equal(Enhancement.TopFields.Select(field => field.Name), after.Root.Fields.Take(ours).Select(field => field.Name));
        Assert.Equal(Raw(before.Root, before.Root.Fields.Where(IsKept)), Raw(after.Root, after.Root.Fields.Skip(ours).Where(IsKept)));
    }

    private static void JudgeSubject(MimePart before, MimePart after)
    {
        Assert.StartsWith("[Transcribed]", after.Text("Subject"), StringComparison.Ordinal);
        var (old, made) = (Subjects(before), Subjects(after));
        Assert.Equal(Math.Max(1, old.Count), made.Count);
        if (old.Count == 0) return;
        Assert.Equal(old.Skip(1), made.Skip(1));
        Assert.EndsWith(old[0][(old[0].IndexOf(':') + 1)..].TrimStart(' ', '\t', '\r', '\n'), made[0], StringComparison.Ordinal);

        static List<string> Subjects(MimePart part) => [.. Raw(part, part.Fields.Where(field => field.Is("Subject")))];
    }

    /// <summary>Parts that are no main body come out with the same octets, name, type and content, in the same
    /// order; multiparts keep their fields, and what stands around their parts.</summary>
    private static void JudgeParts(MimeMessage before, MimeMessage after)
    {
        var main = MainBody.Find(before.Root);
        var left = new Queue<MimePart>(Leaves(before).Where(part => part != main.Plain && part != main.Html));
        foreach (var part in Leaves(after))
            if (left.TryPeek(out var next) && IsSameLeaf(next, part)) left.Dequeue();
        Assert.True(left.Count == 0, $"{left.Count} parts are not what they were");
        Assert.Equal(RecordingFinder.Find(before).Select(Identity), RecordingFinder.Find(after).Select(Identity));

        left = new Queue<MimePart>(before.Parts().Where(part => part.Boundary is not null));
        foreach (var part in after.Parts().Where(part => part.Boundary is not null))
            if (left.TryPeek(out var next) && IsSameMultipart(next, part)) left.Dequeue();
        Assert.True(left.Count == 0, $"{left.Count} multiparts are not what they were");
    }

    private static bool IsSameLeaf(MimePart before, MimePart after) =>
        Octets(before, before.Body).SequenceEqual(Octets(after, after.Body))
        && (before.Parent is null
            ? Raw(before, before.Fields.Where(field => IsContent(field) && !IsLength(field)))
                .SequenceEqual(Raw(after, after.Fields.Where(IsContent)))
            : Octets(before, before.Range).SequenceEqual(Octets(after, after.Range)))
        && (before.FileName, before.Type.MediaType) == (after.FileName, after.Type.MediaType);

    private static bool IsSameMultipart(MimePart before, MimePart after) =>
        before.Boundary == after.Boundary
        && (before.Parent is null || Raw(before, before.Fields.Where(field => !IsLength(field)))
            .SequenceEqual(Raw(after, after.Fields.Where(field => !IsLength(field)))))
        && Octets(before, before.Preamble).SequenceEqual(Octets(after, after.Preamble))
        && Octets(after, after.Epilogue).StartsWith(Octets(before, before.Epilogue));

    private static void JudgeLines(byte[] message, byte[] output)
    {
        var (before, after) = (CountLines(message), CountLines(output));
        Assert.True(after.Long <= before.Long, "a line became too long");
        Assert.True(after.Lone <= before.Lone, "a bare CR or LF appeared");
    }

    /// <summary>Only boundaries of the original may be prefixes of others of the original.</summary>
    private static void JudgeBoundaries(MimeMessage before, MimeMessage after)
    {
        var old = before.Parts().Select(part => part.Boundary).OfType<string>().ToHashSet();
        var all = after.Parts().Select(part => part.Boundary).OfType<string>().Distinct().ToList();
        foreach (var ours in all.Where(boundary => !old.Contains(boundary)))
            Assert.DoesNotContain(all, other => other != ours && (other.StartsWith(ours) || ours.StartsWith(other)));
    }

    private static int Defects(MimeMessage message) => message.Parts().Sum(part =>
        (part.HasEmptyLine ? 0 : 1)
        + (part.IsMultipart && !part.IsClosed ? 1 : 0)
        + (part.Boundary is null && !part.Decode().IsClean ? 1 : 0));

    private static bool IsWrapped(MimeMessage before, MimeMessage after) =>
        before.Root.RawValue("Content-Type") != after.Root.RawValue("Content-Type");

    private static IEnumerable<MimePart> Leaves(MimeMessage message) => message.Parts().Where(part => part.Boundary is null);

    private static bool IsContent(MimeField field) => field.Name.StartsWith("Content-", StringComparison.OrdinalIgnoreCase);

    private static bool IsLength(MimeField field) => field.Is("Content-Length") || field.Is("Content-MD5");

    private static IEnumerable<string> Raw(MimePart part, IEnumerable<MimeField> fields) =>
        fields.Select(field => Encoding.Latin1.GetString(Octets(part, field.Raw)).TrimEnd('\r', '\n'));

    private static string Identity(MimePart part) =>
        $"{part.FileName} {part.Type.MediaType} {Convert.ToHexString(SHA256.HashData(part.Decode().Octets.Span))}";

    private static (int Long, int Lone) CountLines(ReadOnlySpan<byte> octets)
    {
        var (tooLong, lone) = (0, 0);
        while (true)
        {
            var length = octets.IndexOf("\r\n"u8);
            var line = length < 0 ? octets : octets[..length];
            if (line.Length > 998) tooLong++;
            lone += line.Count((byte)'\r') + line.Count((byte)'\n');
            if (length < 0) return (tooLong, lone);
            octets = octets[(length + 2)..];
        }
    }
}
