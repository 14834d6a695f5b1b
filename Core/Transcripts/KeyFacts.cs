namespace VoicemailOrleans.Core.Transcripts;

/// <summary>Something worth finding again in a message.</summary>
/// <param name="Text">As shown.</param>
/// <param name="At">When it was said; null when the engine gave no times.</param>
/// <param name="Dial">What a tel: link dials; null when it is no number.</param>
/// <param name="DiffersFromCaller">It is a number, and not the one the call came from.</param>
public sealed record KeyFact(string Text, TimeSpan? At, string? Dial = null, bool DiffersFromCaller = false);

/// <summary>What a reader would write down: numbers to call, dates and times.</summary>
/// <param name="Numbers">Each number once, in order.</param>
/// <param name="Times">Each date or time once, in order.</param>
public sealed record KeyFacts(IReadOnlyList<KeyFact> Numbers, IReadOnlyList<KeyFact> Times)
{
    private const int FactsMax = 5;

    /// <summary>Finds them in the words of a transcript.</summary>
    public static KeyFacts Find(Transcript transcript, string? callerNumber)
    {
        var words = transcript.Words.Select(word => word.Text).ToArray();
        var caller = Digits(callerNumber ?? "");
        var spoken = SpokenNumbers.Find(words, transcript.Language);
        var taken = new HashSet<int>(spoken.SelectMany(number => Enumerable.Range(number.FirstWord, number.WordCount)));
        var numbers = spoken
            .DistinctBy(number => number.Digits)
            .Take(FactsMax)
            .Select(number => new KeyFact(
                number.Display, transcript.Words[number.FirstWord].Start, number.Digits,
                DiffersFromCaller: caller.Length > 0 && !IsSame(caller, Digits(number.Digits))));
        var times = SpokenTimes.Find(words, transcript.Language)
            .Where(time => !taken.Contains(time.FirstWord))
            .DistinctBy(time => time.Text.ToLowerInvariant())
            .Take(FactsMax)
            .Select(time => new KeyFact(time.Text, transcript.Words[time.FirstWord].Start));
        return new KeyFacts([.. numbers], [.. times]);
    }

    /// <summary>One ends with the other: with and without area or country code is the same number.</summary>
    private static bool IsSame(string one, string other) =>
        Math.Min(one.Length, other.Length) >= 4
        && (one.EndsWith(other.TrimStart('0'), StringComparison.Ordinal)
            || other.EndsWith(one.TrimStart('0'), StringComparison.Ordinal));

    private static string Digits(string text) => string.Concat(text.Where(char.IsAsciiDigit));
}
