namespace VoicemailOrleans.AdminUi.Presentation;

/// <summary>Finds the searched words in a text, for marking them.</summary>
internal static class SearchTerms
{
    private const int TermsMax = 12;

    /// <summary>Cuts a text into pieces that are, and pieces that are not, a searched word.</summary>
    public static IEnumerable<(string Text, bool Hit)> Cut(string text, string? query)
    {
        var terms = (query ?? "").Split(' ', StringSplitOptions.RemoveEmptyEntries)
            .Select(term => term.Trim('"', '*', '(', ')'))
            .Where(term => term.Length > 0)
            .Take(TermsMax)
            .ToList();
        var at = 0;
        while (at < text.Length)
        {
            var (next, length) = First(text, at, terms);
            if (next < 0) break;
            if (next > at) yield return (text[at..next], false);
            yield return (text.Substring(next, length), true);
            at = next + length;
        }

        if (at < text.Length) yield return (text[at..], false);
    }

    private static (int At, int Length) First(string text, int from, List<string> terms)
    {
        var best = (At: -1, Length: 0);
        foreach (var term in terms)
        {
            var at = text.IndexOf(term, from, StringComparison.OrdinalIgnoreCase);
            if (at < 0) continue;
            var isBetter = best.At < 0 || at < best.At || (at == best.At && term.Length > best.Length);
            if (isBetter) best = (at, term.Length);
        }

        return best;
    }
}
