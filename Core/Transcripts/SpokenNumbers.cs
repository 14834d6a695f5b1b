namespace VoicemailOrleans.Core.Transcripts;

/// <summary>A telephone number found in a transcript.</summary>
/// <param name="Display">Grouped for reading and dialling.</param>
/// <param name="Digits">Digits, with a leading + if one was said.</param>
/// <param name="FirstWord">Index of its first word.</param>
/// <param name="WordCount">How many words it takes.</param>
public sealed record SpokenNumber(string Display, string Digits, int FirstWord, int WordCount);

/// <summary>
/// Finds telephone numbers in English speech, written as digits ("555-0123"), as words ("five five five oh one ...") or
/// both. A run of number words is a number to call when it has 7 to 15 digits and nothing before it says that it is
/// something else (an order, an account). Fillers inside a run are stepped over; "to" and "for" count as digits only if
/// that makes the length of a usual number. Pure and linear.
/// </summary>
public static class SpokenNumbers
{
    private const int DigitsMin = 7;
    private const int DigitsMax = 15;
    private const int CueDistance = 4;

    private static readonly Dictionary<string, string> Units = new(StringComparer.Ordinal)
    {
        ["zero"] = "0", ["oh"] = "0", ["o"] = "0", ["nought"] = "0",
        ["one"] = "1", ["two"] = "2", ["three"] = "3", ["four"] = "4",
        ["five"] = "5", ["six"] = "6", ["seven"] = "7", ["eight"] = "8", ["nine"] = "9", ["niner"] = "9",
    };

    private static readonly Dictionary<string, string> Teens = new(StringComparer.Ordinal)
    {
        ["ten"] = "10", ["eleven"] = "11", ["twelve"] = "12", ["thirteen"] = "13", ["fourteen"] = "14",
        ["fifteen"] = "15", ["sixteen"] = "16", ["seventeen"] = "17", ["eighteen"] = "18", ["nineteen"] = "19",
    };

    private static readonly Dictionary<string, char> Tens = new(StringComparer.Ordinal)
    {
        ["twenty"] = '2', ["thirty"] = '3', ["forty"] = '4', ["fourty"] = '4', ["fifty"] = '5', ["sixty"] = '6',
        ["seventy"] = '7', ["eighty"] = '8', ["ninety"] = '9',
    };

    private static readonly HashSet<string> Fillers = ["uh", "um", "er", "erm", "ah", "and", "dash", "hyphen"];

    private static readonly HashSet<string> NumberCues =
        ["call", "phone", "fax", "telephone", "mobile", "cell", "reach"];

    private static readonly HashSet<string> OtherCues =
    [
        "order", "invoice", "reference", "tracking", "account", "card", "visa", "mastercard", "serial",
        "ticket", "case", "confirmation", "policy", "zip", "postcode", "security", "social", "pin", "code",
        "part", "member", "customer", "total", "id",
    ];

    /// <summary>Finds the numbers, in order.</summary>
    public static IReadOnlyList<SpokenNumber> Find(IReadOnlyList<string> words)
    {
        var tokens = words.Select(word => new Token(Normal(word), word.EndsWith(',') || word.EndsWith('.'))).ToArray();
        var found = new List<SpokenNumber>();
        for (var at = 0; at < tokens.Length;)
        {
            var run = ReadRun(tokens, at, homophones: true);
            if (run.HasHomophone && run.Digits.Length is not (7 or 10 or 11))
                run = ReadRun(tokens, at, homophones: false);
            if (run.Digits.Length is >= DigitsMin and <= DigitsMax && !IsSomethingElse(tokens, at))
                found.Add(new SpokenNumber(Group(run), (run.HasPlus ? "+" : "") + run.Digits, at, run.End - at));
            at = Math.Max(at + 1, run.End);
        }

        return found;
    }

    /// <summary>
    /// A number grouped for reading: seven, ten and eleven digits as in North America, others as they were said.
    /// </summary>
    private static string Group(Run run)
    {
        var d = run.Digits;
        if (!run.HasPlus && d.Length == 7) return $"{d[..3]}-{d[3..]}";
        if (!run.HasPlus && d.Length == 10 && d[0] != '0') return $"({d[..3]}) {d[3..6]}-{d[6..]}";
        if (d.Length == 11 && d[0] == '1') return $"+1 {d[1..4]}-{d[4..7]}-{d[7..]}";
        return (run.HasPlus ? "+" : "") + string.Join(' ', Merge(run.Groups));
    }

    /// <summary>Single digits that follow each other without a pause are one group.</summary>
    private static IEnumerable<string> Merge(List<string> groups)
    {
        var single = "";
        foreach (var group in groups)
        {
            if (group.Length == 1) { single += group; continue; }
            if (single.Length > 0) yield return single;
            single = "";
            if (group.Length > 0) yield return group;
        }

        if (single.Length > 0) yield return single;
    }

    private static bool IsSomethingElse(Token[] tokens, int at)
    {
        for (var i = at - 1; i >= 0 && i >= at - CueDistance; i--)
        {
            if (NumberCues.Contains(tokens[i].Text)) return false;
            if (OtherCues.Contains(tokens[i].Text)) return true;
        }

        return false;
    }

    private static Run ReadRun(Token[] tokens, int start, bool homophones)
    {
        var run = new Run { End = start };
        var at = start;
        if (tokens[at].Text == "plus") { run.HasPlus = true; at++; }
        while (at < tokens.Length)
        {
            var (digits, taken) = ReadDigits(tokens, at);
            if (taken == 0 && homophones && run.End > start && Homophone(tokens[at].Text) is { } heard
                && at + 1 < tokens.Length && ReadDigits(tokens, at + 1).Taken > 0)
            {
                (digits, taken) = (heard, 1);
                run.HasHomophone = true;
            }

            if (taken == 0)
            {
                if (run.Groups.Count > 0 && Fillers.Contains(tokens[at].Text)) { at++; continue; }
                break;
            }

            if (digits.StartsWith('+'))
            {
                if (run.Groups.Count > 0) break;
                (run.HasPlus, digits) = (true, digits[1..]);
            }

            run.Groups.Add(digits);
            at += taken;
            run.End = at;
            if (tokens[at - 1].EndsGroup) run.Groups.Add("");
        }

        return run;
    }

    private static (string Digits, int Taken) ReadDigits(Token[] tokens, int at)
    {
        var token = tokens[at].Text;
        var next = at + 1 < tokens.Length ? tokens[at + 1].Text : "";
        if (token is "double" or "triple" && Unit(next) is { } repeated)
            return (new string(repeated[0], token == "double" ? 2 : 3), 2);
        if (Unit(token) is { } unit) return next == "hundred" && unit != "0" ? (unit + "00", 2) : (unit, 1);
        if (Teens.TryGetValue(token, out var teen)) return (teen, 1);
        if (Tens.TryGetValue(token, out var ten))
            return !tokens[at].EndsGroup && Unit(next) is { } ones && ones != "0" ? (ten + ones, 2) : (ten + "0", 1);
        return IsNumeral(token) ? (string.Concat(token.Where(c => char.IsAsciiDigit(c) || c == '+')), 1) : ("", 0);
    }

    private static string? Unit(string token) => Units.GetValueOrDefault(token);

    private static string? Homophone(string token) => token switch { "to" or "too" => "2", "for" => "4", _ => null };

    /// <summary>
    /// Digits with what stands between digits of a telephone number; money, times and decimals are none.
    /// </summary>
    private static bool IsNumeral(string token)
    {
        var digits = 0;
        for (var i = 0; i < token.Length; i++)
        {
            if (char.IsAsciiDigit(token[i])) digits++;
            else if (!(token[i] is '-' or '(' or ')' or '/' || (token[i] == '+' && i == 0)
                || (token[i] == '.' && token.Count(c => c == '.') > 1)))
                return false;
        }

        return digits > 0;
    }

    /// <summary>Lower case, without the punctuation that ends a word.</summary>
    private static string Normal(string word) =>
        word.ToLowerInvariant().Trim().TrimEnd('.', ',', ';', '!', '?', ':').TrimStart('"', '\'');

    private readonly record struct Token(string Text, bool EndsGroup);

    /// <summary>Number words as groups of digits; an empty group is a pause.</summary>
    private sealed class Run
    {
        public List<string> Groups { get; } = [];

        public bool HasPlus { get; set; }

        public bool HasHomophone { get; set; }

        public int End { get; set; }

        public string Digits => string.Concat(Groups);
    }
}
