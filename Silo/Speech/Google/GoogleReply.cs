using System.Globalization;
using System.Net;
using System.Text.Json;
using VoicemailOrleans.Core.Transcripts;

namespace VoicemailOrleans.Silo.Speech.Google;

/// <summary>Reads Google's answers.</summary>
internal static class GoogleReply
{
    /// <summary>The words of a successful answer; a passing failure when it is no such thing.</summary>
    public static SegmentOutcome ReadResults(ReadOnlySpan<byte> body)
    {
        if (SpeechReply.Read(body, GoogleJson.Default.RecognizeResponse) is not { } response)
            return SpeechReply.Unintelligible;
        var words = new List<TranscriptWord>();
        var wordsIn = new Dictionary<string, int>(StringComparer.OrdinalIgnoreCase);
        var (confidence, weight) = (0.0, 0);
        foreach (var result in response.Results ?? [])
        {
            if (result?.Alternatives?.FirstOrDefault() is not { } best) continue;
            var before = words.Count;
            words.AddRange(ReadWords(best));
            if (result.LanguageCode is { } language)
                wordsIn[language] = wordsIn.GetValueOrDefault(language) + words.Count - before;
            if (Known(best.Confidence) is null) continue;
            confidence += best.Confidence * (words.Count - before);
            weight += words.Count - before;
        }

        return new SegmentOutcome.Heard(
            words, weight > 0 ? confidence / weight : null, ParseDuration(response.TotalBilledTime) ?? TimeSpan.Zero)
        {
            Language = wordsIn.Count > 0 ? wordsIn.MaxBy(language => language.Value).Key : null,
        };
    }

    /// <summary>What an error answer means: JSON of Google's shape, or whatever a front end put in its place.</summary>
    public static SegmentOutcome ReadError(HttpStatusCode status, ReadOnlySpan<byte> body, TimeSpan? retryAfter)
    {
        var error = ParseError(body);
        var message = error?.Message is { Length: > 0 } text
            ? $"{(int)status} {error.Status}: {SpeechReply.Explain(text)}"
            : $"{(int)status} without an explanation";
        if (status == HttpStatusCode.BadRequest && IsAboutLength(error?.Message))
            return new SegmentOutcome.TooLong(message);
        return new SegmentOutcome.Failed(SpeechHttp.KindOf(status), message, retryAfter ?? RetryDelayOf(error));
    }

    /// <summary>
    /// Whether an error names a part of the configuration: a <c>model</c> that does not exist, or not for this
    /// language; an alternative <c>language</c>.
    /// </summary>
    public static bool IsAbout(string part, HttpStatusCode status, ReadOnlySpan<byte> body) =>
        status == HttpStatusCode.BadRequest && ParseError(body) is { Status: "INVALID_ARGUMENT", Message: { } message }
        && message.Contains(part, StringComparison.OrdinalIgnoreCase);

    /// <summary>Reads a duration in JSON form, <c>"1.300s"</c>; null when it is none.</summary>
    public static TimeSpan? ParseDuration(string? text) =>
        text is [.. var number, 's']
        && decimal.TryParse(number, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var seconds)
        && seconds < 1_000_000
            ? TimeSpan.FromTicks((long)(seconds * TimeSpan.TicksPerSecond))
            : null;

    // The transcript has the final punctuation and capitals; the words have the times. Normally they agree in number.
    private static IEnumerable<TranscriptWord> ReadWords(RecognitionAlternative best)
    {
        var tokens = (best.Transcript ?? "").Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
        var words = (best.Words ?? []).OfType<RecognizedWord>().ToList();
        if (words.Count == 0)
            return tokens.Select(token => new TranscriptWord(token, Confidence: Known(best.Confidence)));
        return words.Select((word, i) => new TranscriptWord(
            tokens.Length == words.Count ? tokens[i] : word.Word ?? "",
            ParseDuration(word.StartTime),
            ParseDuration(word.EndTime),
            Known(word.Confidence)));
    }

    private static double? Known(double confidence) => confidence > 0 ? Math.Min(confidence, 1) : null;

    private static ErrorBody? ParseError(ReadOnlySpan<byte> body) =>
        SpeechReply.Read(body, GoogleJson.Default.ErrorResponse)?.Error;

    private static bool IsAboutLength(string? message) =>
        message is not null && (message.Contains("too long", StringComparison.OrdinalIgnoreCase)
            || message.Contains("duration limit", StringComparison.OrdinalIgnoreCase));

    // google.rpc.RetryInfo among the details.
    private static TimeSpan? RetryDelayOf(ErrorBody? error)
    {
        foreach (var detail in error?.Details ?? [])
        {
            if (detail.ValueKind == JsonValueKind.Object && detail.TryGetProperty("retryDelay", out var delay)
                && delay.ValueKind == JsonValueKind.String)
                return ParseDuration(delay.GetString());
        }

        return null;
    }
}
