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
    private readonly IRules<VoicemailPolicies> policies;
    private readonly TimeProvider clock;
    private readonly ILogger logger;
    private readonly VoicemailMetrics? metrics;
    private readonly VoicemailReading reading;
    private readonly VoicemailRelay relay;

    /// <summary>Wires the grain.</summary>
    public VoicemailGrain(
        IGrainStore store, ISpool spool, ISmarthost smarthost, IMailComposer composer,
        IRules<VoicemailPolicies> policies, TimeProvider clock, ILogger<VoicemailGrain> logger,
        VoicemailMetrics? metrics = null)
    {
        this.store = store;
        this.spool = spool;
        this.composer = new GuardedComposer(composer, logger);
        this.policies = policies;
        this.clock = clock;
        this.logger = logger;
        this.metrics = metrics;
        reading = new VoicemailReading(store, spool, this.composer, logger);
        relay = new VoicemailRelay(store, spool, smarthost, this.composer, clock, logger);
    }

    /// <inheritdoc/>
    public string Kind => GrainKinds.Voicemail;

    /// <inheritdoc/>
    public async ValueTask TakeTurnAsync(ClaimedGrain claim, CancellationToken cancellationToken)
    {
        var turn = new VoicemailTurn(store, policies.Current, clock, claim.Record, claim.Lease);
        using var content = new TurnContent(spool, turn.State.Id, logger);
        await TakeTurnAsync(turn, content, cancellationToken);
        await MarkClosedAsync(turn);
    }

    private async ValueTask TakeTurnAsync(
        VoicemailTurn turn, TurnContent content, CancellationToken cancellationToken)
    {
        var (marksSeen, isLateSeen) = (false, false);
        while (true)
        {
            var work = turn.Decide(isLateSeen);
            if (work is VoicemailWork.ReadMessage or VoicemailWork.Relay && !await content.OpenAsync(cancellationToken))
            {
                turn.Learn(new VoicemailInput.ContentMissing());
                continue;
            }

            switch (work)
            {
                case VoicemailWork.ReadMessage:
                    if (!await reading.ReadAsync(turn, content.Octets, cancellationToken)) return;
                    break;
                case VoicemailWork.AwaitTranscripts:
                    var seen = await store.ReadTranscriptionsAsync(turn.State, cancellationToken);
                    var open = seen.Count(transcription => transcription.Result is null);
                    turn.Learn(new VoicemailInput.TranscriptsSeen(open));
                    if (turn.State.Stage != VoicemailStage.Transcribing) break;
                    await turn.RestAsync(cancellationToken);
                    return;
                case VoicemailWork.LookForLateTranscripts:
                    isLateSeen = true;
                    if (!await LookForLateAsync(turn, cancellationToken)) return;
                    break;
                case VoicemailWork.Recover recover:
                    var marks = await spool.ReadMarksAsync(turn.State.Id, cancellationToken);
                    GrainLog.Recovered(logger, turn.State.Id, recover.Attempt.AttemptId, marks.Delivered.Count);
                    turn.Learn(new VoicemailInput.AttemptAbandoned(recover.Attempt.AttemptId, marks.Delivered));
                    break;
                case VoicemailWork.Relay when !marksSeen:
                    marksSeen = true;
                    var noted = await spool.ReadMarksAsync(turn.State.Id, cancellationToken);
                    if (noted.Delivered.Count > 0) turn.Learn(new VoicemailInput.MarksSeen(noted.Delivered));
                    break;
                case VoicemailWork.Relay due:
                    await relay.RelayAsync(turn, due.Deliveries, content.Octets, cancellationToken);
                    return;
                case VoicemailWork.Report due:
                    if (!await ReportAsync(turn, due, cancellationToken)) return;
                    break;
                case VoicemailWork.Purge:
                    await PurgeAsync(turn, cancellationToken);
                    return;
                default:
                    await turn.RestAsync(cancellationToken);
                    return;
            }
        }
    }

    /// <inheritdoc/>
    public async ValueTask QuarantineAsync(ClaimedGrain claim, CancellationToken cancellationToken)
    {
        var turn = new VoicemailTurn(store, policies.Current, clock, claim.Record, claim.Lease);
        if (turn.State.Stage == VoicemailStage.Closed)
        {
            await this.TakeTurnOncePerDayAsync(claim, store, turn.Now, cancellationToken);
            return;
        }

        turn.Learn(new VoicemailInput.StruckOut(turn.State.Quarantine?.StrikeOuts ?? 0));
        await turn.RestAsync(cancellationToken);
        await MarkClosedAsync(turn);
        GrainLog.StruckOut(logger, turn.State.Id, turn.State.Stage);
    }

    /// <summary>
    /// What was seen is committed before anything is sent, so that a mail that kills its silo is known to be the late
    /// one. False when the grain is gone.
    /// </summary>
    private async ValueTask<bool> LookForLateAsync(VoicemailTurn turn, CancellationToken cancellationToken)
    {
        var before = turn.State;
        var transcriptions = await store.ReadTranscriptionsAsync(before, cancellationToken);
        if (LateTranscripts.Seen(transcriptions, []) is not { Open: 0, Words.Count: > 0 }) return true;
        var marks = await spool.ReadMarksAsync(before.Id, cancellationToken);
        turn.Learn(LateTranscripts.Seen(transcriptions, marks.Delivered));
        if (ReferenceEquals(turn.State, before)) return true;
        GrainLog.Late(logger, before.Id);
        return await turn.CommitAsync(ends: false, cancellationToken);
    }

    /// <summary>
    /// After the commit: a crash in between leaves no mark, and a rebuild then sends once more rather than never.
    /// </summary>
    private async ValueTask MarkClosedAsync(VoicemailTurn turn)
    {
        if (turn.Closed is not { ClosedAs: { } reason } state) return;
        metrics?.Closed(reason);
        if (reason == CloseReason.Delivered) return;
        try
        {
            var mark = new ClosedMark(reason, state.ClosedAt ?? turn.Now, state.DuplicateOf, state.ReportedBy);
            await spool.MarkClosedAsync(state.Id, mark, CancellationToken.None);
        }
        catch (Exception e)
        {
            GrainLog.CloseMarkFailed(logger, e, state.Id);
        }
    }

    /// <summary>True when the turn goes on: nothing could follow a delivery that was still to be reported.</summary>
    private async ValueTask<bool> ReportAsync(
        VoicemailTurn turn, VoicemailWork.Report due, CancellationToken cancellationToken)
    {
        var state = turn.State;
        // The sender is told even when the content is gone, damaged or poison by now: then without its header.
        using var content = new TurnContent(spool, state.Id, logger);
        if (state.Quarantine is null) await content.OpenAsync(cancellationToken);
        ReadOnlyMemory<byte> report;
        try
        {
            report = composer.ComposeReport(due.ReportId, content.Octets, state, due.Deliveries, turn.Now);
        }
        catch (Exception e)
        {
            GrainLog.ReportFailed(logger, e, state.Id);
            const string Why = "Refused, and the report to the sender could not be written: please look.";
            turn.Learn(new VoicemailInput.ReportFailed(Why));
            await turn.RestAsync(cancellationToken);
            return false;
        }

        var envelope = VoicemailMachine.ReportEnvelope(state);
        await spool.WriteReportAsync(due.ReportId, state.Id, envelope, report, cancellationToken);
        turn.Learn(new VoicemailInput.ReportWritten(due.ReportId, report.Length));
        var goesOn = turn.Decide(isLateSeen: false) is VoicemailWork.LookForLateTranscripts;
        if (!goesOn) await turn.RestAsync(cancellationToken);
        else if (!await turn.CommitAsync(ends: false, cancellationToken)) return false;
        GrainLog.Reported(logger, state.Id, due.ReportId);
        return goesOn;
    }

    /// <summary>
    /// Content first: a crash in between leaves a grain that is purged again, never content without a grain.
    /// </summary>
    private async ValueTask PurgeAsync(VoicemailTurn turn, CancellationToken cancellationToken)
    {
        var state = turn.State;
        await spool.DeleteContentAsync(state.Id, cancellationToken);
        // A report that was written but, for a crash and a late success, never became a message of its own.
        foreach (var reportId in VoicemailMachine.ReportIds(state))
            if (await store.ReadAsync(GrainId.Voicemail(reportId), cancellationToken) is null)
                await spool.DeleteContentAsync(reportId, cancellationToken);

        foreach (var recording in state.Facts?.Recordings ?? [])
        {
            var id = GrainId.Transcription(state.Id, recording.Number);
            turn.Know(id, (await store.ReadAsync(id, cancellationToken))?.Version ?? 0);
        }

        turn.Learn(new VoicemailInput.ContentPurged());
        await turn.RestAsync(cancellationToken);
        metrics?.Purged();
        GrainLog.Purged(logger, state.Id);
    }
}
