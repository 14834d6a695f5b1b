using VoicemailOrleans.Core.Transcripts.Spoken;

namespace VoicemailOrleans.Core.Transcripts;

/// <summary>The form of payment card numbers (ISO/IEC 7812): 13 to 19 digits, the last one a check digit.</summary>
internal static class CardNumbers
{
    /// <summary>Digits at least.</summary>
    public const int DigitsMin = 13;

    private const int DigitsMax = 19;

    /// <summary>
    /// The card numbers in a run of digits, with their words. The date of expiry may follow one, so a part of a run
    /// counts too, if it begins and ends where the digits were said in groups.
    /// </summary>
    public static IEnumerable<(int First, int End, int Length)> FindIn(DigitRun run)
    {
        if (run.Digits.Length < DigitsMin) yield break;
        var groups = run.Groups;
        for (var first = 0; first < groups.Count; first++)
        {
            if (LastOf(groups, first) is not { } last) continue;
            var length = groups.Skip(first).Take(last + 1 - first).Sum(group => group.Digits.Length);
            yield return (groups[first].First, groups[last].End, length);
            first = last;
        }
    }

    /// <summary>The last group of the card number that begins at one; null when none does.</summary>
    private static int? LastOf(IReadOnlyList<DigitGroup> groups, int first)
    {
        if (!IsEdge(groups, first)) return null;
        var digits = "";
        for (var last = first; last < groups.Count && digits.Length <= DigitsMax; last++)
        {
            digits += groups[last].Digits;
            if (groups[last].Digits.Length > 0 && IsEdge(groups, last + 1) && IsCard(digits)) return last;
        }

        return null;
    }

    private static bool IsEdge(IReadOnlyList<DigitGroup> groups, int at) =>
        at == 0 || at == groups.Count || groups[at - 1].Digits.Length != 1 || groups[at].Digits.Length != 1;

    private static bool IsCard(string digits)
    {
        if (digits.Length is < DigitsMin or > DigitsMax) return false;
        var isIssued = digits[0] is >= '3' and <= '6' || (digits[0] == '2' && digits[1] is >= '2' and <= '7');
        return isIssued && PassesCheck(digits);
    }

    /// <summary>Luhn's check: every second digit from the right counts twice.</summary>
    private static bool PassesCheck(string digits)
    {
        var sum = 0;
        for (var i = 0; i < digits.Length; i++)
        {
            var digit = (digits[^(i + 1)] - '0') * (i % 2 + 1);
            sum += digit > 9 ? digit - 9 : digit;
        }

        return sum % 10 == 0;
    }
}
