using VoicemailOrleans.Core.Transcripts.Spoken;

namespace VoicemailOrleans.Core.Transcripts;

/// <summary>Masks swear words: the first letter stays, <c>f***</c>.</summary>
public static class Profanity
{
    private const string Mask = "***";

    /// <summary>The transcript with its swear words masked.</summary>
    public static Transcript Of(Transcript transcript)
    {
        var swearing = SpokenLanguage.For(transcript.Language).Profanity;
        return transcript.Words.Any(word => Masked(word.Text, swearing) != word.Text)
            ? transcript with
            {
                Words = [.. transcript.Words.Select(word => word with { Text = Masked(word.Text, swearing) })],
            }
            : transcript;
    }

    private static string Masked(string word, IReadOnlySet<string> swearing)
    {
        var start = 0;
        while (start < word.Length && !char.IsLetter(word[start])) start++;
        var end = start;
        while (end < word.Length && char.IsLetter(word[end])) end++;
        return end > start && swearing.Contains(PlainLetters.Of(word[start..end]))
            ? word[..(start + 1)] + Mask + word[end..]
            : word;
    }
}
