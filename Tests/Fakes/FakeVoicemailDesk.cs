using System.Collections.Concurrent;
using VoicemailOrleans.Core.Voicemail;
using VoicemailOrleans.Grains;

namespace VoicemailOrleans.Tests.Fakes;

/// <summary>A desk over states in memory, which notes what it was asked for and does it.</summary>
internal sealed class FakeVoicemailDesk : IVoicemailDesk
{
    public ConcurrentDictionary<CorrelationId, VoicemailState> States { get; } = new();

    public ConcurrentDictionary<CorrelationId, IReadOnlyList<TranscriptionState>> Transcriptions { get; } = new();

    public ConcurrentQueue<(CorrelationId Id, IReadOnlyList<string>? Recipients, string By)> Resent { get; } = new();

    public ConcurrentQueue<(CorrelationId Id, VoicemailAction Action, string By)> Asked { get; } = new();

    /// <summary>Waited for before each action is done.</summary>
    public Func<CorrelationId, CancellationToken, Task> BeforeEach { get; set; } = (_, _) => Task.CompletedTask;

    public ConcurrentQueue<(CorrelationId Id, VoicemailInput.CorrectionMade Made)> Corrected { get; } = new();

    /// <summary>What the next resends and corrections answer.</summary>
    public DeskResult Answer { get; set; } = DeskResult.Done;

    public ValueTask<VoicemailState?> ReadAsync(CorrelationId id, CancellationToken cancellationToken) =>
        new(States.GetValueOrDefault(id));

    public ValueTask<IReadOnlyList<TranscriptionState>> ReadTranscriptionsAsync(
        VoicemailState state, CancellationToken cancellationToken) =>
        new(Transcriptions.GetValueOrDefault(state.Id) ?? []);

    public ValueTask<DeskResult> ResendAsync(
        CorrelationId id, IReadOnlyList<string>? recipients, string by, CancellationToken cancellationToken)
    {
        Resent.Enqueue((id, recipients, by));
        return new(Answer);
    }

    public async ValueTask<DeskResult> ActAsync(
        CorrelationId id, VoicemailAction action, string by, CancellationToken cancellationToken)
    {
        await BeforeEach(id, cancellationToken);
        Asked.Enqueue((id, action, by));
        return Next(id, action, by, keep: true);
    }

    public ValueTask<DeskResult> ForeseeAsync(
        CorrelationId id, VoicemailAction action, CancellationToken cancellationToken) =>
        new(Next(id, action, "", keep: false));

    private DeskResult Next(CorrelationId id, VoicemailAction action, string by, bool keep)
    {
        if (!States.TryGetValue(id, out var state)) return DeskResult.NotFound;
        var asked = new VoicemailInput.ActionAsked(action, by);
        var step = VoicemailMachine.Next(state, asked, new VoicemailPolicy(), TimeProvider.System.GetUtcNow());
        if (keep) States[id] = step.State;
        return Enum.Parse<DeskResult>(step.Effects.OfType<VoicemailEffect.Answer>().Single().Value.ToString());
    }

    /// <summary>Takes the machine's own turn, so that pages show what it made.</summary>
    public ValueTask<DeskResult> CorrectAsync(
        CorrelationId id, VoicemailInput.CorrectionMade correction, CancellationToken cancellationToken)
    {
        Corrected.Enqueue((id, correction));
        var heard = Transcriptions.GetValueOrDefault(id)?.FirstOrDefault(made => made.Number == correction.Recording);
        if (correction.Heard is { } seen && seen != heard?.Result?.At) return new(DeskResult.Overtaken);
        if (Answer == DeskResult.Done)
            States[id] = VoicemailMachine.Next(
                States[id], correction, new VoicemailPolicy(), States[id].ReceivedAt.AddHours(1)).State;
        return new(Answer);
    }
}
