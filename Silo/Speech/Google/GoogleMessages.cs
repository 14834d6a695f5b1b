using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace VoicemailOrleans.Silo.Speech.Google;

/// <summary>Body of <c>POST /v1/speech:recognize</c>.</summary>
internal sealed record RecognizeRequest(RecognitionConfig Config, RecognitionAudio Audio);

/// <summary>How to listen.</summary>
internal sealed record RecognitionConfig
{
    public string Encoding { get; init; } = "LINEAR16";

    public required int SampleRateHertz { get; init; }

    public int AudioChannelCount { get; init; } = 1;

    public required string LanguageCode { get; init; }

    /// <summary>What else may be spoken: at most three tags; absent for nothing else.</summary>
    public IReadOnlyList<string>? AlternativeLanguageCodes { get; init; }

    /// <summary>Absent: Google's default model.</summary>
    public string? Model { get; init; }

    public int MaxAlternatives { get; init; } = 1;

    public bool EnableAutomaticPunctuation { get; init; } = true;

    public bool EnableWordTimeOffsets { get; init; } = true;

    public bool EnableWordConfidence { get; init; } = true;

    /// <summary>Google masks swear words, all but the first letter; absent for no.</summary>
    public bool? ProfanityFilter { get; init; }

    /// <summary>Phrases to expect; absent when there are none.</summary>
    public IReadOnlyList<SpeechContext>? SpeechContexts { get; init; }
}

/// <summary>Phrases to expect, within <see cref="GoogleLimits"/>.</summary>
internal sealed record SpeechContext(IReadOnlyList<string> Phrases);

/// <summary>The sound, base64 on the wire.</summary>
internal sealed record RecognitionAudio(byte[] Content);

/// <summary>The answer; without results when nobody spoke.</summary>
internal sealed record RecognizeResponse(IReadOnlyList<RecognitionResult?>? Results, string? TotalBilledTime);

/// <summary>One consecutive stretch; the whole is all of them.</summary>
internal sealed record RecognitionResult(IReadOnlyList<RecognitionAlternative?>? Alternatives, string? LanguageCode);

/// <summary>The best reading comes first, and alone has words and confidence.</summary>
internal sealed record RecognitionAlternative(
    string? Transcript, double Confidence, IReadOnlyList<RecognizedWord?>? Words);

/// <summary>Times are durations in JSON form: <c>"1.300s"</c>. A confidence of 0.0 means "not set".</summary>
internal sealed record RecognizedWord(string? Word, string? StartTime, string? EndTime, double Confidence);

/// <summary>The error of every Google API.</summary>
internal sealed record ErrorResponse(ErrorBody? Error);

/// <summary>Code, words, symbol, and details of several types.</summary>
internal sealed record ErrorBody(int Code, string? Message, string? Status, IReadOnlyList<JsonElement>? Details);

/// <summary>The parts of a service account's key file that are needed.</summary>
internal sealed record ServiceAccountKey(
    [property: JsonPropertyName("client_email")] string? ClientEmail,
    [property: JsonPropertyName("private_key")] string? PrivateKey,
    [property: JsonPropertyName("private_key_id")] string? PrivateKeyId,
    [property: JsonPropertyName("token_uri")] string? TokenUri)
{
    /// <summary>Keeps the private key out of ToString.</summary>
    private bool PrintMembers(StringBuilder builder) => builder.Append(ClientEmail).Length > 0;
}

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(RecognizeRequest))]
[JsonSerializable(typeof(RecognizeResponse))]
[JsonSerializable(typeof(ErrorResponse))]
[JsonSerializable(typeof(ServiceAccountKey))]
internal sealed partial class GoogleJson : JsonSerializerContext;
