using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace VoicemailOrleans.Tests.Fakes;

/// <summary>
/// A recognition configuration, checked as Google checks it: by the reference of RecognitionConfig (v1) and the page
/// "Quotas and limits". Where its words were observed they are these.
/// </summary>
internal static partial class FakeGoogleConfig
{
    private const string Bad = "Invalid recognition 'config': ";
    private const int AlternativeLanguagesMax = 3;
    private const int AlternativesMax = 30;
    private const int ChannelsMax = 8;
    private const int PhrasesMax = 5_000;
    private const int PhraseCharsMax = 100;
    private const int AllPhrasesCharsMax = 100_000;

    private static readonly HashSet<string> Encodings =
        ["LINEAR16", "FLAC", "MULAW", "AMR", "AMR_WB", "OGG_OPUS", "SPEEX_WITH_HEADER_BYTE", "MP3", "WEBM_OPUS"];

    private static readonly HashSet<string> Fields =
    [
        "encoding", "sampleRateHertz", "audioChannelCount", "enableSeparateRecognitionPerChannel", "languageCode", "alternativeLanguageCodes",
        "maxAlternatives", "profanityFilter", "adaptation", "transcriptNormalization", "speechContexts", "enableWordTimeOffsets",
        "enableWordConfidence", "enableAutomaticPunctuation", "enableSpokenPunctuation", "enableSpokenEmojis", "diarizationConfig", "metadata",
        "model", "useEnhanced",
    ];

    /// <summary>What is wrong with it; null when nothing is.</summary>
    public static string? Problem(JsonObject config)
    {
        if (config.FirstOrDefault(field => !Fields.Contains(field.Key)).Key is { } unknown)
            return $"Invalid JSON payload received. Unknown name \"{unknown}\" at 'config': Cannot find field.";
        if ((string?)config["encoding"] is not { } encoding || !Encodings.Contains(encoding)) return Bad + "bad encoding..";
        if (((int?)config["sampleRateHertz"] ?? 0) is < 8_000 or > 48_000) return Bad + "bad sample rate hertz.";
        if (((int?)config["audioChannelCount"] ?? 1) is < 1 or > ChannelsMax) return Bad + "bad audio channel count.";
        if (((int?)config["maxAlternatives"] ?? 1) is < 0 or > AlternativesMax) return Bad + "bad max alternatives.";
        var alternatives = AlternativeLanguages(config);
        if (alternatives.Count > AlternativeLanguagesMax) return Bad + "too many alternative language codes.";
        if (new[] { (string?)config["languageCode"] ?? "" }.Concat(alternatives).Any(code => !LanguageCode().IsMatch(code)))
            return Bad + "bad language code.";
        return PhraseProblem(config);
    }

    /// <summary>The languages beside the first.</summary>
    public static IReadOnlyList<string> AlternativeLanguages(JsonObject config) =>
        config["alternativeLanguageCodes"] is JsonArray list ? [.. list.Select(code => (string)code!)] : [];

    private static string? PhraseProblem(JsonObject config)
    {
        var phrases = config["speechContexts"] is JsonArray contexts
            ? contexts.SelectMany(context => (JsonArray)context!["phrases"]!).Select(phrase => (string)phrase!).ToList()
            : [];
        if (phrases.Count > PhrasesMax) return Bad + "speech contexts have too many phrases.";
        if (phrases.Exists(phrase => phrase.Length > PhraseCharsMax)) return Bad + "a phrase of the speech contexts is too long.";
        return phrases.Sum(phrase => phrase.Length) > AllPhrasesCharsMax ? Bad + "the phrases of the speech contexts are too long together." : null;
    }

    [GeneratedRegex("^[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*$")]
    private static partial Regex LanguageCode();
}
