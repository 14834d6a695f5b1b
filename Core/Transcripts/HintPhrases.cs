namespace VoicemailOrleans.Core.Transcripts;

/// <summary>
/// What an engine can learn from a correction: the words it had not understood, names above all. Whole sentences are no
/// vocabulary, and digits (numbers to call, of cards, of orders) are the caller's own: neither is kept.
/// </summary>
public static class HintPhrases
{
    private const int WordsMax = 5;
    private const int LengthMax = 60;
    private const int TellingLength = 4;
    private const int PhrasesMax = 20;

    /// <summary>The phrases that a correction put in.</summary>
    public static IReadOnlyList<string> Of(Transcript? heard, string text)
    {
        if (heard is not { Words.Count: > 0 }) return [];
        var after = WordDiff.Words(text);
        var phrases = from run in WordDiff.Compare([.. heard.Words.Select(word => word.Text)], after)
            where !run.IsSame && run.AfterCount is > 0 and <= WordsMax
            let kept = after.Skip(run.AfterStart).Take(run.AfterCount).Where(word => !Redaction.IsMark(word))
            let words = kept.Select(Bare).Where(word => word.Length > 0)
            let phrase = string.Join(' ', words)
            where phrase.Length <= LengthMax && !phrase.Any(char.IsDigit) && phrase.Split(' ').Any(IsTelling)
            select phrase;
        return [.. phrases.Distinct(StringComparer.OrdinalIgnoreCase).Take(PhrasesMax)];
    }

    private static bool IsTelling(string word) =>
        word.Length >= TellingLength || (word.Length > 1 && char.IsUpper(word[0]));

    private static string Bare(string word)
    {
        var clean = string.Concat(word.Where(c => char.IsLetterOrDigit(c) || "'’-.&".Contains(c)));
        return clean.Trim('\'', '’', '-', '.');
    }
}
