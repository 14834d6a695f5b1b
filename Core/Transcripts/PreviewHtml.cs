using System.Text;
using VoicemailOrleans.Core.Mail.Mime;

namespace VoicemailOrleans.Core.Transcripts;

/// <summary>
/// The preview as HTML: a table of 600 pixels with inline styles, which is what Outlook's Word engine understands. No
/// script, image, font or outside link; everything others wrote is escaped and isolated from the direction of the text
/// around it. The fragment fits into somebody else's document, where it is always light; in a document of our own the
/// classes make it dark where the reader wants that. Contrast is 4.5:1 or more in both.
/// </summary>
public static class PreviewHtml
{
    /// <summary>
    /// Octets of transcript in all. Gmail clips a message at 102 kB; the rest leaves room for the original.
    /// </summary>
    private const int TranscriptBytesMax = 60_000;

    private const int FirstLineMax = 90;
    private const int ReferenceLengthMax = 8; // &#65536; and its like: what a character may become
    private const string Font = "font-family:Arial,Helvetica,sans-serif";
    private const string Normal = $"{Font};font-size:16px;line-height:24px;color:#1d2329";
    private const string Big = $"{Font};font-size:20px;line-height:28px;color:#1d2329";
    private const string Soft = $"margin:0;{Font};font-size:14px;line-height:20px;color:#55606b";
    private const string Small = $"margin:0;{Font};font-size:12px;line-height:18px;color:#55606b";
    private const string Table = "<table role=\"presentation\" cellpadding=\"0\" cellspacing=\"0\" border=\"0\"";

    // Word knows no max-width: a table of its own keeps the card at 600 pixels there.
    private const string OutlookStart = $"<!--[if mso]>{Table} width=\"600\"><tr><td><![endif]-->\n";
    private const string OutlookEnd = "<!--[if mso]></td></tr></table><![endif]-->\n";

    /// <summary>The start of a document of our own, up to and with the body tag.</summary>
    public static string DocumentStart(PreviewWording wording) =>
        $$"""
        <!DOCTYPE html>
        <html lang="{{HtmlEscape.ToAscii(wording.Language)}}">
        <head>
        <meta charset="utf-8">
        <meta name="viewport" content="width=device-width, initial-scale=1">
        <meta name="color-scheme" content="light dark">
        <meta name="supported-color-schemes" content="light dark">
        <title>{{HtmlEscape.ToAscii(wording.Title)}}</title>
        <style>
        :root { color-scheme: light dark; }
        @media (prefers-color-scheme: dark) {
        .vm-page { background: #14171a !important; color: #e8eaed !important; }
        .vm-card { background: #1f2429 !important; border-color: #3d454d !important; }
        .vm-text { color: #e8eaed !important; }
        .vm-soft { color: #aab4be !important; }
        .vm-link { color: #8ab4f8 !important; }
        .vm-note { background: #2b3138 !important; color: #e8eaed !important; }
        }
        </style>
        </head>
        <body class="vm-page" style="margin:0;padding:16px 8px;background:#f1f3f5;{{Normal}}">

        """.ReplaceLineEndings("\n");

    /// <summary>The preview, in printable ASCII, line ends LF.</summary>
    public static string RenderFragment(VoicemailPreview preview)
    {
        var html = new StringBuilder();
        html.Append("<div style=\"display:none;max-height:0;overflow:hidden;mso-hide:all\">")
            .Append(FirstLine(preview)).Append("</div>\n");
        var language = HtmlEscape.ToAscii(preview.Wording.Language);
        html.Append($"{Table} width=\"100%\" dir=\"ltr\" lang=\"{language}\"><tr><td align=\"center\">\n{OutlookStart}");
        html.Append($"{Table} class=\"vm-card\" width=\"600\" style=\"width:100%;max-width:600px;background:#ffffff;")
            .Append("border:1px solid #d5dbe1;border-radius:8px;border-collapse:separate;text-align:left;")
            .Append("word-break:break-word;overflow-wrap:anywhere\">\n");
        AppendWho(html, preview);
        foreach (var recording in preview.Recordings) AppendRecording(html, preview, recording);
        AppendFooter(html, preview);
        return html.Append($"</table>\n{OutlookEnd}</td></tr></table>\n").ToString();
    }

    private static string FirstLine(VoicemailPreview preview)
    {
        var shown = preview.Recordings.Select(recording => recording.Shown?.Text)
            .FirstOrDefault(text => text is not null)
            ?? preview.Recordings.SelectMany(preview.Notices).FirstOrDefault() ?? preview.Wording.Title;
        var line = HeaderText.Clean(TranscriptLayout.Line(shown.Length > 1000 ? shown[..1000] : shown), FirstLineMax);
        return HtmlEscape.ToAscii(line);
    }

    private static void AppendWho(StringBuilder html, VoicemailPreview preview)
    {
        var wording = preview.Wording;
        html.Append("<tr><td style=\"padding:20px 24px 0\">\n");
        var number = preview.CallerNumber is { } dial
            ? PhoneLink(dial, dial)
            : HtmlEscape.ToAscii(Headline(preview.NumberShown ?? "", preview.CallerName is not null));
        var name = preview.CallerName is { } caller ? $"<strong>{Isolated(caller)}</strong>" : "";
        var between = name.Length > 0 && number.Length > 0 ? "<br>" : "";
        if (name.Length + number.Length > 0)
            html.Append($"<p class=\"vm-text\" style=\"margin:0;{Big}\">{name}{between}{number}</p>\n");
        html.Append($"<p class=\"vm-soft\" style=\"{Soft};padding-top:4px\">");
        if (preview.Mailbox is { } mailbox)
            html.Append($"{HtmlEscape.ToAscii(wording.Mailbox)} {Isolated(mailbox)} &#183; ");
        html.Append(HtmlEscape.ToAscii(wording.LocalTime(preview.ReceivedAt)));
        if (preview.Recordings is [{ Duration: { } duration }])
            html.Append($" &#183; {TranscriptLayout.Stamp(duration)}");
        html.Append("</p>\n");
        if (preview.IsLate) AppendNote(html, $"{wording.Late} {wording.AttachedEarlier}");
        html.Append("</td></tr>\n");
    }

    /// <summary>Words of ours that stand alone begin with a capital letter.</summary>
    private static string Headline(string words, bool isBelowName) =>
        isBelowName || words.Length == 0 ? words : char.ToUpperInvariant(words[0]) + words[1..];

    private static void AppendRecording(StringBuilder html, VoicemailPreview preview, RecordingPreview recording)
    {
        var wording = preview.Wording;
        html.Append("<tr><td style=\"padding:20px 24px 0\">\n");
        if (recording == preview.Recordings[0])
            html.Append($"<h1 class=\"vm-text\" style=\"margin:0 0 8px;{Normal}\">")
                .Append(HtmlEscape.ToAscii(wording.Title)).Append("</h1>\n");
        if (preview.Recordings.Count > 1)
            html.Append(SoftLine(Isolated(PreviewText.RecordingTitle(wording, recording)), "padding-bottom:8px"));
        if (recording.Shown is { } transcript)
        {
            AppendWords(html, preview, recording, transcript);
            if (transcript.Confidence < preview.DoubtBelow) AppendNote(html, wording.LowConfidence);
            var facts = KeyFacts.Find(transcript, preview.CallerNumber);
            AppendFacts(html, wording, wording.Numbers, facts.Numbers);
            AppendFacts(html, wording, wording.Times, facts.Times);
        }

        foreach (var notice in preview.Notices(recording)) AppendNote(html, notice);
        html.Append("</td></tr>\n");
    }

    private static void AppendWords(
        StringBuilder html, VoicemailPreview preview, RecordingPreview recording, Transcript transcript)
    {
        var end = html.Length + TranscriptBytesMax / preview.Recordings.Count;
        var hasStamps = TranscriptLayout.HasStamps(recording);
        var isTag = transcript.Language.All(c => char.IsAsciiLetterOrDigit(c) || c == '-');
        var language = isTag ? transcript.Language : "";
        foreach (var paragraph in TranscriptLayout.Paragraphs(transcript))
        {
            html.Append($"<p class=\"vm-text\" dir=\"auto\" lang=\"{language}\" style=\"margin:0 0 12px;{Normal}\">");
            if (hasStamps && paragraph.Start is { } start) html.Append($"{Stamp(start)} ");
            var isCut = false;
            for (var i = 0; i < paragraph.Words.Count && !isCut; i++)
            {
                var word = paragraph.Words[i];
                isCut = html.Length + word.Text.Length * ReferenceLengthMax > end;
                if (!isCut) html.Append(i > 0 ? Separator(i) : "").Append(Word(word, preview.UnsureWordBelow));
            }

            html.Append(isCut ? " [&#8230;]</p>\n" : "</p>\n");
            if (!isCut) continue;
            html.Append(SoftLine(HtmlEscape.ToAscii(preview.Wording.CutShort), "padding-bottom:12px"));
            return;
        }
    }

    /// <summary>A line end now and then keeps the source readable; it shows as a blank.</summary>
    private static string Separator(int index) => index % 12 == 0 ? "\n" : " ";

    private static string Word(TranscriptWord word, double unsureBelow)
    {
        var text = HtmlEscape.ToAscii(TranscriptLayout.Line(word.Text));
        return word.Confidence < unsureBelow
            ? $"<span style=\"border-bottom:1px dotted\">{text}</span>&#160;(?)"
            : text;
    }

    private static void AppendFacts(
        StringBuilder html, PreviewWording wording, string heading, IReadOnlyList<KeyFact> facts)
    {
        if (facts.Count == 0) return;
        html.Append(SoftLine(HtmlEscape.ToAscii(heading), ""));
        html.Append($"<p class=\"vm-text\" style=\"margin:0 0 12px;{Normal}\">");
        for (var i = 0; i < facts.Count; i++)
        {
            var fact = facts[i];
            html.Append(i > 0 ? "<br>\n" : "")
                .Append(fact.Dial is { } dial ? PhoneLink(fact.Text, dial) : Isolated(fact.Text));
            if (fact.At is { } at)
                html.Append($" <span class=\"vm-soft\" style=\"color:#55606b\">[{TranscriptLayout.Stamp(at)}]</span>");
            if (fact.DiffersFromCaller)
                html.Append(" <span class=\"vm-soft\" style=\"font-size:14px;color:#55606b\">")
                    .Append(HtmlEscape.ToAscii(wording.DiffersFromCaller)).Append("</span>");
        }

        html.Append("</p>\n");
    }

    private static void AppendNote(StringBuilder html, string note) => html
        .Append("<p class=\"vm-note\" style=\"margin:0 0 12px;padding:10px 12px;background:#eef1f4;border-radius:4px;")
        .Append($"{Font};font-size:14px;line-height:20px;color:#1d2329\">{HtmlEscape.ToAscii(note)}</p>\n");

    private static void AppendFooter(StringBuilder html, VoicemailPreview preview) => html
        .Append($"<tr><td style=\"padding:8px 24px 20px\"><p class=\"vm-soft\" style=\"{Small}\">")
        .Append(HtmlEscape.ToAscii(preview.Wording.Footer)).Append("<br>")
        .Append(HtmlEscape.ToAscii(preview.Wording.Label(preview.Wording.Reference, preview.CorrelationId)))
        .Append("</p></td></tr>\n");

    private static string SoftLine(string html, string style) =>
        $"<p class=\"vm-soft\" style=\"{Soft};{style}\">{html}</p>\n";

    private static string Stamp(TimeSpan time) =>
        $"<span class=\"vm-soft\" style=\"color:#55606b\"><bdi>[{TranscriptLayout.Stamp(time)}]</bdi></span>";

    private static string Isolated(string text) =>
        $"<bdi dir=\"auto\">{HtmlEscape.ToAscii(TranscriptLayout.Line(text))}</bdi>";

    private static string PhoneLink(string text, string dial)
    {
        var digits = string.Concat(dial.Where((c, i) => char.IsAsciiDigit(c) || (c == '+' && i == 0)));
        var start = $"<a class=\"vm-link\" href=\"tel:{digits}\" style=\"color:#0b57d0;text-decoration:underline\">";
        return $"{start}{Isolated(text)}</a>";
    }
}
