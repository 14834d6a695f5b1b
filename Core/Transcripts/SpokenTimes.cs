using VoicemailOrleans.Core.Transcripts.Spoken;

namespace VoicemailOrleans.Core.Transcripts;

/// <summary>A date or time found in a transcript.</summary>
/// <param name="Text">As said.</param>
/// <param name="FirstWord">Index of its first word.</param>
public sealed record SpokenTime(string Text, int FirstWord);

/// <summary>
/// Finds dates and times in speech: weekdays, months with a day, clock times, and the words that join them. How they
/// are said in a language, <see cref="SpokenLanguage"/> knows.
/// </summary>
public static class SpokenTimes
{
    private const int JoinersMax = 3;

    /// <summary>Finds them, in order. Neighbours ("Monday at 3:30 pm") are one.</summary>
    public static IReadOnlyList<SpokenTime> Find(IReadOnlyList<string> words, string languageTag)
    {
        var language = SpokenLanguage.For(languageTag);
        var tokens = SpokenToken.Of(words);
        var matcher = new TimeMatcher(tokens, language);
        var found = new List<SpokenTime>();
        for (var at = 0; at < tokens.Length;)
        {
            var length = matcher.Longest(at);
            if (length == 0) { at++; continue; }
            var end = at + length;
            for (var next = Joined(tokens, end); next > end; next = Joined(tokens, end)) end = next;

            // "It came in today" is nothing to note; "today at five" is.
            if (end > at + 1 || !language.WeakDays.Contains(tokens[at].Text))
            {
                var said = string.Join(' ', words.Skip(at).Take(end - at));
                found.Add(new SpokenTime(said.Trim('.', ',', ';', '!', '?'), at));
            }

            at = end;
        }

        return found;

        // Where the piece after joining words ends; at the same place when there is none.
        int Joined(SpokenToken[] tokens, int at)
        {
            var next = at;
            while (next < tokens.Length && next < at + JoinersMax)
            {
                if (language.PartsOfDay.Contains(tokens[next].Text)) return next + 1;
                if (matcher.Longest(next) is > 0 and var length) return next + length;
                if (!language.TimeJoiners.Contains(tokens[next].Text)) return at;
                next++;
            }

            return next < tokens.Length && matcher.Longest(next) is > 0 and var last ? next + last : at;
        }
    }
}
