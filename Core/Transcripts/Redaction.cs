using System.Text;
using System.Text.RegularExpressions;

namespace VoicemailOrleans.Core.Transcripts;

/// <summary>
/// Takes what must not be read by others out of a transcript, and leaves a mark. It is done before a transcript is
/// stored for the first time, so that mails, list, search, exports and backups never had it; the recording still has.
/// A mark is one word, in the transcript's language, and takes the time of the words it stands for.
/// </summary>
public static partial class Redaction
{
    /// <summary>The transcript without what a level leaves out.</summary>
    public static Transcript Of(Transcript transcript, RedactionLevel level)
    {
        var words = transcript.Words;
        var secrets = SecretFinder.Find([.. words.Select(word => word.Text)], transcript.Language, level);
        if (secrets.Count == 0) return transcript;
        var mark = PreviewWording.For(transcript.Language).RedactedMark;
        var left = new List<TranscriptWord>();
        var at = 0;
        foreach (var (first, end) in secrets)
        {
            left.AddRange(words.Skip(at).Take(first - at));
            left.Add(new TranscriptWord(mark + End(words[end - 1].Text), words[first].Start, words[end - 1].End));
            at = end;
        }

        left.AddRange(words.Skip(at));
        return transcript with { Words = left };
    }

    /// <summary>A text without what a level leaves out; its blanks and line ends stay.</summary>
    public static string Of(string text, string language, RedactionLevel level)
    {
        var words = Word().Matches(text);
        var secrets = SecretFinder.Find([.. words.Select(word => word.Value)], language, level);
        if (secrets.Count == 0) return text;
        var mark = PreviewWording.For(language).RedactedMark;
        var left = new StringBuilder();
        var at = 0;
        foreach (var (first, end) in secrets)
        {
            var last = words[end - 1];
            left.Append(text, at, words[first].Index - at).Append(mark).Append(End(last.Value));
            at = last.Index + last.Length;
        }

        return left.Append(text, at, text.Length - at).ToString();
    }

    /// <summary>Whether something was left out of a transcript.</summary>
    public static bool IsIn(Transcript transcript) => transcript.Words.Any(word => IsMark(word.Text));

    /// <summary>Whether a word is a mark.</summary>
    public static bool IsMark(string word) =>
        word.StartsWith('[')
        && PreviewWordingFiles.All.Any(wording => word.StartsWith(wording.RedactedMark, StringComparison.Ordinal));

    /// <summary>The punctuation that ends a word.</summary>
    private static string End(string word) => word[word.TrimEnd('.', ',', ';', '!', '?', ':').Length..];

    [GeneratedRegex(@"\S+")]
    private static partial Regex Word();
}
