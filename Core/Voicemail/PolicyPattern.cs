namespace VoicemailOrleans.Core.Voicemail;

/// <summary>Compares with what administrators write: <c>*</c> stands for anything, and case does not matter.</summary>
public static class PolicyPattern
{
    private const char Anything = '*';

    /// <summary>Whether an address is meant; <c>@domain</c> means everybody there, but not in domains below.</summary>
    public static bool IsAddress(string pattern, string address) =>
        Matches(pattern.StartsWith('@') ? Anything + pattern : pattern, address);

    /// <summary>Whether a text is meant as a whole.</summary>
    public static bool Matches(string pattern, string text)
    {
        // Goes back to the last star only, which is enough, so the time is bounded by the product of the lengths.
        var (p, t, star, mark) = (0, 0, -1, 0);
        while (t < text.Length)
        {
            if (p < pattern.Length && pattern[p] == Anything) (star, mark, p) = (p, t, p + 1);
            else if (p < pattern.Length && IsSame(pattern[p], text[t])) (p, t) = (p + 1, t + 1);
            else if (star >= 0) (p, t, mark) = (star + 1, mark + 1, mark + 1);
            else return false;
        }

        while (p < pattern.Length && pattern[p] == Anything) p++;
        return p == pattern.Length;
    }

    private static bool IsSame(char a, char b) => char.ToUpperInvariant(a) == char.ToUpperInvariant(b);
}
