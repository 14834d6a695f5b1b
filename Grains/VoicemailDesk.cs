using Microsoft.Extensions.Logging;
using VoicemailOrleans.Core.Voicemail;

namespace VoicemailOrleans.Grains;

/// <summary>What people do with voicemails, as turns that any process can take.</summary>
public sealed partial class VoicemailDesk(
    IGrainStore store, IRules<VoicemailPolicies> policies, TimeProvider clock, ILogger<VoicemailDesk> logger)
    : IVoicemailDesk
{
    /// <summary>RFC 5321 section 4.5.3.1.3: 256 octets with the angle brackets.</summary>
    private const int AddressMax = 254;

    /// <inheritdoc/>
    public async ValueTask<VoicemailState?> ReadAsync(CorrelationId id, CancellationToken cancellationToken) =>
        await store.ReadAsync(GrainId.Voicemail(id), cancellationToken) is { } record
            ? GrainJson.ReadVoicemail(record.State)
            : null;

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<TranscriptionState>> ReadTranscriptionsAsync(
        VoicemailState state, CancellationToken cancellationToken) =>
        store.ReadTranscriptionsAsync(state, cancellationToken);

    /// <inheritdoc/>
    public async ValueTask<DeskResult> ResendAsync(
        CorrelationId id, IReadOnlyList<string>? recipients, string by, CancellationToken cancellationToken)
    {
        if (recipients is not null && (recipients.Count == 0 || !recipients.All(IsAddress)))
            throw new ArgumentException("Not an address that a mail could be sent to.", nameof(recipients));
        var record = await store.ReadAsync(GrainId.Voicemail(id), cancellationToken);
        if (record is null) return DeskResult.NotFound;
        var turn = new VoicemailTurn(store, policies.Current, clock, record, lease: null);
        turn.Learn(new VoicemailInput.ResendAsked(recipients?.Distinct(StringComparer.OrdinalIgnoreCase).ToList(), by));
        var isThere = await turn.CommitAsync(ends: false, cancellationToken);
        var result = isThere ? ToResult(turn.Answer!.Value) : DeskResult.NotFound;
        GrainLog.Resend(logger, id, result);
        return result;
    }

    /// <inheritdoc/>
    public async ValueTask<DeskResult> ActAsync(
        CorrelationId id, VoicemailAction action, string by, CancellationToken cancellationToken)
    {
        var result = action is VoicemailAction.Transcribe again
            ? await TranscribeAsync(id, again, by, cancellationToken)
            : await TakeTurnAsync(id, action, by, cancellationToken);
        GrainLog.Acted(logger, id, action.GetType().Name, result);
        return result;
    }

    /// <inheritdoc/>
    public async ValueTask<DeskResult> ForeseeAsync(
        CorrelationId id, VoicemailAction action, CancellationToken cancellationToken) =>
        await ReadAsync(id, cancellationToken) is { } state
            ? ToResult(AnswerIn(VoicemailMachine.Next(
                state, new VoicemailInput.ActionAsked(action, ""), policies.Current.Of(state), clock.GetUtcNow())))
            : DeskResult.NotFound;

    private async ValueTask<DeskResult> TakeTurnAsync(
        CorrelationId id, VoicemailAction action, string by, CancellationToken cancellationToken)
    {
        var record = await store.ReadAsync(GrainId.Voicemail(id), cancellationToken);
        if (record is null) return DeskResult.NotFound;
        var turn = new VoicemailTurn(store, policies.Current, clock, record, lease: null);
        turn.Learn(new VoicemailInput.ActionAsked(action, by));
        return await turn.CommitAsync(ends: false, cancellationToken)
            ? ToResult(turn.Answer!.Value)
            : DeskResult.NotFound;
    }

    /// <summary>
    /// The one action that changes other grains, which silos change too. So every conflict begins it anew.
    /// </summary>
    private async ValueTask<DeskResult> TranscribeAsync(
        CorrelationId id, VoicemailAction.Transcribe again, string by, CancellationToken cancellationToken)
    {
        while (true)
        {
            var record = await store.ReadAsync(GrainId.Voicemail(id), cancellationToken);
            if (record is null) return DeskResult.NotFound;
            var (now, before) = (clock.GetUtcNow(), GrainJson.ReadVoicemail(record.State));
            var policy = policies.Current.Of(before);
            var step = VoicemailMachine.Next(before, new VoicemailInput.ActionAsked(again, by), policy, now);
            if (ReferenceEquals(step.State, before)) return ToResult(AnswerIn(step));
            var recordings = await RestartAsync(before, again, policy, now, cancellationToken);
            if (recordings.Count == 0) return DeskResult.AlreadyUnderWay;
            // Its own time stays: nothing here is for the voicemail to do.
            var voicemail = new GrainWrite.Put(record.Id, record.Version, GrainJson.Write(step.State), record.DueAt);
            if ((await store.CommitAsync(new GrainCommit([voicemail, .. recordings]), cancellationToken)).Written)
                return DeskResult.Done;
        }
    }

    /// <summary>Its recordings, made due; one that never had a grain (after a rebuild of the store) gets one.</summary>
    private async ValueTask<IReadOnlyList<GrainWrite>> RestartAsync(
        VoicemailState state, VoicemailAction.Transcribe again, VoicemailPolicy policy, DateTimeOffset now,
        CancellationToken cancellationToken)
    {
        List<GrainWrite> writes = [];
        foreach (var recording in state.Facts!.Recordings.Take(policy.RecordingsMax))
        {
            var id = GrainId.Transcription(state.Id, recording.Number);
            var record = await store.ReadAsync(id, cancellationToken);
            var before = record is null
                ? TranscriptionMachine.Begin(state.Id, recording.Number, state.Facts.IsPrivate, policy, now)
                : GrainJson.ReadTranscription(record.State);
            var next = TranscriptionMachine.Again(before, again.Engine, again.Language ?? policy.Language, now);
            if (record is not null && ReferenceEquals(next, before)) continue;
            var dueAt = TranscriptionMachine.DueAt(next, policy);
            writes.Add(new GrainWrite.Put(id, record?.Version ?? 0, GrainJson.Write(next), dueAt));
        }

        return writes;
    }

    private static ActionAnswer AnswerIn(VoicemailStep step) =>
        step.Effects.OfType<VoicemailEffect.Answer>().Single().Value;

    private static DeskResult ToResult(ActionAnswer answer) => answer switch
    {
        ActionAnswer.Done => DeskResult.Done,
        ActionAnswer.AlreadyUnderWay => DeskResult.AlreadyUnderWay,
        ActionAnswer.NotApplicable => DeskResult.NotApplicable,
        ActionAnswer.Held => DeskResult.Held,
        ActionAnswer.Deleted => DeskResult.Deleted,
        ActionAnswer.Overtaken => DeskResult.Overtaken,
        _ => DeskResult.NotNow,
    };

    /// <summary>
    /// The form is checked where it is typed in; here only what could break out of an SMTP command is kept out.
    /// </summary>
    private static bool IsAddress(string address) =>
        address.Length is > 0 and <= AddressMax
        && !address.Any(c => c is '<' or '>' || char.IsControl(c) || char.IsWhiteSpace(c));
}
