using System.Text;

namespace VoicemailOrleans.Core.Transcripts;

/// <summary>The preview as plain text: 72 columns, complete by itself.</summary>
public static class PreviewText
{
    private const int Columns = 72;

    /// <summary>Characters of transcript shown in all: forty minutes of speech.</summary>
    private const int CharactersMax = 30_000;

    /// <summary>Renders the preview, line ends LF.</summary>
    public static string Render(VoicemailPreview preview)
    {
        var wording = preview.Wording;
        var text = new StringBuilder();
        var who = string.Join(", ", new[] { preview.CallerName, preview.NumberShown }.OfType<string>());
        if (who.Length > 0) Wrap(text, wording.Caller.Replace("{caller}", TranscriptLayout.Line(who)));
        Wrap(text, TranscriptLayout.Line(string.Join(" - ", Details(preview))));
        text.Append('\n');
        if (preview.IsLate) Paragraph(text, $"{wording.Late} {wording.AttachedEarlier}");
        foreach (var recording in preview.Recordings) AppendRecording(text, preview, recording);
        Wrap(text, wording.Footer);
        Wrap(text, wording.Label(wording.Reference, preview.CorrelationId));
        return text.ToString();
    }

    private static IEnumerable<string> Details(VoicemailPreview preview)
    {
        if (preview.Mailbox is { } mailbox) yield return $"{preview.Wording.Mailbox} {mailbox}";
        yield return preview.Wording.LocalTime(preview.ReceivedAt);
        if (preview.Recordings is [{ Duration: { } duration }]) yield return TranscriptLayout.Stamp(duration);
    }

    private static void AppendRecording(StringBuilder text, VoicemailPreview preview, RecordingPreview recording)
    {
        var wording = preview.Wording;
        var isOnly = preview.Recordings.Count == 1;
        var title = isOnly ? wording.Title : wording.Label(wording.Title, RecordingTitle(wording, recording));
        title = TranscriptLayout.Line(title);
        text.Append(title).Append('\n').Append('-', Math.Min(title.Length, Columns)).Append("\n\n");
        if (recording.Shown is { } transcript)
        {
            AppendWords(text, preview, recording, transcript);
            if (transcript.Confidence < preview.DoubtBelow) Paragraph(text, wording.LowConfidence);
            AppendFacts(text, preview, KeyFacts.Find(transcript, preview.CallerNumber));
        }

        foreach (var notice in preview.Notices(recording)) Paragraph(text, notice);
    }

    internal static string RecordingTitle(PreviewWording wording, RecordingPreview recording)
    {
        var title = $"{wording.Recording} {recording.Number}";
        if (recording.FileName is { } name) title += $", {name}";
        return recording.Duration is { } duration ? $"{title}, {TranscriptLayout.Stamp(duration)}" : title;
    }

    private static void AppendWords(
        StringBuilder text, VoicemailPreview preview, RecordingPreview recording, Transcript transcript)
    {
        var left = CharactersMax / preview.Recordings.Count;
        var hasStamps = TranscriptLayout.HasStamps(recording);
        foreach (var paragraph in TranscriptLayout.Paragraphs(transcript))
        {
            var words = new List<string>();
            if (hasStamps && paragraph.Start is { } start) words.Add($"[{TranscriptLayout.Stamp(start)}]");
            foreach (var word in paragraph.Words)
            {
                left -= word.Text.Length + 1;
                if (left < 0) break;
                words.Add(TranscriptLayout.Line(word.Text) + (word.Confidence < preview.UnsureWordBelow ? " (?)" : ""));
            }

            if (words.Count > 0) Paragraph(text, string.Join(' ', words));
            if (left >= 0) continue;
            Paragraph(text, $"[…] {preview.Wording.CutShort}");
            return;
        }
    }

    private static void AppendFacts(StringBuilder text, VoicemailPreview preview, KeyFacts facts)
    {
        Append(preview.Wording.Numbers, facts.Numbers);
        Append(preview.Wording.Times, facts.Times);

        void Append(string heading, IReadOnlyList<KeyFact> list)
        {
            if (list.Count == 0) return;
            text.Append(preview.Wording.Label(heading, "").TrimEnd()).Append('\n');
            foreach (var fact in list)
            {
                var stamp = fact.At is { } at ? $" [{TranscriptLayout.Stamp(at)}]" : "";
                var differs = fact.DiffersFromCaller ? $" ({preview.Wording.DiffersFromCaller})" : "";
                Wrap(text, TranscriptLayout.Line($"* {fact.Text}{stamp}{differs}"));
            }

            text.Append('\n');
        }
    }

    private static void Paragraph(StringBuilder text, string paragraph)
    {
        Wrap(text, paragraph);
        text.Append('\n');
    }

    /// <summary>
    /// Breaks at blanks; a word longer than a line is broken too, so that no line is ever too long for SMTP.
    /// </summary>
    private static void Wrap(StringBuilder text, string paragraph)
    {
        var column = 0;
        foreach (var word in paragraph.Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            if (column > 0 && column + 1 + word.Length > Columns) { text.Append('\n'); column = 0; }
            if (column > 0) { text.Append(' '); column++; }
            foreach (var rune in word.EnumerateRunes())
            {
                if (column >= Columns) { text.Append('\n'); column = 0; }
                text.Append(rune.ToString());
                column += rune.Utf16SequenceLength;
            }
        }

        text.Append('\n');
    }
}
