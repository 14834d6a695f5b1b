namespace VoicemailOrleans.Core.Transcripts;

/// <summary>A stretch of two texts: the same words in both, or words that took the place of others.</summary>
/// <param name="IsSame">The words are the same.</param>
/// <param name="BeforeStart">Index of its first word in the text before.</param>
/// <param name="BeforeCount">Words of it in the text before.</param>
/// <param name="AfterStart">Index of its first word in the text after.</param>
/// <param name="AfterCount">Words of it in the text after.</param>
public readonly record struct WordRun(
    bool IsSame, int BeforeStart, int BeforeCount, int AfterStart, int AfterCount);

/// <summary>
/// What changed between two texts, word by word: the shortest way from one to the other (Myers 1986). The work is
/// bounded: texts that differ in more than <see cref="ChangesMax"/> words between their common start and end count as
/// wholly replaced there.
/// </summary>
public static class WordDiff
{
    /// <summary>Words taken out and put in that are told apart; the memory needed grows with its square.</summary>
    private const int ChangesMax = 1000;

    /// <summary>The words of a text: what stands between blanks and line ends.</summary>
    public static IReadOnlyList<string> Words(string text) =>
        text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);

    /// <summary>The stretches in order; same and changed ones take turns.</summary>
    public static IReadOnlyList<WordRun> Compare(IReadOnlyList<string> before, IReadOnlyList<string> after)
    {
        var start = 0;
        while (start < before.Count && start < after.Count && before[start] == after[start]) start++;
        var end = 0;
        while (end < Math.Min(before.Count, after.Count) - start && before[^(end + 1)] == after[^(end + 1)]) end++;
        string[] old = [.. before.Skip(start).Take(before.Count - start - end)];
        string[] made = [.. after.Skip(start).Take(after.Count - start - end)];
        var matches = Enumerable.Range(0, start).Select(i => (i, i))
            .Concat(Matches(old, made).Select(match => (match.Before + start, match.After + start)))
            .Concat(Enumerable.Range(0, end).Select(i => (before.Count - end + i, after.Count - end + i)));
        return Runs(matches, before.Count, after.Count);
    }

    private static List<WordRun> Runs(IEnumerable<(int Before, int After)> matches, int before, int after)
    {
        var runs = new List<WordRun>();
        var (b, a) = (0, 0);
        foreach (var (nextBefore, nextAfter) in matches.Append((before, after)))
        {
            if (nextBefore > b || nextAfter > a) runs.Add(new WordRun(false, b, nextBefore - b, a, nextAfter - a));
            (b, a) = (nextBefore, nextAfter);
            if (b == before && a == after) break;
            if (runs is [.., { IsSame: true } last])
                runs[^1] = last with { BeforeCount = last.BeforeCount + 1, AfterCount = last.AfterCount + 1 };
            else runs.Add(new WordRun(true, b, 1, a, 1));
            (b, a) = (b + 1, a + 1);
        }

        return runs;
    }

    private static IEnumerable<(int Before, int After)> Matches(string[] before, string[] after)
    {
        if (before.Length == 0 || after.Length == 0) return [];
        var max = Math.Min(before.Length + after.Length, ChangesMax);
        var reach = new int[2 * max + 3];
        var middle = max + 1;
        var trace = new List<int[]>();
        for (var changes = 0; changes <= max; changes++)
        {
            trace.Add(reach[(middle - changes - 1)..(middle + changes + 2)]);
            for (var k = -changes; k <= changes; k += 2)
            {
                var isDown = IsDown(reach, middle, k, changes);
                var x = isDown ? reach[middle + k + 1] : reach[middle + k - 1] + 1;
                while (x < before.Length && x - k < after.Length && before[x] == after[x - k]) x++;
                reach[middle + k] = x;
                if (x >= before.Length && x - k >= after.Length) return Walk(trace, before.Length, after.Length);
            }
        }

        return [];
    }

    private static bool IsDown(int[] reach, int middle, int k, int changes) =>
        k == -changes || (k != changes && reach[middle + k - 1] < reach[middle + k + 1]);

    private static IEnumerable<(int Before, int After)> Walk(List<int[]> trace, int x, int y)
    {
        var matches = new Stack<(int, int)>();
        for (var changes = trace.Count - 1; changes >= 0; changes--)
        {
            var (reach, middle, k) = (trace[changes], changes + 1, x - y);
            var from = changes == 0 ? 0 : IsDown(reach, middle, k, changes) ? k + 1 : k - 1;
            var beforeX = changes == 0 ? 0 : reach[middle + from];
            while (x > beforeX && y > beforeX - from) matches.Push((--x, --y));
            (x, y) = (beforeX, beforeX - from);
        }

        return matches;
    }
}
