using VoicemailOrleans.AdminUi.Operations;
using VoicemailOrleans.Core.Transcripts;
using static VoicemailOrleans.Silo.Hosting.Settings.SettingParsers;

namespace VoicemailOrleans.Silo.Hosting.Settings;

/// <summary>The speech engines.</summary>
internal static class SpeechSettings
{
    public static IReadOnlyList<Setting> All() =>
    [
        new("SPEECH_ENGINES", "google with credentials, else none",
            "Engines in order of preference: `google`, `openai`, `pocketsphinx`, `none`.",
            List(CheckEngine, (s, v) => s.SpeechEngines = v)),
        new("SPEECH_LANGUAGE_CODE", "en-US",
            "Language to recognise, or up to four with commas between, as in `de-CH, fr-CH`. The mails are in the first where it is English, German, French or Spanish; else in English.",
            Languages) { Aliases = ["GOOGLE_LANGUAGE_CODE"] },
        new("SPEECH_MODEL", "the engine's choice for telephone audio",
            "Recognition model.",
            Text((s, v) => s.SpeechModel = v)) { Aliases = ["GOOGLE_MODEL"] },
        new("GOOGLE_APPLICATION_CREDENTIALS", "",
            "Key file of a service account with the role `roles/speech.client`.",
            ExistingFile(Roles.Silo, (s, v) => s.GoogleCredentials = v)),
        new("GOOGLE_SPEECH_ENDPOINT", "https://speech.googleapis.com",
            "Regional endpoint, for example https://eu-speech.googleapis.com.",
            Url((s, v) => s.GoogleEndpoint = v)),
        new("GOOGLE_CLOUD_PROJECT", "the key file's project",
            "Project that is billed.",
            Text((s, v) => s.GoogleProject = v)),
        new("GOOGLE_SPEECH_PRICE", SpeechPrice.Google.ToString(),
            "What a minute of audio costs you there, for the operations page.",
            Price((s, v) => s.GooglePrice = v)),
        new("GOOGLE_SPEECH_MINUTES_PER_DAY", "no end",
            "Minutes that may be billed there in a day, by all processes together; then the next engine is asked.",
            Whole(1, 100_000, (s, v) => s.GoogleBudget = TimeSpan.FromMinutes(v))),
        new("GOOGLE_SPEECH_REQUESTS_PER_MINUTE", "900",
            "Requests each silo makes there in a minute; 900 is the quota of a project.",
            Whole(1, 100_000, (s, v) => s.GoogleRequestsPerMinute = (int)v)),
        new("OPENAI_BASE_URL", "",
            "Base address of an OpenAI-compatible server, for example http://whisper:8000/v1.",
            Url((s, v) => s.OpenAiBaseUrl = v)),
        .. Secret("OPENAI_API_KEY", "Its key, when it wants one.", Roles.Silo, (s, v) => s.OpenAiApiKey = v),
        new("OPENAI_MODEL", "whisper-1", "Its model.", Text((s, v) => s.OpenAiModel = v)),
        new("RECORDING_MAX_SIZE_MB", "150",
            "Larger recordings are relayed with a notice instead of a transcript.",
            Whole(1, 2000, (s, v) => s.RecordingMaxSize = v << 20)) { Aliases = ["STORAGE_MAX_AUDIO_SIZE_MB"] },
    ];

    private static string? Languages(ServiceSettings settings, string typed)
    {
        var (text, problem) = LanguageTags.Parse(typed);
        if (text is not null) settings.SpeechLanguage = text;
        return problem;
    }

    private static ApplySetting Price(Action<ServiceSettings, SpeechPrice> store) =>
        (settings, text) =>
        {
            if (!SpeechPrice.TryParse(text, out var price)) return "must be an amount and a currency, as in 0.024 USD";
            store(settings, price);
            return null;
        };

    private static readonly string[] EngineNames = ["google", "openai", "pocketsphinx", "none"];

    private static string? CheckEngine(string text) =>
        EngineNames.Contains(text) ? null : $"must list some of {string.Join(", ", EngineNames)}; '{text}' is unknown";
}
