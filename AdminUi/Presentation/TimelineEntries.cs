using System.Globalization;
using VoicemailOrleans.Core.Transcripts;
using VoicemailOrleans.Core.Voicemail;

namespace VoicemailOrleans.AdminUi.Presentation;

/// <summary>A line of the timeline.</summary>
/// <param name="At">When.</param>
/// <param name="Words">What, in a word or two.</param>
/// <param name="Detail">Why, or with what result.</param>
internal sealed record TimelineEntry(DateTimeOffset At, Wording Words, string Detail);

/// <summary>
/// Everything that happened to a voicemail, oldest first: the turns of the message from its history, and those of its
/// recordings, which are grains of their own.
/// </summary>
internal static class TimelineEntries
{
    public static IEnumerable<TimelineEntry> Of(
        VoicemailState state, IReadOnlyList<TranscriptionState> transcriptions)
    {
        var turns = state.History.Select(entry =>
            new TimelineEntry(entry.At, EventWords.Of(entry.Event), entry.Detail));
        var recordings = transcriptions.Select(one => Of(one, transcriptions.Count == 1)).OfType<TimelineEntry>();
        return turns.Concat(recordings).OrderBy(entry => entry.At);
    }

    private static TimelineEntry? Of(TranscriptionState transcription, bool alone)
    {
        var which = alone ? "" : $"Recording {transcription.Number}: ";
        if (transcription.Result is { } result)
            return new TimelineEntry(result.At, Words(result.Status), which + Detail(transcription, result));
        if (transcription is not { Attempts: > 0, LastError: { } error }) return null;
        var next = transcription.NextAttemptAt is { } at ? $" The next try is at {Utc(at)}." : "";
        var times = transcription.Attempts == 1 ? "Tried once" : $"Tried {transcription.Attempts} times";
        var words = new Wording(Tones.Warn, "clock", "Not transcribed yet");
        return new TimelineEntry(transcription.CreatedAt, words, $"{which}{times}: {error}{next}");
    }

    private static Wording Words(TranscriptStatus status) => status switch
    {
        TranscriptStatus.Transcribed => new(Tones.Ok, "audio-waveform", "Transcribed"),
        TranscriptStatus.Partial => new(Tones.Warn, "audio-waveform", "Partly transcribed"),
        TranscriptStatus.LowConfidence => new(Tones.Warn, "triangle-alert", "Too uncertain to show"),
        TranscriptStatus.NoSpeech => new(Tones.Plain, "mic-off", "No speech heard"),
        _ => new(Tones.Warn, "mic-off", "Not transcribed"),
    };

    private static string Detail(TranscriptionState transcription, TranscriptionResult result)
    {
        var tries = transcription.Attempts > 0 ? $" At try {transcription.Attempts + 1}." : "";
        if (result.Transcript is { } heard)
            return $"{Show.Count(heard.Words.Count)} words in {heard.Language}, by {heard.Engine}.{tries}";
        var reason = result.Reason is null ? "Nobody speaks on the recording." : TranscriptWords.Why(result.Reason);
        return transcription.LastError is { } error ? $"{reason} {error}{tries}" : reason + tries;
    }

    private static string Utc(DateTimeOffset time) =>
        time.UtcDateTime.ToString("d MMM, HH:mm:ss 'UTC'", CultureInfo.InvariantCulture);
}
