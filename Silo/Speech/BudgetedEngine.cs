using VoicemailOrleans.Grains;

namespace VoicemailOrleans.Silo.Speech;

/// <summary>An engine that is not asked any more today once its budget is spent: the next one is asked instead.</summary>
internal sealed class BudgetedEngine(ISpeechEngine engine, SpeechBudget budget, TimeProvider time) : ISpeechEngine
{
    /// <inheritdoc/>
    public string Name => engine.Name;

    /// <inheritdoc/>
    public bool IsOnPremise => engine.IsOnPremise;

    /// <inheritdoc/>
    public async ValueTask<SpeechOutcome?> ForeseeAsync(
        string language, bool onPremiseOnly, string? wanted, CancellationToken cancellationToken) =>
        await engine.ForeseeAsync(language, onPremiseOnly, wanted, cancellationToken)
            ?? await SpentAsync(cancellationToken);

    /// <inheritdoc/>
    public async ValueTask<SpeechOutcome> TranscribeAsync(SpeechRequest request, CancellationToken cancellationToken) =>
        await SpentAsync(cancellationToken) ?? await engine.TranscribeAsync(request, cancellationToken);

    private async ValueTask<SpeechOutcome?> SpentAsync(CancellationToken cancellationToken) =>
        await budget.SpentUntilAsync(Name, cancellationToken) is { } until
            ? new SpeechOutcome.Unavailable($"{Name}: today's budget is spent", until - time.GetUtcNow())
            : null;
}
