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

    /// <summary>What the next resends answer.</summary>
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
}
