using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace VoicemailOrleans.Silo.Speech;

/// <summary>What the answers of all speech services have in common: they may be anything.</summary>
internal static class SpeechReply
{
    private const int ExplanationCharsMax = 300;

    /// <summary>The failure of a successful answer that is not what it should be.</summary>
    public static SegmentOutcome.Failed Unintelligible { get; } =
        new(SegmentFailure.Transient, "the answer is not the JSON it should be");

    /// <summary>Reads JSON; null when it is none.</summary>
    public static T? Read<T>(ReadOnlySpan<byte> body, JsonTypeInfo<T> type)
        where T : class
    {
        try
        {
            return JsonSerializer.Deserialize(body, type);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <summary>A stranger's explanation, fit for one log line.</summary>
    public static string Explain(string text) =>
        new([.. text.Take(ExplanationCharsMax).Select(c => char.IsControl(c) ? ' ' : c)]);
}
