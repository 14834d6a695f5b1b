using VoicemailOrleans.Core.Audio;

namespace VoicemailOrleans.Silo.Speech.Google;

/// <summary>
/// What Google takes, by its page "Quotas and limits". A request beyond any of these is refused as a whole, so whatever
/// a directory or a PBX brings is made to fit.
/// </summary>
internal static class GoogleLimits
{
    /// <summary>Phrases of a request.</summary>
    public const int PhrasesMax = 5_000;

    /// <summary>Characters of a phrase.</summary>
    public const int PhraseCharsMax = 100;

    /// <summary>Characters of all phrases of a request together.</summary>
    public const int AllPhrasesCharsMax = 100_000;

    private const int RateHzMin = 8_000;
    private const int RateHzMax = 48_000;
    private const int RateHzBest = 16_000; // Google's advice where there is a choice

    /// <summary>The phrases that fit, in their order; null for none.</summary>
    public static IReadOnlyList<string>? Phrases(IReadOnlyList<string> hints)
    {
        var chars = 0;
        string[] fitting =
        [
            .. hints.Where(hint => hint.Length is > 0 and <= PhraseCharsMax).Take(PhrasesMax)
                .TakeWhile(hint => (chars += hint.Length) <= AllPhrasesCharsMax),
        ];
        return fitting.Length > 0 ? fitting : null;
    }

    /// <summary>The sound at its own rate, or at another where Google does not take that.</summary>
    public static PcmAudio Audio(PcmAudio audio) =>
        audio.RateHz is >= RateHzMin and <= RateHzMax ? audio : Resampler.Resample(audio, RateHzBest);
}
