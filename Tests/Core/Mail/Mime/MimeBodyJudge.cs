using System.Text;
using AngleSharp.Html.Parser;
using VoicemailOrleans.Core.Mail.Mime;

namespace VoicemailOrleans.Tests.Core.Mail.Mime;

/// <summary>The part of <see cref="MimeJudge"/> that looks at the texts.</summary>
internal static class MimeBodyJudge
{
    private const string Heading = "Original message";

    /// <summary>The transcript is in the main text and in the main HTML, as text and not as markup.</summary>
    public static void JudgeWords(MimeMessage after)
    {
        var main = MainBody.Find(after.Root);
        Assert.NotNull(main.Plain);
        Assert.NotNull(main.Html);
        Assert.Contains(MimeJudge.Words, MimeJudge.Shown(main.Plain), StringComparison.Ordinal);
        var page = new HtmlParser().ParseDocument(MimeJudge.Shown(main.Html));
        Assert.Contains(MimeJudge.Words, page.Body!.TextContent, StringComparison.Ordinal);
        Assert.Null(page.GetElementById("caught"));
    }

    public static void Judge(MimeMessage before, MimeMessage after, Expect expect)
    {
        var (was, main) = (MainBody.Find(before.Root), MainBody.Find(after.Root));
        if (expect == Expect.Beside)
        {
            var untouched = (was.Plain ?? was.Html)!;
            Assert.Contains(after.Parts(), part => Range(part) == Range(untouched));
            return;
        }

        Assert.Equal(expect == Expect.Text, was != new MainBody(null, null));
        if (was.Plain is not null) JudgePlain(was.Plain, main.Plain!);
        if (was.Html is not null) JudgeHtml(was.Html, main.Html!);
        if (was.Plain is not null) JudgeTouched(was.Plain, main.Plain!);
        if (was.Html is not null) JudgeTouched(was.Html, main.Html!);
    }

    /// <summary>The fields that say how it is written say so of what is there now; all others are the same.</summary>
    private static void JudgeTouched(MimePart before, MimePart after)
    {
        string[] untrue = ["Content-MD5", "Content-Length", "Lines"];
        Assert.DoesNotContain(after.Fields, field => untrue.Any(field.Is));
        Assert.Equal(Others(before), Others(after));

        IEnumerable<string> Others(MimePart part) =>
            part.Fields.Where(field => !untrue.Append("Content-Type").Append("Content-Transfer-Encoding").Any(field.Is))
                .Select(field => Encoding.Latin1.GetString(MimeJudge.Octets(part, field.Raw)).TrimEnd('\r', '\n'));
    }

    /// <summary>Ours, a heading if there is anything to head, and all of the text as it was.</summary>
    private static void JudgePlain(MimePart before, MimePart after)
    {
        var text = Charsets.DecodeExact(after.Decode().Octets.Span, after.Type.Parameter("charset"))!;
        var old = Charsets.DecodeExact(before.Decode().Octets.Span, before.Type.Parameter("charset"))!.TrimStart('\ufeff');
        Assert.Equal(!string.IsNullOrWhiteSpace(old), text.Contains(Heading + "\r\n"));
        if (!string.IsNullOrWhiteSpace(old)) Assert.EndsWith(old, text, StringComparison.Ordinal);
    }

    /// <summary>Without what was put into it in one place, the page is what it was.</summary>
    private static void JudgeHtml(MimePart before, MimePart after)
    {
        var (old, made) = (Page(before), Page(after));
        var start = made.IndexOf("\r\n<p>Voicemail preview</p>", StringComparison.Ordinal);
        Assert.True(start >= 0 && old.StartsWith(made[..start], StringComparison.Ordinal), "what stands before it has changed");
        Assert.EndsWith(old[start..], made, StringComparison.Ordinal);

        static string Page(MimePart part) => Charsets.IsAsciiCompatible(part.Type.Parameter("charset"))
            ? Encoding.Latin1.GetString(part.Decode().Octets.Span)
            : Encoding.Latin1.GetString(Encoding.UTF8.GetBytes(MimeJudge.Shown(part)));
    }

    private static string Range(MimePart part) => Encoding.Latin1.GetString(MimeJudge.Octets(part, part.Range));
}
