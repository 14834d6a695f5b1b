using VoicemailOrleans.Core.Transcripts.Spoken;

namespace VoicemailOrleans.Core.Transcripts;

/// <summary>
/// Finds what is to be redacted. Three kinds, and what speaks for each:
/// <list type="bullet">
/// <item>Cards: 13 to 19 digits that begin like a card's and pass its check (Luhn); 12 digits or more where somebody
/// speaks of a card, because a digit may have been misheard. A telephone number that is said twice is none.</item>
/// <item>Identity numbers: 7 digits or more where the same sentence speaks of one, or said as 3, 2 and 4 digits in
/// English.</item>
/// <item>Codes and passwords: three digits or letters, or more, behind "PIN", or behind "the code for the door is", or
/// before "is the code"; behind "the password is" any word that is not an ordinary continuation.</item>
/// </list>
/// Where in doubt it redacts: the recording is still there.
/// </summary>
internal sealed class SecretFinder
{
    private const int CueDistance = 6;
    private const int CueDistanceAfter = 4;
    private const int CodeDistance = 3;
    private const int BetweenMax = 3;
    private const int CodeLengthMin = 3;
    private const int CodeBeforeLengthMax = 12;
    private const int MisheardCardMin = CardNumbers.DigitsMin - 1;
    private const int IdentityLengthMin = 7;

    private readonly SpokenToken[] tokens;
    private readonly SpokenLanguage language;
    private readonly DigitReader reader;
    private readonly RunSplitter splitter;
    private readonly bool[] isSecret;

    private SecretFinder(IReadOnlyList<string> words, string languageTag)
    {
        tokens = SpokenToken.Of(words);
        language = SpokenLanguage.For(languageTag);
        reader = new DigitReader(tokens, language);
        splitter = new RunSplitter(tokens, language);
        isSecret = new bool[tokens.Length];
    }

    /// <summary>The stretches of words to redact, in order: index of the first word, and behind the last.</summary>
    public static IReadOnlyList<(int First, int End)> Find(
        IReadOnlyList<string> words, string languageTag, RedactionLevel level)
    {
        if (level == RedactionLevel.Off || words.Count == 0) return [];
        var finder = new SecretFinder(words, languageTag);
        var runs = finder.reader.ReadAll().ToList();
        foreach (var run in runs) finder.LookForCard(run);
        if (level == RedactionLevel.All)
        {
            foreach (var run in runs) finder.LookForIdentity(run);
            finder.LookForCodes();
            foreach (var run in runs) finder.LookForCodeBefore(run);
        }

        return finder.Stretches();
    }

    private void LookForCard(DigitRun run)
    {
        if (run.Digits.Length < MisheardCardMin) return;
        var isOfCard = HasCue(language.CardCues, run, after: CueDistanceAfter);
        if (!isOfCard && splitter.AreTelephoneNumbers(run)) return;
        var left = run.Digits.Length;
        foreach (var (first, end, length) in CardNumbers.FindIn(run))
        {
            Mark(first, end);
            left -= length;
        }

        if (isOfCard && left >= MisheardCardMin) Mark(run.First, run.End);
    }

    private void LookForIdentity(DigitRun run)
    {
        var isAmerican = language.GroupsAsInNorthAmerica && run.Digits.Length == 9
            && (run.Merged().Select(group => group.Length).SequenceEqual([3, 2, 4]) || IsWrittenAsAmerican(run));
        var isOfIdentity = run.Digits.Length >= IdentityLengthMin
            && HasCue(language.IdentityCues, run, isInSentence: true);
        if (isAmerican || isOfIdentity) Mark(run.First, run.End);
    }

    private bool IsWrittenAsAmerican(DigitRun run) =>
        run.End - run.First == 1
        && tokens[run.First].Text.Split('-').Select(group => group.Length).SequenceEqual([3, 2, 4]);

    /// <summary>"My PIN is 4 5 6 7", "code 4711", "the password is hunter two".</summary>
    private void LookForCodes()
    {
        for (var at = 0; at < tokens.Length; at++)
        {
            var (words, isPassword) = CodeCue(at);
            if (words == 0) continue;
            var next = at + words;
            while (next < tokens.Length && language.NumberWords.Contains(tokens[next].Text)) next++;
            if (next >= tokens.Length || tokens[next - 1].EndsSentence) continue;
            if (CodeEnd(next) is { } near) Mark(next, near);
            else if (AfterCopula(next) is { } said) LookForCode(said, isPassword);
        }
    }

    private void LookForCode(int at, bool isPassword)
    {
        while (at < tokens.Length - 1 && language.Fillers.Contains(tokens[at].Text)) at++;
        if (isPassword && !language.NoPasswords.Contains(tokens[at].Text))
        {
            var tail = tokens[at].EndsGroup ? null : CodeEnd(at + 1, lengthMin: 1);
            Mark(at, CodeEnd(at, isSmallToo: true) ?? tail ?? at + 1);
            return;
        }

        for (var i = at; i < tokens.Length && i <= at + CodeDistance && !IsOtherNumber(i); i++)
        {
            if (CodeEnd(i) is { } end) { Mark(i, end); return; }
            if (tokens[i].EndsSentence) return;
        }
    }

    /// <summary>"4 5 6 7 is my PIN".</summary>
    private void LookForCodeBefore(DigitRun run)
    {
        if (run.Digits.Length is < CodeLengthMin or > CodeBeforeLengthMax || run.End >= tokens.Length) return;
        if (tokens[run.End - 1].EndsSentence || !language.Copulas.Contains(tokens[run.End].Text)) return;
        for (var i = run.End + 1; i < tokens.Length && i <= run.End + CodeDistance; i++)
        {
            if (IsOtherNumber(i)) return;
            if (CodeCue(i).Words > 0) { Mark(run.First, run.End); return; }
            if (tokens[i].EndsSentence) return;
        }
    }

    /// <summary>How many words of a cue begin here; none for an area code and its like.</summary>
    private (int Words, bool IsPassword) CodeCue(int at)
    {
        if (CueWords(language.PasswordCues, at) is > 0 and var password) return (password, true);
        if (CueWords(language.CodeCues, at) is not (> 0 and var words)) return (0, false);
        var isOpen = (at > 0 && language.OpenCodes.Contains(tokens[at - 1].Text))
            || (at + words < tokens.Length && language.OpenCodes.Contains(tokens[at + words].Text));
        return (isOpen ? 0 : words, false);
    }

    private int? AfterCopula(int from)
    {
        for (var i = from; i < tokens.Length - 1 && i < from + CueDistance && !IsOtherNumber(i); i++)
        {
            if (language.Copulas.Contains(tokens[i].Text)) return i + 1;
            if (tokens[i].EndsSentence) return null;
        }

        return null;
    }

    /// <summary>
    /// Where the digits and letters of a code end that begins here; null when none does. "Capital", "dash" and fillers
    /// may stand between them.
    /// </summary>
    private int? CodeEnd(int at, int lengthMin = CodeLengthMin, bool isSmallToo = false)
    {
        var (length, end) = (0, at);
        while (true)
        {
            var next = end;
            while (next < tokens.Length && next < end + BetweenMax && IsBetween(tokens[next].Text)) next++;
            if (Part(next, isSmallToo: isSmallToo || length > 0) is not { } part) break;
            (length, end) = (length + part.Length, part.End);
            if (tokens[end - 1].EndsSentence) break;
        }

        return length >= lengthMin ? end : null;
    }

    private bool IsBetween(string word) =>
        language.Spelling.Contains(word) || language.Fillers.Contains(word) || language.Homophones.ContainsKey(word);

    /// <summary>A small letter may be a word of its own; it does not count in front of a code.</summary>
    private (int Length, int End)? Part(int at, bool isSmallToo)
    {
        if (at >= tokens.Length) return null;
        var (digits, taken) = reader.ReadOne(at);
        if (taken > 0) return (digits.Length, at + taken);
        var (text, isSpelled) = (tokens[at].Text, tokens[at].IsSpelled);
        return isSpelled || (isSmallToo && text.Length == 1 && char.IsLetter(text[0])) ? (text.Length, at + 1) : null;
    }

    private bool IsOtherNumber(int at) => language.CuesNumber(tokens, at);

    private bool HasCue(IReadOnlySet<string> cues, DigitRun run, int after = 0, bool isInSentence = false)
    {
        for (var i = run.First - 1; i >= Math.Max(0, run.First - CueDistance) && !IsOtherNumber(i); i--)
        {
            if (isInSentence && tokens[i].EndsSentence) return false;
            if (CueWords(cues, i) > 0) return true;
        }

        for (var i = run.End; i < Math.Min(tokens.Length, run.End + after); i++)
            if (CueWords(cues, i) > 0)
                return true;
        return false;
    }

    private int CueWords(IReadOnlySet<string> cues, int at) => SpokenLanguage.CueWords(cues, tokens, at);

    private void Mark(int first, int end) => Array.Fill(isSecret, true, first, end - first);

    private List<(int First, int End)> Stretches()
    {
        var stretches = new List<(int, int)>();
        for (var at = 0; at < isSecret.Length;)
        {
            var end = at;
            while (end < isSecret.Length && isSecret[end]) end++;
            if (end > at) stretches.Add((at, end));
            at = Math.Max(at + 1, end);
        }

        return stretches;
    }
}
