using System.Globalization;

namespace VoicemailOrleans.Core.Transcripts;

/// <summary>A run of words without a long pause.</summary>
/// <param name="Start">When it begins; null when the engine gave no times.</param>
/// <param name="Words">The words.</param>
internal sealed record TranscriptParagraph(TimeSpan? Start, IReadOnlyList<TranscriptWord> Words);

/// <summary>How words become paragraphs, and times become stamps.</summary>
internal static class TranscriptLayout
{
    /// <summary>Shorter recordings need no stamps to find one's way.</summary>
    private static readonly TimeSpan StampsFrom = TimeSpan.FromSeconds(30);

    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1.5);

    public static IReadOnlyList<TranscriptParagraph> Paragraphs(Transcript transcript)
    {
        var paragraphs = new List<TranscriptParagraph>();
        var current = new List<TranscriptWord>();
        TimeSpan? end = null;
        foreach (var word in transcript.Words)
        {
            if (current.Count > 0 && word.Start - end >= Pause) Flush();
            current.Add(word);
            end = word.End ?? word.Start ?? end;
        }

        Flush();
        return paragraphs;

        void Flush()
        {
            if (current.Count > 0) paragraphs.Add(new TranscriptParagraph(current[0].Start, [.. current]));
            current.Clear();
        }
    }

    /// <summary>Whether paragraphs get stamps: the recording is long, and the engine gave times.</summary>
    public static bool HasStamps(RecordingPreview recording) =>
        (recording.Duration ?? recording.Transcript?.Words.LastOrDefault()?.End) > StampsFrom;

    /// <summary><c>m:ss</c>; hours count as minutes.</summary>
    public static string Stamp(TimeSpan time) =>
        string.Create(CultureInfo.InvariantCulture, $"{(long)time.TotalMinutes}:{time.Seconds:00}");

    /// <summary>
    /// What others wrote, for one line: no control characters, no marks that turn the text around them.
    /// </summary>
    public static string Line(string text) => string.Concat(text.Select(c => c switch
    {
        '\u061c' or '\u200e' or '\u200f' or (>= '\u202a' and <= '\u202e') or (>= '\u2066' and <= '\u2069') => "",
        '\u2028' or '\u2029' => " ",
        _ => char.IsControl(c) ? " " : c.ToString(),
    }));
}
