namespace VoicemailOrleans.Core.Transcripts.Spoken;

/// <summary>A word as it is compared.</summary>
/// <param name="Text">Plain letters, without the punctuation around it; hyphens between letters are blanks.</param>
/// <param name="EndsGroup">A comma or an end of a sentence follows.</param>
/// <param name="EndsSentence">An end of a sentence follows.</param>
/// <param name="IsSpelled">A letter by itself, or letters and digits in one, like those of a code.</param>
internal readonly record struct SpokenToken(string Text, bool EndsGroup, bool EndsSentence, bool IsSpelled)
{
    private static readonly char[] Digits = [.. "0123456789"];

    /// <summary>The words of a transcript.</summary>
    public static SpokenToken[] Of(IReadOnlyList<string> words) => [.. words.Select(Of)];

    // 3pm, 15h and 2nd are no codes.
    private static readonly HashSet<string> Suffixes = ["am", "pm", "h", "st", "nd", "rd", "th", "er", "e", "x", "km", "m"];

    private static SpokenToken Of(string word)
    {
        var bare = word.Trim().TrimEnd('.', ',', ';', '!', '?', ':', '"', '»').TrimStart('"', '\'', '¿', '¡', '«', '„');
        var text = PlainLetters.Of(bare).Replace('’', '\'');
        var letters = bare.Count(char.IsLetter);
        var isSpelled = letters > 0 && bare.All(char.IsLetterOrDigit)
            && (letters < bare.Length ? !Suffixes.Contains(text.TrimStart(Digits)) : letters == 1 && char.IsUpper(bare[0]));
        return new SpokenToken(
            text.Any(char.IsAsciiDigit) ? text : text.Replace('-', ' '),
            EndsGroup: word.EndsWith(',') || word.EndsWith('.'),
            EndsSentence: word.EndsWith('.') || word.EndsWith('!') || word.EndsWith('?'),
            isSpelled);
    }
}
