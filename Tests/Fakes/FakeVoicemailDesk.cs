using System.Collections.Concurrent;
using VoicemailOrleans.Core.Voicemail;
using VoicemailOrleans.Grains;

namespace VoicemailOrleans.Tests.Fakes;

/// <summary>A desk over states in memory, which notes what it was asked to resend.</summary>
internal sealed class FakeVoicemailDesk : IVoicemailDesk
{
    public ConcurrentDictionary<CorrelationId, VoicemailState> States { get; } = new();

    public ConcurrentDictionary<CorrelationId, IReadOnlyList<TranscriptionState>> Transcriptions { get; } = new();

    public ConcurrentQueue<(CorrelationId Id, IReadOnlyList<string>? Recipients, string By)> Resent { get; } = new();

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

    /// <summary>Takes the machine's own turn, so that pages show what it made.</summary>
    public ValueTask<DeskResult> CorrectAsync(
        CorrelationId id, VoicemailInput.CorrectionMade correction, CancellationToken cancellationToken)
    {
        Corrected.Enqueue((id, correction));
        if (Answer == DeskResult.Done)
            States[id] = VoicemailMachine.Next(
                States[id], correction, new VoicemailPolicy(), States[id].ReceivedAt.AddHours(1)).State;
        return new(Answer);
    }
}
