using VoicemailOrleans.Core.Transcripts.Spoken;

namespace VoicemailOrleans.Core.Transcripts;

/// <summary>A telephone number found in a transcript.</summary>
/// <param name="Display">Grouped for reading and dialling.</param>
/// <param name="Digits">Digits, with a leading + if one was said.</param>
/// <param name="FirstWord">Index of its first word.</param>
/// <param name="WordCount">How many words it takes.</param>
public sealed record SpokenNumber(string Display, string Digits, int FirstWord, int WordCount);

/// <summary>
/// Finds telephone numbers in speech, written as digits ("555-0123"), as words ("five five five oh one ...") or both.
/// A run of number words, or a part of one (<see cref="RunSplitter"/>), is a number to call when it has 7 to 15 digits
/// and nothing before it says that it is something else (an order, an account). English "to" and "for" count as digits
/// only if that makes a usual number. Pure and linear. The words of a language are in <see cref="SpokenLanguage"/>.
/// </summary>
public static class SpokenNumbers
{
    private const int CueDistance = 4;

    /// <summary>Finds the numbers, in order.</summary>
    public static IReadOnlyList<SpokenNumber> Find(IReadOnlyList<string> words, string languageTag)
    {
        var language = SpokenLanguage.For(languageTag);
        var tokens = SpokenToken.Of(words);
        var reader = new DigitReader(tokens, language);
        var splitter = new RunSplitter(tokens, language);
        var found = new List<SpokenNumber>();
        for (var at = 0; at < tokens.Length;)
        {
            var run = reader.Read(at, homophones: true);
            var parts = splitter.Split(run).ToList();
            if (parts.Exists(part => part.HasHomophone && !splitter.IsWhole(part.Digits)))
            {
                run = reader.Read(at, homophones: false);
                parts = [.. splitter.Split(run)];
            }

            found.AddRange(parts.Where(IsToCall).Select(part => new SpokenNumber(
                Group(part, language), (part.HasPlus ? "+" : "") + part.Digits, part.First, part.End - part.First)));
            at = Math.Max(at + 1, run.End);
        }

        return found;

        bool IsToCall(DigitRun part) =>
            part.Digits.Length is >= RunSplitter.NumberMin and <= RunSplitter.NumberMax
            && !IsSomethingElse(tokens, part.First, language);
    }

    /// <summary>
    /// A number grouped for reading: in English seven, ten and eleven digits as in North America, others as they were
    /// said.
    /// </summary>
    private static string Group(DigitRun run, SpokenLanguage language)
    {
        var d = run.Digits;
        if (language.GroupsAsInNorthAmerica)
        {
            if (!run.HasPlus && d.Length == 7) return $"{d[..3]}-{d[3..]}";
            if (!run.HasPlus && d.Length == 10 && d[0] != '0') return $"({d[..3]}) {d[3..6]}-{d[6..]}";
            if (d.Length == 11 && d[0] == '1') return $"+1 {d[1..4]}-{d[4..7]}-{d[7..]}";
        }

        return (run.HasPlus ? "+" : "") + string.Join(' ', run.Merged());
    }

    private static bool IsSomethingElse(SpokenToken[] tokens, int at, SpokenLanguage language)
    {
        for (var i = at - 1; i >= 0 && i >= at - CueDistance && !tokens[i].EndsSentence; i--)
        {
            if (language.CuesNumber(tokens, i)) return false;
            if (language.OtherCues.Contains(tokens[i].Text)) return true;
        }

        return false;
    }
}
