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

    /// <summary>"Later" when nobody can be asked now but some may recover. A refusal is told when the sound is known.</summary>
    public async ValueTask<SpeechOutcome?> ForeseeAsync(
        string language, bool onPremiseOnly, string? wanted, CancellationToken cancellationToken)
    {
        if (language.Length == 0) language = options.Language;
        List<SpeechOutcome.Unavailable> unavailable = [];
        foreach (var engine in Allowed(onPremiseOnly, wanted))
        {
            var outcome = await engine.ForeseeAsync(language, onPremiseOnly, wanted, cancellationToken);
            if (outcome is null) return null;
            if (outcome is SpeechOutcome.Unavailable away) unavailable.Add(away);
        }

        return unavailable.Count > 0 ? Later(unavailable) : null;
    }

    /// <inheritdoc/>
    public async ValueTask<SpeechOutcome> TranscribeAsync(SpeechRequest request, CancellationToken cancellationToken)
    {
        if (engines.Count == 0)
            return new SpeechOutcome.Rejected("transcription is switched off", NoTranscriptReason.SwitchedOff);
        var allowed = Allowed(request.OnPremiseOnly, request.Engine);
        if (allowed.Count == 0 && Allowed(request.OnPremiseOnly, null).Count == 0)
            return new SpeechOutcome.Rejected(
                "not for engines off the premises, and none is on them", NoTranscriptReason.MarkedPrivate);
        if (allowed.Count == 0)
            return new SpeechOutcome.Rejected(
                $"{request.Engine} is not set up, or may not hear this message",
                NoTranscriptReason.CouldNotBeTranscribed);
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

    private List<ISpeechEngine> Allowed(bool onPremiseOnly, string? wanted) =>
    [
        .. engines.Where(engine => engine.IsOnPremise || !onPremiseOnly)
            .Where(engine => wanted is null || engine.Name == wanted),
    ];

    private static SpeechOutcome.Unavailable Later(List<SpeechOutcome.Unavailable> unavailable) => new(
        string.Join("; ", unavailable.Select(outcome => outcome.Message)),
        unavailable.Min(outcome => outcome.RetryAfter));

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

        return unavailable.Count == 0 ? rejected! : Later(unavailable);
    }

    [LoggerMessage(
        Level = LogLevel.Information, Message = "{Id}: the recording holds no message ({Why}); no engine was asked")]
    private partial void LogEmpty(CorrelationId id, string why);

    [LoggerMessage(Level = LogLevel.Information, Message = "{Id}: {Engine} answered {Outcome}")]
    private partial void LogOutcome(CorrelationId id, string engine, string outcome);
}
