namespace VoicemailOrleans.Core.Transcripts;

/// <summary>
/// The languages that may be spoken, as one text: BCP 47 tags with commas between them, as in <c>de-CH, fr-CH</c>. The
/// first is the usual one, and the reader's.
/// </summary>
public static class LanguageTags
{
    /// <summary>Most tags: Google takes one language and three alternatives.</summary>
    public const int CountMax = 4;

    /// <summary>Longest text.</summary>
    public const int TextLengthMax = CountMax * TagLengthMax + (CountMax - 1) * 2;

    private const int TagLengthMax = 35; // RFC 5646, section 4.4.1
    private const int SubtagLengthMax = 8; // RFC 5646, section 2.1
    private const string Separator = ", ";

    /// <summary>
    /// Checks what somebody typed. The text in its one form, or what is wrong with it, as the end of a sentence that
    /// begins with what the text is.
    /// </summary>
    public static (string? Text, string? Problem) Parse(string typed)
    {
        var tags = Of(typed);
        if (tags.Count is 0 or > CountMax)
            return (null, $"must be a language like en-GB, or up to {CountMax} of them with commas between");
        if (tags.FirstOrDefault(tag => !IsTag(tag)) is { } wrong)
            return (null, $"must be a language like en-GB or de-DE; '{Shown(wrong)}' is none");
        var same = tags.GroupBy(tag => tag, StringComparer.OrdinalIgnoreCase).FirstOrDefault(tag => tag.Count() > 1);
        return same is null ? (string.Join(Separator, tags), null) : (null, $"has '{same.Key}' twice");
    }

    /// <summary>The tags in their order.</summary>
    public static IReadOnlyList<string> Of(string text) =>
        text.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);

    /// <summary>The usual language; empty when there is none.</summary>
    public static string First(string text) => Of(text).FirstOrDefault() ?? "";

    /// <summary>The language itself, without country and script: <c>de</c> of <c>de-CH</c>.</summary>
    public static string Primary(string tag) => tag.Split('-', '_')[0];

    /// <summary>
    /// Which of the languages an engine means: it may write <c>de-ch</c> for <c>de-CH</c>, or know no countries. A
    /// language that is none of them stays as it is; what is no language is the usual one.
    /// </summary>
    public static string Match(string heard, IReadOnlyList<string> tags) =>
        tags.FirstOrDefault(tag => tag.Equals(heard, StringComparison.OrdinalIgnoreCase))
        ?? tags.FirstOrDefault(tag => IsSameLanguage(tag, heard))
        ?? (IsTag(heard) ? heard : tags[0]);

    /// <summary>Whether two tags are of one language, wherever it is spoken.</summary>
    public static bool IsSameLanguage(string tag, string other) =>
        Primary(tag).Equals(Primary(other), StringComparison.OrdinalIgnoreCase);

    // The language itself has two or three letters: longer ones are possible, but there are none.
    private static bool IsTag(string text) =>
        text.Length <= TagLengthMax && text.Split('-') is [{ Length: 2 or 3 } language, .. var others]
        && language.All(char.IsAsciiLetter)
        && others.All(part => part.Length is > 0 and <= SubtagLengthMax && part.All(char.IsAsciiLetterOrDigit));

    private static string Shown(string text) =>
        new([.. text.Take(TagLengthMax).Select(c => char.IsControl(c) ? ' ' : c)]);
}
