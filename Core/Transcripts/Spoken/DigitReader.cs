namespace VoicemailOrleans.Core.Transcripts.Spoken;

/// <summary>
/// Reads runs of digits out of words: "555-0123", "five five five oh one", or both. Of phrases the longest counts
/// ("soixante dix" is 70, not 60 and 10), unless a comma or a hyphen says otherwise. Fillers inside a run are stepped
/// over. Linear: a run is read once, and a phrase has four words at most.
/// </summary>
internal sealed class DigitReader(IReadOnlyList<SpokenToken> tokens, SpokenLanguage language)
{
    private const int PhraseWordsMax = 4;

    /// <summary>All runs, in order.</summary>
    public IEnumerable<DigitRun> ReadAll()
    {
        for (var at = 0; at < tokens.Count;)
        {
            var run = Read(at, homophones: true);
            if (run.Groups.Count > 0) yield return run;
            at = Math.Max(at + 1, run.End);
        }
    }

    /// <summary>The run that begins at a word; without groups when none does.</summary>
    public DigitRun Read(int start, bool homophones)
    {
        var groups = new List<DigitGroup>();
        var (hasPlus, hasHomophone, end, at) = (false, false, start, start);
        if (start < tokens.Count && tokens[start].Text == language.Plus) (hasPlus, at) = (true, start + 1);
        while (at < tokens.Count)
        {
            var (digits, taken) = ReadOne(at);
            if (taken == 0 && homophones && end > start
                && language.Homophones.GetValueOrDefault(tokens[at].Text) is { } heard && ReadOne(at + 1).Taken > 0)
                (digits, taken, hasHomophone) = (heard, 1, true);
            if (taken == 0)
            {
                if (groups.Count == 0 || !language.Fillers.Contains(tokens[at].Text)) break;
                at++;
                continue;
            }

            if (digits.StartsWith('+'))
            {
                if (groups.Count > 0) break;
                (hasPlus, digits) = (true, digits[1..]);
            }

            groups.Add(new DigitGroup(digits, at, at + taken));
            end = at += taken;
            if (tokens[at - 1].EndsGroup) groups.Add(new DigitGroup("", at, at));
        }

        return new DigitRun(start, end, groups, hasPlus, hasHomophone);
    }

    /// <summary>The digits that a word or phrase stands for, and its words; no words when it is no number.</summary>
    public (string Digits, int Taken) ReadOne(int at)
    {
        if (at >= tokens.Count) return ("", 0);
        var token = tokens[at].Text;
        if (IsNumeral(token)) return (string.Concat(token.Where(c => char.IsAsciiDigit(c) || c == '+')), 1);
        if (!language.StartsDigits(token)) return ("", 0);
        for (var taken = Math.Min(PhraseWordsMax, tokens.Count - at); taken > 0; taken--)
            if (IsPhrase(at, taken) && language.Digits.TryGetValue(Phrase(at, taken), out var digits))
                return (digits, taken);
        return ("", 0);
    }

    /// <summary>Words are one phrase when nothing divides them, and no hyphen says which of them belong together.</summary>
    private bool IsPhrase(int at, int count)
    {
        if (count == 1) return true;
        for (var i = at; i < at + count; i++)
            if ((i < at + count - 1 && tokens[i].EndsGroup) || tokens[i].Text.Contains(' ')) return false;
        return true;
    }

    private string Phrase(int at, int count) => count == 1
        ? tokens[at].Text
        : string.Join(' ', Enumerable.Range(at, count).Select(i => tokens[i].Text));

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
}
