using VoicemailOrleans.Core.Audio;
using VoicemailOrleans.Core.Transcripts;
using VoicemailOrleans.Core.Voicemail;
using VoicemailOrleans.Grains;

namespace VoicemailOrleans.Silo.Speech;

/// <summary>
/// The engines in their order. The next one is asked when one cannot (unavailable, or it refused this recording); an
/// answer is final however unsure, so that a noisy line does not cost twice. When all are exhausted, one that may
/// recover decides: "later", after the shortest wait any of them asked for.
/// </summary>
internal sealed partial class SpeechEngineChain(
    IReadOnlyList<ISpeechEngine> engines, SpeechOptions options, SpeechMetrics metrics,
    ILogger<SpeechEngineChain> logger) : ISpeechEngine
{
    /// <summary>Who answers when the sound alone says that nobody spoke.</summary>
    public const string DetectorName = "detector";

    /// <inheritdoc/>
    public string Name => "chain";

    /// <inheritdoc/>
    public bool IsOnPremise => engines.All(engine => engine.IsOnPremise);

    /// <inheritdoc/>
    public async ValueTask<SpeechOutcome> TranscribeAsync(SpeechRequest request, CancellationToken cancellationToken)
    {
        if (engines.Count == 0)
            return new SpeechOutcome.Rejected("transcription is switched off", NoTranscriptReason.SwitchedOff);
        var allowed = engines.Where(engine => engine.IsOnPremise || !request.OnPremiseOnly).ToList();
        if (allowed.Count == 0)
            return new SpeechOutcome.Rejected(
                "not for engines off the premises, and none is on them", NoTranscriptReason.MarkedPrivate);
        if (request.Engine is { } wanted)
        {
            allowed = allowed.FindAll(engine => engine.Name == wanted);
            if (allowed.Count == 0)
                return new SpeechOutcome.Rejected(
                    $"{wanted} is not set up, or may not hear this message", NoTranscriptReason.CouldNotBeTranscribed);
        }

        if (options.SkipEmptyRecordings
            && EmptyRecordingDetector.Judge(request.Audio) is { Content: RecordingContent.NoMessage } verdict)
        {
            LogEmpty(request.Id, verdict.Why);
            metrics.RecordEmpty();
            return new SpeechOutcome.NoSpeech(DetectorName, TimeSpan.Zero);
        }

        if (request.Language.Length == 0) request = request with { Language = options.Language };
        return await AskInOrderAsync(request, allowed, cancellationToken);
    }

    private async Task<SpeechOutcome> AskInOrderAsync(
        SpeechRequest request, List<ISpeechEngine> allowed, CancellationToken cancellationToken)
    {
        var unavailable = new List<SpeechOutcome.Unavailable>();
        SpeechOutcome? rejected = null;
        foreach (var engine in allowed)
        {
            var outcome = await engine.TranscribeAsync(request, cancellationToken);
            LogOutcome(request.Id, engine.Name, outcome.GetType().Name);
            if (outcome is SpeechOutcome.Unavailable later) unavailable.Add(later);
            else if (outcome is SpeechOutcome.Rejected) rejected = outcome;
            else return outcome;
        }

        if (unavailable.Count == 0) return rejected!;
        return new SpeechOutcome.Unavailable(
            string.Join("; ", unavailable.Select(outcome => outcome.Message)),
            unavailable.Min(outcome => outcome.RetryAfter));
    }

    [LoggerMessage(
        Level = LogLevel.Information, Message = "{Id}: the recording holds no message ({Why}); no engine was asked")]
    private partial void LogEmpty(CorrelationId id, string why);

    [LoggerMessage(Level = LogLevel.Information, Message = "{Id}: {Engine} answered {Outcome}")]
    private partial void LogOutcome(CorrelationId id, string engine, string outcome);
}
