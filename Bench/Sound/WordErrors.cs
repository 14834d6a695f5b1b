namespace VoicemailOrleans.Bench.Sound;

/// <summary>How what was heard differs from what was said, in words; by the fewest changes from one to the other.</summary>
/// <param name="Words">Words that were said.</param>
/// <param name="Substitutions">Said, and heard as another.</param>
/// <param name="Deletions">Said, and not heard.</param>
/// <param name="Insertions">Heard, and not said.</param>
internal readonly record struct WordErrors(int Words, int Substitutions, int Deletions, int Insertions)
{
    /// <summary>The word error rate; above 1 where more was heard than said.</summary>
    public double Rate => (double)Errors / Math.Max(1, Words);

    private int Errors => Substitutions + Deletions + Insertions;

    public static WordErrors operator +(WordErrors a, WordErrors b) => new(
        a.Words + b.Words, a.Substitutions + b.Substitutions, a.Deletions + b.Deletions, a.Insertions + b.Insertions);

    /// <summary>Compares two texts in the form of <see cref="SpokenWords"/>.</summary>
    public static WordErrors Compare(IReadOnlyList<string> said, IReadOnlyList<string> heard)
    {
        // One row for each word said: the best way to what was heard so far.
        var row = new WordErrors[heard.Count + 1];
        for (var h = 1; h <= heard.Count; h++) row[h] = new WordErrors(0, 0, 0, h);
        foreach (var word in said)
        {
            var above = row;
            row = new WordErrors[heard.Count + 1];
            row[0] = above[0] + new WordErrors(1, 0, 1, 0);
            for (var h = 1; h <= heard.Count; h++)
            {
                var isSame = heard[h - 1] == word;
                row[h] = Best(
                    above[h - 1] + new WordErrors(1, isSame ? 0 : 1, 0, 0),
                    above[h] + new WordErrors(1, 0, 1, 0),
                    row[h - 1] + new WordErrors(0, 0, 0, 1));
            }
        }

        return row[^1];
    }

    private static WordErrors Best(params ReadOnlySpan<WordErrors> ways)
    {
        var best = ways[0];
        foreach (var way in ways)
            if (way.Errors < best.Errors) best = way;
        return best;
    }
}
