using VoicemailOrleans.Core.Mail.Dsn;
using VoicemailOrleans.Core.Mail.Mime;
using VoicemailOrleans.Core.Transcripts;
using VoicemailOrleans.Tests.Core.Audio;
using VoicemailOrleans.Tests.Core.Mail.Dsn;
using VoicemailOrleans.Tests.Core.Transcripts;

namespace VoicemailOrleans.Tests.Core.Mail.Mime;

/// <summary>Python's email package looks at everything we write.</summary>
public sealed class PythonJudgeTests
{
    /// <summary>Python takes the outer boundary first where both are the same, no field with a blank before its colon,
    /// a header for one although its first line is none, and a CR alone for a line end.</summary>
    private static readonly string[] ReadOtherwise =
        ["M18-bare-cr-in-field", "M043-same-boundary-twice", "M091-blank-before-colon", "M093-fold-first", "M094-mbox-from"];

    [RequiresFact("python3")]
    public async Task Rewrite_AsPythonReadsIt_HasTheSameRecordingsAndTheTranscript()
    {
        var cases = MessageCase.All.Where(item => !ReadOtherwise.Contains(item.Name)).ToList();
        var read = await PythonMail.ReadAsync(cases.SelectMany(item => new[] { item.Message, MimeJudge.Rewrite(item.Message) }));
        Assert.Equal(cases.Count * 2, read.Count);
        for (var i = 0; i < cases.Count; i++)
        {
            var (name, before, after) = (cases[i].Name, read[2 * i], read[2 * i + 1]);
            try
            {
                if (MessageRows.Expected[name] == Expect.Untouched) JudgeUntouched(before, after);
                else Judge(before, after, cases[i].Message);
            }
            catch (Exception e)
            {
                throw new InvalidOperationException(name, e);
            }
        }
    }

    [RequiresFact("python3")]
    public async Task Preview_AsPythonReadsIt_IsWhatWasRendered()
    {
        var samples = PreviewSamples.All.Values.ToList();
        var message = MessageCase.Named("M032-no-text");
        var read = await PythonMail.ReadAsync(samples.Select(sample => MimeJudge.Rewrite(message, Rendered(sample))));
        foreach (var (sample, mail) in samples.Zip(read))
        {
            var enhancement = Rendered(sample);
            Assert.Equal(enhancement.Text.ReplaceLineEndings("\r\n"), mail.Text);
            Assert.Equal(
                (enhancement.HtmlDocumentStart + enhancement.HtmlFragment + enhancement.HtmlDocumentEnd).ReplaceLineEndings("\r\n"),
                mail.Html);
            Assert.Empty(mail.HtmlOpen);
            Assert.Empty(mail.HtmlTags.Intersect(["script", "img", "iframe", "form", "link", "object"]));
            Assert.Equal(0, mail.Defects);
        }
    }

    [RequiresFact("python3")]
    public async Task Report_AsPythonReadsIt_HasItsThreePartsAndTheFacts()
    {
        var originals = MessageCase.All.Select(item => item.Message).ToList();
        var reports = originals.Select(original => DsnComposer.Compose(Report(original)).ToArray());
        var read = await PythonMail.ReadAsync(originals.Concat(reports));
        foreach (var (item, (before, report)) in MessageCase.All.Zip(read.Zip(read.Skip(originals.Count))))
        {
            Assert.Equal(["text/plain", "message/delivery-status", "message/rfc822"], report.Types);
            Assert.Equal(["5.1.1", "4.4.7"], report.Status.Skip(1).Take(2).Select(block => block["Status"]));
            Assert.Equal(["rfc822;bob@example.com", "utf-8;zo\\x{EB}@example.com"], report.Status.Skip(1).Take(2).Select(block => block["Final-Recipient"]));
            Assert.True(report.Defects <= before.Defects, item.Name);
            Assert.Equal(before.Parts.Where(IsNoMultipart), report.Parts.TakeLast(before.Parts.Length).Where(IsNoMultipart));
        }
    }

    /// <summary>Of a multipart without parts Python counts the line end before the next boundary line too.</summary>
    private static bool IsNoMultipart(string part) => !part.StartsWith("('multipart/", StringComparison.Ordinal);

    private static DeliveryReport Report(byte[] original) =>
        DsnComposerTests.Report(
            DsnComposerTests.Unknown, new ReportedRecipient(ReportAction.Failed, "zo\u00eb@example.com") { Text = "Given up after 5 days." })
        with { Original = original, ReturnsFull = true };

    private static void JudgeUntouched(PythonMail before, PythonMail after)
    {
        Assert.Contains(TraceFields.CorrelationId, after.Fields[0], StringComparison.Ordinal);
        Assert.Equal(before.Fields, after.Fields.Skip(1));
        Assert.Equal(before.Parts, after.Parts);
        Assert.Equal((before.Defects, before.Subject, before.Text, before.Html), (after.Defects, after.Subject, after.Text, after.Html));
    }

    private static void Judge(PythonMail before, PythonMail after, byte[] message)
    {
        Assert.True(after.Defects <= before.Defects, "new defects");
        Assert.Equal(Kept(before), Kept(after).Skip(MimeJudge.Enhancement.TopFields.Count).Where(field => before.Fields.Contains(field)));
        Assert.StartsWith("'[Transcribed]", after.Subject, StringComparison.Ordinal);
        Assert.Contains(MimeJudge.Words, after.Text, StringComparison.Ordinal);
        Assert.Contains(MimeJudge.Words, after.HtmlText, StringComparison.Ordinal);

        // Only the texts that were written into are other parts now.
        var main = MainBody.Find(MimeJudge.Read(message).Root);
        var gone = before.Parts.Except(after.Parts).ToList();
        Assert.All(gone, part => Assert.StartsWith("('text/", part, StringComparison.Ordinal));
        Assert.InRange(gone.Count, 0, (main.Plain is null ? 0 : 1) + (main.Html is null ? 0 : 1));
        Assert.Equal(before.Parts.Where(part => !gone.Contains(part)), after.Parts.Where(before.Parts.Contains));
    }

    private static IEnumerable<string> Kept(PythonMail mail) =>
        mail.Fields.Where(field => !field.StartsWith("('Content-", StringComparison.OrdinalIgnoreCase)
            && !field.StartsWith("('Subject'", StringComparison.OrdinalIgnoreCase));

    private static MailEnhancement Rendered(VoicemailPreview preview) => MimeJudge.Enhancement with
    {
        Text = PreviewText.Render(preview),
        HtmlFragment = PreviewHtml.RenderFragment(preview),
        HtmlDocumentStart = PreviewHtml.DocumentStart(preview.Wording),
    };
}
