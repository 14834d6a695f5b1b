using Microsoft.Extensions.Logging;
using VoicemailOrleans.Core.Voicemail;

namespace VoicemailOrleans.Grains;

/// <summary>
/// The journey of one message. All decisions are <see cref="VoicemailMachine"/>'s, which also tells the theory of it;
/// this shell does the one step of outside work that is due and commits what came of it.
/// </summary>
public sealed class VoicemailGrain : IGrain
{
    private readonly IGrainStore store;
    private readonly ISpool spool;
    private readonly IMailComposer composer;
    private readonly VoicemailPolicy policy;
    private readonly TimeProvider clock;
    private readonly ILogger logger;
    private readonly VoicemailRelay relay;

    /// <summary>Wires the grain.</summary>
    public VoicemailGrain(
        IGrainStore store, ISpool spool, ISmarthost smarthost, IMailComposer composer, VoicemailPolicy policy,
        TimeProvider clock, ILogger<VoicemailGrain> logger)
    {
        this.store = store;
        this.spool = spool;
        this.composer = new GuardedComposer(composer, logger);
        this.policy = policy;
        this.clock = clock;
        this.logger = logger;
        relay = new VoicemailRelay(store, spool, smarthost, this.composer, logger);
    }

    /// <inheritdoc/>
    public string Kind => GrainKinds.Voicemail;

    /// <inheritdoc/>
    public async ValueTask TakeTurnAsync(ClaimedGrain claim, CancellationToken cancellationToken)
    {
        var turn = new VoicemailTurn(store, policy, clock, claim.Record, claim.Lease);
        ReadOnlyMemory<byte>? content = null;
        while (true)
        {
            var work = turn.Decide();
            if (work is VoicemailWork.ReadMessage or VoicemailWork.Relay && content is null)
            {
                content = await spool.ReadContentAsync(turn.State.Id, cancellationToken);
                if (content is null)
                {
                    GrainLog.ContentMissing(logger, turn.State.Id);
                    turn.Learn(new VoicemailInput.ContentMissing());
                    continue;
                }
            }

            switch (work)
            {
                case VoicemailWork.ReadMessage:
                    if (!await ReadAsync(turn, content!.Value, cancellationToken)) return;
                    break;
                case VoicemailWork.AwaitTranscripts:
                    var seen = await store.ReadTranscriptionsAsync(turn.State, cancellationToken);
                    var open = seen.Count(transcription => transcription.Result is null);
                    turn.Learn(new VoicemailInput.TranscriptsSeen(open));
                    if (turn.State.Stage != VoicemailStage.Transcribing) break;
                    await turn.RestAsync(cancellationToken);
                    return;
                case VoicemailWork.Recover recover:
                    var marks = await MarksAsync(turn.State.Id, cancellationToken);
                    GrainLog.Recovered(logger, turn.State.Id, recover.Attempt.AttemptId, marks.Count);
                    turn.Learn(new VoicemailInput.AttemptAbandoned(recover.Attempt.AttemptId, marks));
                    break;
                case VoicemailWork.Relay due:
                    await relay.RelayAsync(turn, due.Deliveries, content!.Value, cancellationToken);
                    return;
                case VoicemailWork.Report due:
                    await ReportAsync(turn, due, cancellationToken);
                    return;
                case VoicemailWork.Purge:
                    await PurgeAsync(turn, cancellationToken);
                    return;
                default:
                    await turn.RestAsync(cancellationToken);
                    return;
            }
        }
    }

    /// <summary>Reads the message and commits; true when the turn goes on.</summary>
    private async ValueTask<bool> ReadAsync(
        VoicemailTurn turn, ReadOnlyMemory<byte> content, CancellationToken cancellationToken)
    {
        var state = turn.State;
        var facts = composer.Read(content);
        var marks = await MarksAsync(state.Id, cancellationToken);
        while (true)
        {
            var twin = await FindTwinAsync(turn, facts, cancellationToken);
            turn.Learn(new VoicemailInput.MessageRead(facts, marks, twin));
            var goesOn = turn.State.Stage == VoicemailStage.Relaying;
            if (await turn.CommitAsync(ends: !goesOn, cancellationToken))
            {
                GrainLog.Read(logger, state.Id, facts.Kind, facts.Recordings.Count);
                if (turn.State.DuplicateOf is { } original) GrainLog.Duplicate(logger, state.Id, original);
                return goesOn;
            }

            if (await store.ReadAsync(GrainId.Voicemail(state.Id), cancellationToken) is null) return false;
            turn.Unlearn();
        }
    }

    /// <summary>
    /// The message that this one repeats, if that one is on its way or has arrived. One that was refused or parked does
    /// not count, nor one that nobody knows any more: then this copy may be the only one that can still arrive.
    /// </summary>
    private async ValueTask<CorrelationId?> FindTwinAsync(
        VoicemailTurn turn, MessageFacts facts, CancellationToken cancellationToken)
    {
        if (turn.State.Stage != VoicemailStage.Received
            || IntakeKey.Of(turn.State.Envelope, facts) is not { } key) return null;
        var record = await store.ReadAsync(GrainId.Intake(key), cancellationToken);
        turn.Know(GrainId.Intake(key), record?.Version ?? 0);
        if (record is null) return null;
        var intake = GrainJson.ReadIntake(record.State);
        if (intake.Id == turn.State.Id || intake.Until <= turn.Now) return null;
        if (await store.ReadAsync(GrainId.Voicemail(intake.Id), cancellationToken) is not { } first) return null;
        var ending = GrainJson.ReadVoicemail(first.State).ClosedAs;
        return ending is CloseReason.Parked or CloseReason.Bounced ? null : intake.Id;
    }

    private async ValueTask<IReadOnlyList<RelayOutcome>> MarksAsync(
        CorrelationId id, CancellationToken cancellationToken)
    {
        var marks = await spool.ReadDeliveredAsync(id, cancellationToken);
        return [.. marks.Select(mark => new RelayOutcome(mark.Recipient, DeliveryState.Delivered, mark.Reply))];
    }

    private async ValueTask ReportAsync(
        VoicemailTurn turn, VoicemailWork.Report due, CancellationToken cancellationToken)
    {
        var state = turn.State;
        var content = await spool.ReadContentAsync(state.Id, cancellationToken) ?? ReadOnlyMemory<byte>.Empty;
        ReadOnlyMemory<byte> report;
        try
        {
            report = composer.ComposeReport(due.ReportId, content, state, due.Refused, turn.Now);
        }
        catch (Exception e)
        {
            GrainLog.ReportFailed(logger, e, state.Id);
            const string Why = "Refused, and the report to the sender could not be written: please look.";
            turn.Learn(new VoicemailInput.ReportFailed(Why));
            await turn.RestAsync(cancellationToken);
            return;
        }

        await spool.WriteContentAsync(due.ReportId, VoicemailMachine.ReportEnvelope(state), report, cancellationToken);
        turn.Learn(new VoicemailInput.ReportWritten(due.ReportId, report.Length));
        await turn.RestAsync(cancellationToken);
        GrainLog.Reported(logger, state.Id, due.ReportId);
    }

    /// <summary>
    /// Content first: a crash in between leaves a grain that is purged again, never content without a grain.
    /// </summary>
    private async ValueTask PurgeAsync(VoicemailTurn turn, CancellationToken cancellationToken)
    {
        var state = turn.State;
        await spool.DeleteContentAsync(state.Id, cancellationToken);
        // A report that was written but, for a crash and a late success, never became a message of its own.
        for (var round = 0; round <= state.Resends && state.ReportOn is null; round++)
        {
            var reportId = VoicemailMachine.ReportId(state, round);
            if (await store.ReadAsync(GrainId.Voicemail(reportId), cancellationToken) is null)
                await spool.DeleteContentAsync(reportId, cancellationToken);
        }

        foreach (var recording in state.Facts?.Recordings ?? [])
        {
            var id = GrainId.Transcription(state.Id, recording.Number);
            turn.Know(id, (await store.ReadAsync(id, cancellationToken))?.Version ?? 0);
        }

        turn.Learn(new VoicemailInput.ContentPurged());
        await turn.RestAsync(cancellationToken);
        GrainLog.Purged(logger, state.Id);
    }
}
