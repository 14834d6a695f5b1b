using System.Globalization;
using VoicemailOrleans.Core.Audio;
using VoicemailOrleans.Grains;
using VoicemailOrleans.Silo.Commands;
using VoicemailOrleans.Silo.Hosting;
using VoicemailOrleans.Silo.Recordings;
using VoicemailOrleans.Silo.Speech;

namespace VoicemailOrleans.Silo.Doctor;

/// <summary>
/// Each speech engine, by a sample of a few seconds in English: whatever an engine for another language makes of it, it
/// has answered. At Google this costs less than a cent.
/// </summary>
internal static class SpeechCheck
{
    private const string Sample = "m2-running-late.wav";

    public static async Task<IReadOnlyList<Finding>> RunAsync(
        SpeechOptions options, TimeProvider time, CancellationToken cancellationToken)
    {
        await using var services = new ServiceCollection().AddLogging().AddMetrics().AddSingleton(time)
            .AddSpeech(options).BuildServiceProvider();
        var engines = services.GetRequiredService<IReadOnlyList<SegmentedEngine>>();
        if (engines.Count == 0)
            return [Finding.Doubtful("speech", "switched off", "Mails go out at once, without transcripts.")];
        List<Finding> findings = [];
        foreach (var engine in engines) findings.Add(await AskAsync(engine, options, time, cancellationToken));
        return findings;
    }

    public static IEnumerable<Finding> Ffmpeg(RecordingOptions options)
    {
        yield return RecordingRegistration.FindFfmpeg(options) is { } program
            ? Finding.Fine("ffmpeg", program)
            : Finding.Doubtful("ffmpeg", "not installed",
                "MP3, Ogg, FLAC, AMR and MPEG-4 recordings are relayed without transcript; WAV needs none.");
    }

    private static async Task<Finding> AskAsync(
        SegmentedEngine engine, SpeechOptions options, TimeProvider time, CancellationToken cancellationToken)
    {
        var subject = $"speech engine {engine.Name}";
        var audio = ((AudioDecodeResult.Decoded)AudioDecoder.Decode(SampleMail.Recording(Sample))).Audio;
        var began = time.GetTimestamp();
        var request = new SpeechRequest(CorrelationIds.Next(), audio, options.Language, OnPremiseOnly: false);
        var outcome = await engine.TranscribeAsync(request, cancellationToken);
        var took = string.Create(
            CultureInfo.InvariantCulture,
            $"{audio.Duration.TotalSeconds:0} s of sound in {time.GetElapsedTime(began).TotalSeconds:0.0} s");
        return outcome switch
        {
            SpeechOutcome.Heard heard =>
                Finding.Fine(subject, $"understood {heard.Transcript.Words.Count} words, {took}"),
            SpeechOutcome.NoSpeech => Finding.Fine(subject, $"answers, and heard nobody speak its language, {took}"),
            SpeechOutcome.Rejected rejected => Finding.Broken(
                subject, rejected.Message,
                "Look at SPEECH_LANGUAGE_CODE and SPEECH_MODEL. Mails go out with a notice."),
            SpeechOutcome.Unavailable away => Finding.Broken(
                subject, away.Message, "Look at its settings and the network. Mails wait for it until their deadline."),
            _ => throw new InvalidOperationException($"{outcome.GetType().Name} is not known."),
        };
    }
}
