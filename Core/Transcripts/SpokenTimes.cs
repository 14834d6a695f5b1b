namespace VoicemailOrleans.Core.Transcripts;

/// <summary>A date or time found in a transcript.</summary>
/// <param name="Text">As said.</param>
/// <param name="FirstWord">Index of its first word.</param>
public sealed record SpokenTime(string Text, int FirstWord);

/// <summary>
/// Finds dates and times in English speech: weekdays, months with a day, clock times, and the words that join them.
/// </summary>
public static class SpokenTimes
{
    private static readonly HashSet<string> Days =
        ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday", "today", "tonight", "tomorrow"];

    // "May" and "March" are words of other kinds too: they count only beside a day.
    private static readonly HashSet<string> Months =
    [
        "january", "february", "march", "april", "may", "june",
        "july", "august", "september", "october", "november", "december",
    ];

    private static readonly HashSet<string> Hours =
        ["one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"];

    private static readonly HashSet<string> Minutes =
        ["fifteen", "thirty", "forty-five", "ten", "twenty", "forty", "fifty"];

    private static readonly HashSet<string> Ordinals =
    [
        "first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth",
        "eleventh", "twelfth", "thirteenth", "fourteenth", "fifteenth", "sixteenth", "seventeenth",
        "eighteenth", "nineteenth", "twentieth", "thirtieth",
    ];

    private static readonly HashSet<string> Joiners =
        ["at", "on", "the", "of", "morning", "afternoon", "evening", "night"];

    /// <summary>Finds them, in order. Neighbours ("Monday at 3:30 pm") are one.</summary>
    public static IReadOnlyList<SpokenTime> Find(IReadOnlyList<string> words)
    {
        var tokens = words.Select(Normal).ToArray();
        var found = new List<SpokenTime>();
        for (var at = 0; at < tokens.Length;)
        {
            var length = Piece(tokens, at);
            if (length == 0) { at++; continue; }
            var end = at + length;
            for (var next = Joined(tokens, end); next > end; next = Joined(tokens, end)) end = next;

            // "It came in today" is nothing to note; "today at five" is.
            if (end > at + 1 || tokens[at] is not ("today" or "tonight"))
            {
                var said = string.Join(' ', words.Skip(at).Take(end - at));
                found.Add(new SpokenTime(said.Trim('.', ',', ';', '!', '?'), at));
            }

            at = end;
        }

        return found;
    }

    private static string Normal(string word) =>
        word.ToLowerInvariant().Trim('.', ',', ';', '!', '?', '"', '(', ')');

    /// <summary>Where the piece after joining words ends; <paramref name="at"/> when there is none.</summary>
    private static int Joined(string[] tokens, int at)
    {
        var next = at;
        while (next < tokens.Length && next < at + 2 && Joiners.Contains(tokens[next]))
        {
            next++;
            if (tokens[next - 1] is "morning" or "afternoon" or "evening" or "night") return next;
        }

        return next < tokens.Length && Piece(tokens, next) is > 0 and var length ? next + length : at;
    }

    private static int Piece(string[] tokens, int at)
    {
        var token = tokens[at];
        var next = at + 1 < tokens.Length ? tokens[at + 1] : "";
        if (Days.Contains(token)) return 1;
        if (Months.Contains(token) && IsDay(next)) return at + 2 < tokens.Length && IsYear(tokens[at + 2]) ? 3 : 2;
        if (IsDay(token) && token != "second"
            && (Months.Contains(next) || (next == "of" && at + 2 < tokens.Length && Months.Contains(tokens[at + 2]))))
            return next == "of" ? 3 : 2;
        if (token is "noon" or "midnight") return 1;
        if (IsClock(token)) return 1 + HalfDay(tokens, at + 1);
        var isHour = Hours.Contains(token) || (token.Length <= 2 && token.All(char.IsAsciiDigit));
        if (!isHour || token.Length == 0) return 0;
        if (next is "o'clock" or "o’clock") return 2;
        if (HalfDay(tokens, at + 1) is > 0 and var half) return 1 + half;
        return Minutes.Contains(next) && HalfDay(tokens, at + 2) is > 0 and var after ? 2 + after : 0;
    }

    /// <summary>Words that say am or pm from an index on.</summary>
    private static int HalfDay(string[] tokens, int at)
    {
        if (at >= tokens.Length) return 0;
        var next = at + 1 < tokens.Length ? tokens[at + 1] : "";
        var isVerb = tokens[at] == "am" && next is "i" or "not";
        if (tokens[at].Replace(".", "") is "am" or "pm") return isVerb ? 0 : 1;
        return tokens[at] is "a" or "p" && next == "m" ? 2 : 0;
    }

    private static bool IsClock(string token)
    {
        var text = token.EndsWith("am", StringComparison.Ordinal) || token.EndsWith("pm", StringComparison.Ordinal)
            ? token[..^2]
            : token;
        if (text.Length != token.Length && text.Length is 1 or 2 && text.All(char.IsAsciiDigit)) return true;
        var parts = text.Split(':');
        return parts.Length == 2 && parts[0].Length is 1 or 2 && parts[1].Length == 2
            && parts.All(part => part.All(char.IsAsciiDigit));
    }

    private static bool IsDay(string token)
    {
        var digits = token.TrimEnd('s', 't', 'n', 'd', 'r', 'h');
        return Ordinals.Contains(token) || (digits.Length is 1 or 2 && digits.All(char.IsAsciiDigit));
    }

    private static bool IsYear(string token) =>
        token.Length == 4 && token.All(char.IsAsciiDigit) && token[0] is '1' or '2';
}
