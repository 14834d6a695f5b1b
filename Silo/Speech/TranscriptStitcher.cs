using VoicemailOrleans.Core.Audio;
using VoicemailOrleans.Core.Transcripts;

namespace VoicemailOrleans.Silo.Speech;

/// <summary>
/// Joins the words of segments. Times are moved to the recording's start. Where two segments overlap, a word counts for
/// the one in which its middle lies before (or after) the middle of the overlap; without times, what the end of one and
/// the beginning of the other have in common is dropped once.
/// </summary>
internal static class TranscriptStitcher
{
    private const int CommonWordsMax = 8;

    /// <summary>Joins the words of segments in order.</summary>
    public static List<TranscriptWord> Join(IReadOnlyList<HeardSegment> segments, int rateHz)
    {
        var words = new List<TranscriptWord>();
        for (var i = 0; i < segments.Count; i++)
        {
            var segment = segments[i];
            var start = TimeSpan.FromSeconds((double)segment.Position.Start / rateHz);
            var moved = segment.Heard.Words
                .Select(word => word with { Start = start + word.Start, End = start + word.End })
                .ToList();
            if (i > 0 && segment.Position.OverlapsPrevious && segments[i - 1].Position.End > segment.Position.Start)
            {
                var middle = (segments[i - 1].Position.End + segment.Position.Start) / 2.0;
                Merge(words, moved, TimeSpan.FromSeconds(middle / rateHz));
            }

            words.AddRange(moved);
        }

        return words;
    }

    /// <summary>
    /// The mean of the words' confidences, weighted by their length; else of the segments', by their words.
    /// </summary>
    public static double? Confidence(IReadOnlyList<HeardSegment> segments)
    {
        var words = segments.SelectMany(segment => segment.Heard.Words).ToList();
        return Mean(words.Select(word => (word.Confidence, word.Text.Length)))
            ?? Mean(segments.Select(segment => (segment.Heard.Confidence, segment.Heard.Words.Count)));
    }

    /// <summary>Of several languages the one in which most words were said, as far as the engine tells them.</summary>
    public static string Language(IReadOnlyList<HeardSegment> segments, IReadOnlyList<string> languages)
    {
        if (languages.Count == 1) return languages[0];
        var most = segments.Where(segment => segment.Heard.Language is not null)
            .GroupBy(segment => LanguageTags.Match(segment.Heard.Language!, languages))
            .MaxBy(group => group.Sum(segment => segment.Heard.Words.Count));
        return most?.Key ?? languages[0];
    }

    private static double? Mean(IEnumerable<(double? Value, int Weight)> values)
    {
        var (sum, weights) = (0.0, 0);
        foreach (var (value, weight) in values)
        {
            if (value is not { } known) continue;
            sum += known * weight;
            weights += weight;
        }

        return weights > 0 ? sum / weights : null;
    }

    private static void Merge(List<TranscriptWord> before, List<TranscriptWord> after, TimeSpan middle)
    {
        if (after.Concat(before.TakeLast(CommonWordsMax)).Any(word => word.Start is null || word.End is null))
        {
            after.RemoveRange(0, CountCommon(before, after));
            return;
        }

        var from = before.Count;
        while (from > 0 && Middle(before[from - 1]) >= middle) from--;
        before.RemoveRange(from, before.Count - from);
        after.RemoveAll(word => Middle(word) < middle);
    }

    private static TimeSpan? Middle(TranscriptWord word) =>
        word.Start is { } start && word.End is { } end ? (start + end) / 2 : null;

    private static int CountCommon(List<TranscriptWord> before, List<TranscriptWord> after)
    {
        for (var count = Math.Min(CommonWordsMax, Math.Min(before.Count, after.Count)); count > 0; count--)
        {
            var pairs = before.TakeLast(count).Zip(after.Take(count));
            if (pairs.All(pair => Bare(pair.First) == Bare(pair.Second))) return count;
        }

        return 0;
    }

    private static string Bare(TranscriptWord word) => word.Text.Trim('.', ',', '?', '!', ';', ':').ToLowerInvariant();
}

/// <summary>A segment that was heard.</summary>
internal sealed record HeardSegment(AudioSegment Position, SegmentOutcome.Heard Heard);
