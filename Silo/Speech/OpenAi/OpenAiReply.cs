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
        var words = (answer.Words ?? []).OfType<TimedWord>()
            .Where(word => !string.IsNullOrWhiteSpace(word.Word)).ToList();
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

    // The segments' text has the punctuation, which the words of OpenAI's own service have not; the words have the
    // times. Normally they agree in number.
    private static List<TranscriptWord> Place(
        List<TimedWord> words, List<DecodedSegment> segments, List<DecodedSegment> kept)
    {
        var texts = segments.ConvertAll(segment => new Queue<string>(Tokens(segment.Text)));
        var homes = HomesOf(words, segments, texts);
        var numbers = homes.CountBy(home => home).ToDictionary();
        for (var i = 0; i < texts.Count; i++)
            if (numbers.GetValueOrDefault(i) != texts[i].Count) texts[i].Clear();
        var placed = new List<TranscriptWord>();
        foreach (var (word, home) in words.Zip(homes))
        {
            var segment = home < 0 ? null : segments[home];
            if (segment is not null && !kept.Contains(segment)) continue;
            var text = home >= 0 && texts[home].TryDequeue(out var token) ? token : word.Word!.Trim();
            placed.Add(new TranscriptWord(text, Seconds(word.Start), Seconds(word.End), ConfidenceOf(segment)));
        }

        return placed;
    }

    // The segment of each word, by their order when their numbers agree on the whole; else by time. -1 for none.
    private static List<int> HomesOf(
        List<TimedWord> words, List<DecodedSegment> segments, List<Queue<string>> texts)
    {
        if (texts.Sum(text => text.Count) == words.Count)
            return [.. texts.SelectMany((text, i) => Enumerable.Repeat(i, text.Count))];
        return words.ConvertAll(word =>
        {
            var middle = (word.Start + word.End) / 2;
            return segments.FindIndex(segment => segment.Start <= middle && middle < segment.End);
        });
    }

    private static string[] Tokens(string? text) =>
        (text ?? "").Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);

    private static List<TranscriptWord> Split(string? text, double? confidence) =>
        [.. Tokens(text).Select(token => new TranscriptWord(token, Confidence: confidence))];

    private static TimeSpan? Seconds(double value) =>
        value is >= 0 and < 1_000_000 ? TimeSpan.FromSeconds(value) : null;

    private static OpenAiError? ParseError(ReadOnlySpan<byte> body) =>
        SpeechReply.Read(body, OpenAiJson.Default.OpenAiErrorResponse)?.Error;
}
