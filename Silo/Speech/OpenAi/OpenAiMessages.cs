using System.Text.Json;
using System.Text.Json.Serialization;

namespace VoicemailOrleans.Silo.Speech.OpenAi;

/// <summary>The answer in the form <c>verbose_json</c>; servers leave out what they do not have.</summary>
internal sealed record VerboseTranscription(
    string? Text, IReadOnlyList<TimedWord?>? Words, IReadOnlyList<DecodedSegment?>? Segments, string? Language);

/// <summary>A word with its times in seconds.</summary>
internal sealed record TimedWord(string? Word, double Start, double End);

/// <summary>A stretch of text with the decoder's doubts about it.</summary>
internal sealed record DecodedSegment(double Start, double End, string? Text)
{
    /// <summary>Mean logarithm of the tokens' probabilities.</summary>
    [JsonPropertyName("avg_logprob")]
    public double? MeanLogProbability { get; init; }

    /// <summary>Probability that nobody speaks.</summary>
    [JsonPropertyName("no_speech_prob")]
    public double? NoSpeechProbability { get; init; }

    /// <summary>How well the text compresses: very well means it repeats itself.</summary>
    [JsonPropertyName("compression_ratio")]
    public double? CompressionRatio { get; init; }
}

/// <summary>An error.</summary>
internal sealed record OpenAiErrorResponse(OpenAiError? Error);

/// <summary>Words and symbol; the code is text or a number, depending on the server.</summary>
internal sealed record OpenAiError(string? Message, JsonElement Code);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(VerboseTranscription))]
[JsonSerializable(typeof(OpenAiErrorResponse))]
internal sealed partial class OpenAiJson : JsonSerializerContext;
