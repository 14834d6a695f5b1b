namespace VoicemailOrleans.Core.Transcripts.Spoken;

/// <summary>
/// Takes a run of digits apart where it holds more than one number. Speech has no line between them: "555-0123. One
/// more thing" is a number and a word, "415, 555, 0199" is one number, "555-0123 and 555-0124" are two, and many say
/// theirs twice. A run is divided
/// <list type="bullet">
/// <item>where it begins again with the same digits;</item>
/// <item>at the end of a sentence, if one side could be a number and the left one is no area code;</item>
/// <item>at a comma or a filler, if one side is a number by its form, or if all together is too long for one. Only those
/// of North America, and in English those with a leading zero, tell by their form where they end.</item>
/// </list>
/// What is a number by its form as a whole is not divided. Dates and amounts are left out.
/// </summary>
internal sealed class RunSplitter(IReadOnlyList<SpokenToken> tokens, SpokenLanguage language)
{
    /// <summary>Digits of a telephone number at least.</summary>
    public const int NumberMin = 7;

    /// <summary>And at most, with country code (ITU-T E.164).</summary>
    public const int NumberMax = 15;

    // Nobody says more of them in one breath; what is longer is left as it is.
    private const int DigitsMax = 60;

    /// <summary>The parts of a run, in order; itself when it holds one number.</summary>
    public IEnumerable<DigitRun> Split(DigitRun run)
    {
        if (run.Digits.Length > DigitsMax) return [run];
        var groups = run.Groups.Where(group => group.Digits.Length > 0).ToList();
        var parts = new List<DigitRun>();
        var first = 0;
        for (var i = 0; i <= groups.Count; i++)
        {
            if (i < groups.Count && !IsSomethingElse(groups[i])) continue;
            if (i > first) Divide(run, groups[first..i], parts);
            first = i + 1;
        }

        return parts;
    }

    /// <summary>Several telephone numbers, or one that was said more than once: together they are nothing else.</summary>
    public bool AreTelephoneNumbers(DigitRun run)
    {
        var parts = Split(run).Select(part => part.Digits).ToList();
        return parts.Count > 1 && parts.All(part => part.Length is >= NumberMin and < CardNumbers.DigitsMin)
            && (parts.All(IsWhole) || parts.All(part => part == parts[0]));
    }

    /// <summary>Its form says that nothing is missing and nothing follows; only in English.</summary>
    public bool IsWhole(string digits) => language.GroupsAsInNorthAmerica && digits.Length switch
    {
        7 => digits[0] >= '2',
        10 => digits[0] == '0' || IsNorthAmerican(digits),
        11 => digits[0] == '0' || (digits[0] == '1' && IsNorthAmerican(digits[1..])),
        _ => false,
    };

    /// <summary>Area code and exchange never begin with 0 or 1 (North American Numbering Plan).</summary>
    private static bool IsNorthAmerican(string digits) => digits[0] >= '2' && digits[3] >= '2';

    private void Divide(DigitRun run, List<DigitGroup> groups, List<DigitRun> parts)
    {
        if (WhereToDivide(groups, hasPlus: run.HasPlus && groups[0] == run.Groups[0]) is { } at)
        {
            Divide(run, groups[..at], parts);
            Divide(run, groups[at..], parts);
            return;
        }

        var isBeginning = groups[0] == run.Groups[0];
        parts.Add(new DigitRun(
            isBeginning ? run.First : groups[0].First, groups[^1].End,
            [.. run.Groups.Where(group => group.First >= groups[0].First && group.End <= groups[^1].End)],
            isBeginning && run.HasPlus, run.HasHomophone && groups.Any(IsHomophone)));
    }

    private int? WhereToDivide(List<DigitGroup> groups, bool hasPlus)
    {
        var all = string.Concat(groups.Select(group => group.Digits));
        if (!hasPlus && IsWhole(all)) return null;
        var left = "";
        int? found = null;
        for (var i = 1; i < groups.Count; i++)
        {
            left += groups[i - 1].Digits;
            var right = all[left.Length..];
            if (left.Length is >= NumberMin and <= NumberMax && IsRepetition(left, all)) return i;
            if (found is null && IsNewNumber(groups, i, left, right, hasPlus)) found = i;
        }

        return found;
    }

    private static bool IsRepetition(string left, string all) =>
        all.Length % left.Length == 0
        && Enumerable.Range(1, all.Length / left.Length - 1)
            .All(i => string.CompareOrdinal(all, i * left.Length, left, 0, left.Length) == 0);

    private bool IsNewNumber(List<DigitGroup> groups, int at, string left, string right, bool hasPlus)
    {
        var before = tokens[groups[at - 1].End - 1];
        if (before.EndsSentence)
            return left.Length >= NumberMin || (right.Length >= NumberMin && left[0] != '0' && !hasPlus);
        if (!before.EndsGroup && groups[at].First == groups[at - 1].End) return false;
        var isTooLong = left.Length + right.Length > NumberMax;
        return (!hasPlus && (IsWhole(left) || IsWhole(right)))
            || (isTooLong && left.Length is >= NumberMin and <= NumberMax && right.Length >= NumberMin);
    }

    private bool IsHomophone(DigitGroup group) => language.Homophones.ContainsKey(tokens[group.First].Text);

    private bool IsSomethingElse(DigitGroup group) =>
        group.End - group.First == 1
        && (TimeMatcher.IsDate(tokens[group.First].Text) || IsAmount(tokens[group.First].Text));

    /// <summary>"1.250.000", as it is written outside English.</summary>
    private static bool IsAmount(string token)
    {
        var parts = token.Split('.');
        return parts.Length > 2 && parts[0].Length is 1 or 2 && parts[0][0] != '0'
            && parts.All(part => part.All(char.IsAsciiDigit)) && parts.Skip(1).All(part => part.Length == 3);
    }
}
