using System.Text.RegularExpressions;

namespace VoicemailOrleans.Bench.Sound;

/// <summary>
/// The words of a text as they are compared: in small letters, without punctuation and without what stands in brackets,
/// which nobody says. Digits that stand alone are words; an apostrophe belongs to its word.
/// </summary>
internal static partial class SpokenWords
{
    private static readonly string[] Digits =
        ["zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine"];

    public static IReadOnlyList<string> Of(string text) =>
    [
        .. Word().Matches(Bracketed().Replace(text, " ").Replace('’', '\'').ToLowerInvariant())
            .Select(word => word.Value is [>= '0' and <= '9' and var digit] ? Digits[digit - '0'] : word.Value),
    ];

    [GeneratedRegex(@"\[[^\]]*\]|\([^)]*\)|<[^>]*>")]
    private static partial Regex Bracketed();

    [GeneratedRegex(@"[\p{L}\p{Nd}]+('[\p{L}]+)*")]
    private static partial Regex Word();
}
