using System.Diagnostics.CodeAnalysis;
using System.Text;
using VoicemailOrleans.Core.Transcripts;

namespace VoicemailOrleans.Silo.Stores.Sqlite.Index;

/// <summary>
/// Text on its way into the full-text index and queries on theirs. A number is indexed as its digits and, after an "r",
/// as its digits from the end, so that whatever comes before it (country code, trunk zero, prefix of an outside line)
/// need not agree: "+49 30 1234567" is found as 030/1234567, as 1234567, as 4930 and as 49 (0) 30 1234567.
/// </summary>
internal static class IndexText
{
    private const int QueryLengthMax = 200;
    private const int QueryTermsMax = 10;
    private const int BeginningLengthMin = 3;
    private const int CompletedLengthMin = 4;
    private const int NumberDigitsMin = 3;

    /// <summary>Two numbers whose last nine digits agree are the same, written from other places.</summary>
    private const int NumberDigitsSame = 9;

    /// <summary>The words under which numbers are found.</summary>
    public static string NumberWords(IEnumerable<string?> numbers)
    {
        var words = new StringBuilder();
        foreach (var digits in numbers.Select(Digits).Where(digits => digits.Length > 0))
            words.Append(digits).Append(" r").Append(Reverse(digits)).Append(' ');
        return words.ToString().TrimEnd();
    }

    /// <summary>
    /// A query of FTS5's grammar for what a person typed: all words must occur, in any of their spellings. Those of
    /// three letters or more may be unfinished, and so may the last one. Every word is quoted, so that no character of
    /// it is an operator. Groups of digits side by side are one number. Null when there is nothing to look for in it.
    /// </summary>
    /// <param name="text">What was typed.</param>
    /// <param name="complete">
    /// The words of the index that begin so, or null when they are too many to name. Named words are looked up lazily;
    /// by its beginning alone FTS5 would first collect every entry that has one of them.
    /// </param>
    public static string? ToQuery(string text, Func<string, IReadOnlyList<string>?> complete)
    {
        text = Cut(text, QueryLengthMax);
        var terms = text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)
            .Select(term => new string([.. Unmarked(term).Where(c => !char.IsControl(c))]))
            .Where(term => term.Any(char.IsLetterOrDigit))
            .Take(QueryTermsMax).ToList();
        if (terms.Count == 0) return null;

        List<string> clauses = [];
        for (var i = 0; i < terms.Count;)
        {
            var run = terms.Skip(i).TakeWhile(IsNumeric).ToList();
            var length = Math.Max(1, run.Count);
            var isLast = i + length == terms.Count;
            clauses.Add(run.Count == 0
                ? Word(terms[i], isLast || IsBeginning(terms[i]), complete)
                : NumberClause(run, isLast, complete));
            i += length;
        }

        return string.Join(" AND ", clauses);
    }

    /// <summary>At most so many characters, never half of a surrogate pair.</summary>
    public static string Cut(string text, int lengthMax)
    {
        if (text.Length <= lengthMax) return text;
        return text[..(char.IsHighSurrogate(text[lengthMax - 1]) ? lengthMax - 1 : lengthMax)];
    }

    /// <summary>A text of somebody else's, in which nothing looks like a word of <see cref="IndexFacts"/>.</summary>
    [return: NotNullIfNotNull(nameof(text))]
    public static string? Unmarked(string? text) =>
        text?.Replace($"{IndexFacts.Mark}", "", StringComparison.Ordinal);

    /// <summary>A word that must occur, whatever characters it has.</summary>
    public static string Quote(string word) => $"\"{word.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";

    private static bool IsBeginning(string term) => term.Count(char.IsLetterOrDigit) >= BeginningLengthMin;

    /// <summary>
    /// A word in any of its spellings, perhaps unfinished. Spellings that do not occur are left out: each would be
    /// asked about every entry.
    /// </summary>
    private static string Word(string term, bool isBeginning, Func<string, IReadOnlyList<string>?> complete)
    {
        List<string> words = [];
        foreach (var variant in SpellingVariants.Of(term))
            words.AddRange(Spelled(variant.Text, isBeginning && !variant.IsWhole, complete));
        if (words.Count == 0) return Quote(term);
        return words.Count == 1 ? words[0] : $"({string.Join(" OR ", words.Distinct())})";
    }

    private static IEnumerable<string> Spelled(
        string word, bool isBeginning, Func<string, IReadOnlyList<string>?> complete)
    {
        if (!isBeginning) return [Quote(word)];
        // Up to three letters there is an index of beginnings.
        var isNamed = word.Length >= CompletedLengthMin && word.All(c => char.IsAsciiLetterOrDigit(c) || c == 'ß');
        return isNamed && complete(word) is { } words ? words.Select(Quote) : [Quote(word) + " *"];
    }

    /// <summary>Groups of digits: a number in any notation, or just these words (a number that was said).</summary>
    private static string NumberClause(
        List<string> groups, bool isLast, Func<string, IReadOnlyList<string>?> complete)
    {
        var words = string.Join(" AND ", groups.Select(
            (group, i) => Word(group, isLast && i == groups.Count - 1, complete)));
        var digits = Digits(string.Concat(groups));
        if (digits.Length < NumberDigitsMin) return words;
        var core = digits.TrimStart('0');
        if (core.Length < NumberDigitsMin) core = digits;
        var end = Reverse(core);
        if (end.Length > NumberDigitsSame) end = end[..NumberDigitsSame];
        return $"(({words}) OR numbers : (\"{core}\" * OR \"r{end}\" *))";
    }

    private static bool IsNumeric(string term) =>
        term.All(c => char.IsAsciiDigit(c) || "+-/().".Contains(c, StringComparison.Ordinal));

    private static string Digits(string? text) => new([.. (text ?? "").Where(char.IsAsciiDigit)]);

    private static string Reverse(string text) => new([.. text.Reverse()]);
}
