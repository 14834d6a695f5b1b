using System.Net;
using System.Text.Json;
using VoicemailOrleans.Core.Audio;
using VoicemailOrleans.Core.Transcripts;

namespace VoicemailOrleans.Silo.Speech.OpenAi;

/// <summary>
/// Reads the answers of an OpenAI-compatible server, and leaves out what Whisper invents, see
/// <see cref="InventedText"/>.
/// </summary>
internal static class OpenAiReply
{
    /// <summary>The words of a successful answer; a passing failure when it is no such thing.</summary>
    /// <param name="body">The answer.</param>
    /// <param name="audio">What was sent.</param>
    public static SegmentOutcome ReadResults(ReadOnlySpan<byte> body, PcmAudio audio)
    {
        var answer = SpeechReply.Read(body, OpenAiJson.Default.VerboseTranscription);
        if (answer is null or { Text: null, Segments: null }) return SpeechReply.Unintelligible;
        var segments = (answer.Segments ?? []).OfType<DecodedSegment>().ToList();
        var kept = InventedText.Without(segments, audio);
        var words = (answer.Words ?? []).OfType<TimedWord>().ToList();
        List<TranscriptWord> transcript;
        if (words.Count > 0) transcript = Place(words, segments, kept);
        else if (segments.Count > 0)
            transcript = [.. kept.SelectMany(segment => Split(segment.Text, ConfidenceOf(segment)))];
        else transcript = Split(answer.Text, null);
        if (segments.Count == 0 && InventedText.IsLoop(answer.Text)) transcript = [];
        return new SegmentOutcome.Heard(transcript, null, TimeSpan.Zero)
        {
            Language = WhisperLanguages.TagOf(answer.Language),
        };
    }

    /// <summary>What an error answer means.</summary>
    public static SegmentOutcome ReadError(HttpStatusCode status, ReadOnlySpan<byte> body, TimeSpan? retryAfter)
    {
        var error = ParseError(body);
        var message = error?.Message is { Length: > 0 } text
            ? $"{(int)status}: {SpeechReply.Explain(text)}"
            : $"{(int)status} without an explanation";
        if (status == HttpStatusCode.RequestEntityTooLarge) return new SegmentOutcome.TooLong(message);
        var isUnpaid =
            error?.Code is { ValueKind: JsonValueKind.String } code && code.GetString() == "insufficient_quota";
        return new SegmentOutcome.Failed(
            isUnpaid ? SegmentFailure.Configuration : SpeechHttp.KindOf(status), message, retryAfter);
    }

    private static double? ConfidenceOf(DecodedSegment? segment) =>
        segment?.MeanLogProbability is { } mean ? Math.Clamp(Math.Exp(mean), 0, 1) : null;

    private static List<TranscriptWord> Place(
        List<TimedWord> words, List<DecodedSegment> segments, List<DecodedSegment> kept)
    {
        var placed = new List<TranscriptWord>();
        foreach (var word in words)
        {
            if (word.Word?.Trim() is not { Length: > 0 } text) continue;
            var middle = (word.Start + word.End) / 2;
            var home = segments.Find(segment => segment.Start <= middle && middle < segment.End);
            if (home is not null && !kept.Contains(home)) continue;
            placed.Add(new TranscriptWord(text, Seconds(word.Start), Seconds(word.End), ConfidenceOf(home)));
        }

        return placed;
    }

    private static List<TranscriptWord> Split(string? text, double? confidence) =>
        [.. (text ?? "").Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)
            .Select(token => new TranscriptWord(token, Confidence: confidence))];

    private static TimeSpan? Seconds(double value) =>
        value is >= 0 and < 1_000_000 ? TimeSpan.FromSeconds(value) : null;

    private static OpenAiError? ParseError(ReadOnlySpan<byte> body) =>
        SpeechReply.Read(body, OpenAiJson.Default.OpenAiErrorResponse)?.Error;
}
