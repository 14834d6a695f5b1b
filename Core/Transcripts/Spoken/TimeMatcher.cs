namespace VoicemailOrleans.Core.Transcripts.Spoken;

/// <summary>Finds out whether a pattern for times fits at a place. The classes of its elements are told here.</summary>
internal sealed class TimeMatcher(IReadOnlyList<SpokenToken> tokens, SpokenLanguage language)
{
    private const int PhraseWordsMax = 3;

    private readonly DigitReader digits = new(tokens, language);

    /// <summary>The words that the best of the patterns takes; 0 when none fits.</summary>
    public int Longest(int at) => language.Times.Max(pattern => Match(pattern.Elements, 0, at) ?? at) - at;

    /// <summary>A date in digits, with its year: "12.05.2026", "5/14/2026".</summary>
    public static bool IsDate(string token)
    {
        var parts = token.Split('.', '/');
        return parts.Length == 3 && IsNumber(parts[0]) && IsNumber(parts[1])
            && parts[2].Length == 4 && parts[2].All(char.IsAsciiDigit);
    }

    /// <summary>Where the rest of a pattern ends; null when it does not fit.</summary>
    private int? Match(IReadOnlyList<TimeElement> elements, int element, int at)
    {
        if (element == elements.Count) return at;
        var (choices, isOptional) = (elements[element].Choices, elements[element].IsOptional);
        var taken = at < tokens.Count ? Take(choices, at) : 0;
        var end = taken > 0 ? Match(elements, element + 1, at + taken) : null;
        return end ?? (isOptional ? Match(elements, element + 1, at) : null);
    }

    private int Take(IReadOnlyList<string> choices, int at)
    {
        var token = tokens[at].Text;
        return choices[0] switch
        {
            "{day}" => IsDay(at) ? 1 : 0,
            "{month}" => language.Months.Contains(token) ? 1 : 0,
            "{monthday}" => MonthDay(at),
            "{year}" => token.Length == 4 && token.All(char.IsAsciiDigit) && token[0] is '1' or '2' ? 1 : 0,
            "{date}" => IsDate(token) ? 1 : 0,
            "{hour}" => Counted(at, 24),
            "{minute}" => Counted(at, 59),
            "{clock}" => IsClock(token, ":h") ? 1 : 0,
            "{dotted}" => IsClock(token, ".") ? 1 : 0,
            "{half}" => HalfDay(at),
            _ => choices.Contains(token) ? 1 : 0,
        };
    }

    private bool IsDay(int at) =>
        language.Days.Contains(tokens[at].Text)
        && !(at > 0 && language.NoDayAfter.GetValueOrDefault(tokens[at].Text)?.Contains(tokens[at - 1].Text) == true);

    private int MonthDay(int at)
    {
        var token = tokens[at].Text;
        var suffix = token.TrimStart('0', '1', '2', '3', '4', '5', '6', '7', '8', '9');
        var isDay = suffix is "" or "st" or "nd" or "rd" or "th" or "er" or "º";
        if (isDay && token.Length - suffix.Length is 1 or 2) return 1;
        if (!language.StartsMonthDay(token)) return 0;
        for (var taken = Math.Min(PhraseWordsMax, tokens.Count - at); taken > 0; taken--)
            if (language.MonthDays.Contains(string.Join(' ', Enumerable.Range(at, taken).Select(i => tokens[i].Text))))
                return taken;
        return 0;
    }

    private int Counted(int at, int most)
    {
        var (number, taken) = digits.ReadOne(at);
        return taken > 0 && number.Length <= 2 && int.TryParse(number, out var count) && count <= most ? taken : 0;
    }

    /// <summary>Words that say am or pm; "am I" and "am not" do not.</summary>
    private int HalfDay(int at)
    {
        var next = at + 1 < tokens.Count ? tokens[at + 1].Text : "";
        var token = tokens[at].Text.Replace(".", "");
        if (token is "am" or "pm") return tokens[at].Text == "am" && next is "i" or "not" ? 0 : 1;
        return token is "a" or "p" && next == "m" ? 2 : 0;
    }

    private static bool IsClock(string token, string separators)
    {
        var text = token.EndsWith("am", StringComparison.Ordinal) || token.EndsWith("pm", StringComparison.Ordinal)
            ? token[..^2]
            : token;
        if (text.Length < token.Length && IsNumber(text)) return true;
        var parts = text.Split([.. separators]);
        return parts.Length == 2 && IsNumber(parts[0])
            && ((parts[1].Length == 2 && IsNumber(parts[1])) || (parts[1].Length == 0 && text.EndsWith('h')));
    }

    private static bool IsNumber(string text) => text.Length is 1 or 2 && text.All(char.IsAsciiDigit);
}
