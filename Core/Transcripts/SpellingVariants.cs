namespace VoicemailOrleans.Core.Transcripts;

/// <summary>One spelling of a word.</summary>
/// <param name="Text">In small letters and without umlauts.</param>
/// <param name="IsWhole">It stands for whole words only: as a beginning it would be that of too many others.</param>
public readonly record struct SpellingVariant(string Text, bool IsWhole);

/// <summary>
/// Other spellings of what somebody typed, so that each is found by each: ü is ue in mail addresses and u to people in
/// a hurry, ß is ss, in Switzerland always. A text that is searched has its accents taken off before (by the tokenizer
/// of the index, and by <see cref="PlainLetters"/>), but keeps its ß. Within one word either all umlauts are written
/// out or none is.
/// </summary>
public static class SpellingVariants
{
    private const int VariantsMax = 8;

    /// <summary>"fuel" is no beginning of "full"; "fuer" is "für" all the same.</summary>
    private const int BeginningLengthMin = 4;

    private const string Umlauts = "äöü";
    private const string Vowels = "aou";

    /// <summary>Behind these an e begins a syllable, or belongs to another sound: neuer, Bauer, Quelle.</summary>
    private const string NoUmlautBehind = "aeiouyq";

    /// <summary>The spellings, that which was typed first.</summary>
    public static IReadOnlyList<SpellingVariant> Of(string term)
    {
        var word = term.ToLowerInvariant();
        var plain = Rewrite(word, writesOut: false, reads: false);
        var writtenOut = Rewrite(word, writesOut: true, reads: false);
        var read = Rewrite(word, writesOut: false, reads: true);
        var spelled = new[] { plain, writtenOut, read }.Distinct().ToList();
        // Typed with neither: any of its vowels may be an umlaut that somebody else writes out.
        var guesses = spelled.Count == 1 && word.All(char.IsLetter) ? Guesses(word) : [];
        return
        [
            .. spelled.SelectMany(SharpS).Concat(guesses).Distinct().Take(VariantsMax)
                .Select(text => new SpellingVariant(
                    text, text.Length < word.Length && text.Length < BeginningLengthMin)),
        ];
    }

    /// <summary>The word without umlauts.</summary>
    /// <param name="word">In small letters.</param>
    /// <param name="writesOut">ü becomes ue, instead of u.</param>
    /// <param name="reads">ue is read as ü, and becomes u.</param>
    private static string Rewrite(string word, bool writesOut, bool reads)
    {
        var text = "";
        for (var i = 0; i < word.Length; i++)
        {
            var umlaut = Umlauts.IndexOf(word[i], StringComparison.Ordinal);
            text += umlaut < 0 ? word[i] : Vowels[umlaut];
            if (umlaut >= 0 && writesOut) text += 'e';
            if (reads && IsWrittenOut(word, i)) i++;
        }

        return text;
    }

    /// <summary>Whether here stands an umlaut that is written out; the word goes on after one.</summary>
    private static bool IsWrittenOut(string word, int at) =>
        MayBeUmlaut(word, at) && at + 2 < word.Length && word[at + 1] == 'e' && char.IsLetter(word[at + 2]);

    private static bool MayBeUmlaut(string word, int at) =>
        Vowels.Contains(word[at], StringComparison.Ordinal)
        && (at == 0 || !NoUmlautBehind.Contains(word[at - 1], StringComparison.Ordinal));

    private static IEnumerable<string> Guesses(string word) =>
        from at in Enumerable.Range(0, word.Length)
        where MayBeUmlaut(word, at) && !(at + 1 < word.Length && word[at + 1] == 'e')
        select word.Insert(at + 1, "e");

    /// <summary>As it is, with each ß and ss as the other, and with one of them.</summary>
    private static IEnumerable<string> SharpS(string word)
    {
        List<int> places = [];
        for (var i = 0; i < word.Length; i++)
        {
            if (word[i] != 'ß' && !IsDouble(word, i)) continue;
            places.Add(i);
            if (word[i] == 's') i++;
        }

        yield return word;
        if (places.Count == 0) yield break;
        yield return Swapped(word, places);
        if (places.Count == 1) yield break;
        foreach (var place in places) yield return Swapped(word, [place]);
    }

    private static string Swapped(string word, List<int> places)
    {
        foreach (var place in Enumerable.Reverse(places))
            word = word[place] == 'ß'
                ? word.Remove(place, 1).Insert(place, "ss")
                : word.Remove(place, 2).Insert(place, "ß");
        return word;
    }

    private static bool IsDouble(string word, int at) => word[at] == 's' && at + 1 < word.Length && word[at + 1] == 's';
}
