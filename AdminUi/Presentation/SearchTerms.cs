using VoicemailOrleans.Core.Transcripts;

namespace VoicemailOrleans.AdminUi.Presentation;

/// <summary>
/// Finds what was searched in a text, for marking it: words from their beginning, whatever their accents and spelling,
/// and numbers in any notation, as the index finds them.
/// </summary>
internal static class SearchTerms
{
    private const int TermsMax = 12;
    private const int NumberDigitsMin = 3;

    /// <summary>Numbers whose last nine digits agree are the same.</summary>
    private const int NumberDigitsSame = 9;

    private const string NumberSigns = "+-/(). ";

    /// <summary>Cuts a text into pieces that are, and pieces that are not, what was searched.</summary>
    public static IEnumerable<(string Text, bool Hit)> Cut(string text, string? query)
    {
        var terms = (query ?? "").Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries).Take(TermsMax).ToList();
        var hits = Words(text, terms).Concat(Numbers(text, terms))
            .OrderBy(hit => hit.Start).ThenByDescending(hit => hit.End);
        var at = 0;
        foreach (var (start, end) in hits)
        {
            if (start < at) continue;
            if (start > at) yield return (text[at..start], false);
            yield return (text[start..end], true);
            at = end;
        }

        if (at < text.Length) yield return (text[at..], false);
    }

    private static IEnumerable<(int Start, int End)> Words(string text, List<string> terms)
    {
        var plain = PlainLetters.Of(text);
        foreach (var variant in terms.SelectMany(term => SpellingVariants.Of(Bare(term))))
        {
            var word = PlainLetters.Of(variant.Text);
            if (word.Length == 0) continue;
            for (var at = 0; (at = plain.IndexOf(word, at, StringComparison.Ordinal)) >= 0; at += word.Length)
            {
                var end = at + word.Length;
                if (at > 0 && char.IsLetterOrDigit(plain[at - 1])) continue;
                if (variant.IsWhole && end < plain.Length && char.IsLetterOrDigit(plain[end])) continue;
                yield return (at, end);
            }
        }
    }

    /// <summary>Without the signs around it.</summary>
    private static string Bare(string term)
    {
        var end = Array.FindLastIndex(term.ToCharArray(), char.IsLetterOrDigit) + 1;
        return end == 0 ? "" : term[Array.FindIndex(term.ToCharArray(), char.IsLetterOrDigit)..end];
    }

    private static IEnumerable<(int Start, int End)> Numbers(string text, List<string> terms)
    {
        var wanted = Wanted(terms).ToList();
        if (wanted.Count == 0) yield break;
        for (var start = 0; start < text.Length; start++)
        {
            var opens = text[start] is '(' or '+' && start + 1 < text.Length && char.IsAsciiDigit(text[start + 1]);
            if (!opens && !char.IsAsciiDigit(text[start])) continue;
            var end = start;
            for (var i = start; i < text.Length && (char.IsAsciiDigit(text[i]) || NumberSigns.Contains(text[i])); i++)
                if (char.IsAsciiDigit(text[i])) end = i + 1;
            if (wanted.Any(number => IsSame(Digits(text[start..end]), number))) yield return (start, end);
            start = Math.Max(start, end);
        }
    }

    /// <summary>The numbers among the terms: groups of digits side by side are one.</summary>
    private static IEnumerable<string> Wanted(List<string> terms)
    {
        var digits = "";
        foreach (var term in terms.Append("."))
        {
            if (term != "." && term.All(c => char.IsAsciiDigit(c) || NumberSigns.Contains(c)))
            {
                digits += Digits(term);
                continue;
            }

            if (digits.Length >= NumberDigitsMin) yield return digits.TrimStart('0');
            digits = "";
        }
    }

    private static bool IsSame(string digits, string wanted)
    {
        if (wanted.Length < NumberDigitsMin) return false;
        var end = wanted.Length > NumberDigitsSame ? wanted[^NumberDigitsSame..] : wanted;
        return digits.StartsWith(wanted, StringComparison.Ordinal) || digits.EndsWith(end, StringComparison.Ordinal);
    }

    private static string Digits(string text) => new([.. text.Where(char.IsAsciiDigit)]);
}
