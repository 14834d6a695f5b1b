namespace VoicemailOrleans.Silo.Speech.OpenAi;

/// <summary>
/// The languages that Whisper finds out by itself. Some servers write their ISO 639 codes, as the model does; others,
/// like OpenAI's own, their English names.
/// </summary>
internal static class WhisperLanguages
{
    private const string Codes =
        """
        en zh de es ru ko fr ja pt tr pl ca nl ar sv it id hi fi vi he uk el ms cs ro da hu ta no th ur hr bg lt la mi
        ml cy sk te fa lv bn sr az sl kn et mk br eu is hy ne mn bs kk sq sw gl mr pa si km sn yo so af oc ka be tg sd
        gu am yi lo uz fo ht ps tk nn mt sa lb my bo tl mg as tt haw ln ha ba jv su yue
        """;

    private const string Names =
        """
        english chinese german spanish russian korean french japanese portuguese turkish polish catalan dutch arabic
        swedish italian indonesian hindi finnish vietnamese hebrew ukrainian greek malay czech romanian danish hungarian
        tamil norwegian thai urdu croatian bulgarian lithuanian latin maori malayalam welsh slovak telugu persian
        latvian bengali serbian azerbaijani slovenian kannada estonian macedonian breton basque icelandic armenian
        nepali mongolian bosnian kazakh albanian swahili galician marathi punjabi sinhala khmer shona yoruba somali
        afrikaans occitan georgian belarusian tajik sindhi gujarati amharic yiddish lao uzbek faroese haitian_creole
        pashto turkmen nynorsk maltese sanskrit luxembourgish myanmar tibetan tagalog malagasy assamese tatar hawaiian
        lingala hausa bashkir javanese sundanese cantonese
        """;

    private static readonly Dictionary<string, string> TagsByName = Words(Names).Zip(Words(Codes))
        .ToDictionary(pair => pair.First.Replace('_', ' '), pair => pair.Second, StringComparer.OrdinalIgnoreCase);

    /// <summary>The BCP 47 tag of a code or name; null when there is none, or it is none of these.</summary>
    public static string? TagOf(string? language)
    {
        if (language?.Trim() is not { Length: > 0 } name) return null;
        if (TagsByName.TryGetValue(name, out var tag)) return tag;
        return TagsByName.Values.FirstOrDefault(code => code.Equals(name, StringComparison.OrdinalIgnoreCase));
    }

    private static string[] Words(string words) =>
        words.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
}
