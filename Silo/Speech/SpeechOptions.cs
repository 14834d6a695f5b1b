using VoicemailOrleans.Core.Transcripts;

namespace VoicemailOrleans.Silo.Speech;

/// <summary>
/// The speech engines. Never printed with its secrets: there is none here but <see cref="OpenAiApiKey"/>.
/// </summary>
public sealed class SpeechOptions
{
    /// <summary>
    /// SPEECH_ENGINES: engines in order of preference, of <c>google</c>, <c>openai</c>, <c>pocketsphinx</c>,
    /// <c>none</c>; empty or <c>none</c> switches transcription off. Default: <c>pocketsphinx</c>, which needs no
    /// account.
    /// </summary>
    public IReadOnlyList<string> Engines { get; set; } = ["pocketsphinx"];

    /// <summary>
    /// SPEECH_LANGUAGE_CODE: the languages of requests that name none, see <see cref="LanguageTags"/>; default en-US.
    /// </summary>
    public string Language { get; set; } = "en-US";

    /// <summary>
    /// SPEECH_MODEL: Google's model; default <c>telephony</c>. Refused for a language, <c>default</c> takes its place.
    /// </summary>
    public string? Model { get; set; }

    /// <summary>
    /// GOOGLE_APPLICATION_CREDENTIALS: path of a service account's JSON key; role <c>roles/speech.client</c>.
    /// </summary>
    public string? GoogleCredentials { get; set; }

    /// <summary>
    /// GOOGLE_SPEECH_ENDPOINT: default https://speech.googleapis.com; regional ones keep the sound in their region.
    /// </summary>
    public Uri GoogleEndpoint { get; set; } = new("https://speech.googleapis.com");

    /// <summary>GOOGLE_CLOUD_PROJECT: the project that is billed; default the key's own.</summary>
    public string? GoogleProject { get; set; }

    /// <summary>
    /// GOOGLE_SPEECH_MINUTES_PER_DAY: audio that may be billed there in a day; null, the default, for no end.
    /// </summary>
    public TimeSpan? GoogleBudget { get; set; }

    /// <summary>
    /// GOOGLE_SPEECH_REQUESTS_PER_MINUTE: requests this process makes there in a minute. 900, the quota of a project.
    /// </summary>
    public int GoogleRequestsPerMinute { get; set; } = 900;

    /// <summary>
    /// OPENAI_BASE_URL: an OpenAI-compatible server, with or without <c>/v1</c>; default none. Private messages are
    /// sent to it only when its host is a loopback or private address, or a name without a dot.
    /// </summary>
    public Uri? OpenAiBaseUrl { get; set; }

    /// <summary>OPENAI_API_KEY: sent as a bearer token when set. Secret.</summary>
    public string? OpenAiApiKey { get; set; }

    /// <summary>OPENAI_MODEL: default <c>whisper-1</c>, the name hosted and most local servers know.</summary>
    public string OpenAiModel { get; set; } = "whisper-1";

    /// <summary>Folder of PocketSphinx's English model; default where Debian's pocketsphinx-en-us puts it.</summary>
    public string PocketSphinxModel { get; set; } = "/usr/share/pocketsphinx/model/en-us";

    /// <summary>
    /// Program and arguments of the PocketSphinx worker; default: this program with the command
    /// <c>pocketsphinx-worker</c>.
    /// </summary>
    public IReadOnlyList<string>? PocketSphinxWorker { get; set; }

    /// <summary>PocketSphinx workers; default 1: each takes a core while it listens, and up to 350 MiB.</summary>
    public int PocketSphinxWorkers { get; set; } = 1;

    /// <summary>
    /// Recordings that hold only silence, noise or tones are not sent to an engine; default true. Off, every recording
    /// with any sound above the noise is sent.
    /// </summary>
    public bool SkipEmptyRecordings { get; set; } = true;

    /// <summary>Segments of one recording sent at a time; default 4 (Google allows 900 requests a minute).</summary>
    public int SegmentConcurrency { get; set; } = 4;

    /// <summary>
    /// Time for one request; default 90 s: an engine may take as long as the 55 s it hears, and the way there.
    /// </summary>
    public TimeSpan RequestTimeout { get; set; } = TimeSpan.FromSeconds(90);

    /// <summary>Largest answer read, in octets; default 4 MiB: 55 s of words with times are some 50 KiB.</summary>
    public int ResponseBytesMax { get; set; } = 4 << 20;

    /// <summary>
    /// Quick further tries of one request; default 2 (Google's own client libraries: until a deadline).
    /// </summary>
    public int QuickRetries { get; set; } = 2;

    /// <summary>Wait before the first quick try, doubled for the next, with jitter; default 0.5 s.</summary>
    public TimeSpan QuickRetryDelay { get; set; } = TimeSpan.FromSeconds(0.5);

    /// <summary>
    /// The longest Retry-After waited for on the spot; longer ones are left to the grain; default 5 s.
    /// </summary>
    public TimeSpan QuickRetryAfterMax { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>Failures in a row that put an engine out of service; default 5.</summary>
    public int BreakerFailures { get; set; } = 5;

    /// <summary>How long it stays out of service after failures; default 30 s.</summary>
    public TimeSpan BreakerPause { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>
    /// How long after an error of configuration (credentials, permission, not installed); default 5 min.
    /// </summary>
    public TimeSpan ConfigurationPause { get; set; } = TimeSpan.FromMinutes(5);
}
