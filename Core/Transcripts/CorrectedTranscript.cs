namespace VoicemailOrleans.Core.Transcripts;

/// <summary>
/// The transcript of a corrected text: words that stayed keep their times, words that took the place of others share
/// the time of those, so that a click on a word still plays it. Nothing of it is unsure any more: a person listened.
/// </summary>
public static class CorrectedTranscript
{
    /// <summary>Makes it.</summary>
    /// <param name="heard">What the engine heard; null when it heard nothing.</param>
    /// <param name="text">What the person wrote.</param>
    /// <param name="language">The language when no engine said one, a BCP 47 tag.</param>
    public static Transcript Of(Transcript? heard, string text, string language)
    {
        var before = heard?.Words ?? [];
        var after = WordDiff.Words(text);
        var words = new List<TranscriptWord>(after.Count);
        foreach (var run in WordDiff.Compare([.. before.Select(word => word.Text)], after))
        {
            var isWordByWord = run.BeforeCount == run.AfterCount;
            for (var i = 0; i < run.AfterCount; i++)
            {
                var (start, end) = isWordByWord
                    ? (before[run.BeforeStart + i].Start, before[run.BeforeStart + i].End)
                    : Share(before, run, i);
                words.Add(new TranscriptWord(after[run.AfterStart + i], start, end));
            }
        }

        return new Transcript
        {
            Words = words, Language = heard?.Language ?? language, Engine = heard?.Engine ?? "",
        };
    }

    /// <summary>An equal share of the time that the run takes; of words put in, of the pause they stand in.</summary>
    private static (TimeSpan? Start, TimeSpan? End) Share(IReadOnlyList<TranscriptWord> before, WordRun run, int i)
    {
        var end = run.BeforeStart + run.BeforeCount;
        var from = run.BeforeCount > 0 ? before[run.BeforeStart].Start
            : run.BeforeStart > 0 ? before[run.BeforeStart - 1].End : TimeSpan.Zero;
        var to = run.BeforeCount > 0 ? before[end - 1].End
            : end < before.Count ? before[end].Start : from;
        if (from is not { } first || to is not { } last) return (null, null);
        var step = last > first ? (last - first) / run.AfterCount : TimeSpan.Zero;
        return (first + step * i, first + step * (i + 1));
    }
}
