using System.Text.Json;
using Microsoft.Extensions.Logging;
using VoicemailOrleans.Core.Voicemail;

namespace VoicemailOrleans.Grains;

/// <summary>
/// The first turn of a message: what it is, whether it repeats another, and the grains that follow from that.
/// </summary>
internal sealed class VoicemailReading(IGrainStore store, ISpool spool, IMailComposer composer, ILogger logger)
{
    /// <summary>Reads the message and commits; true when the turn goes on.</summary>
    public async ValueTask<bool> ReadAsync(
        VoicemailTurn turn, ReadOnlyMemory<byte> content, CancellationToken cancellationToken)
    {
        var state = turn.State;
        var facts = state.Quarantine is null
            ? composer.Read(content, state.Envelope)
            : GuardedComposer.Unread(content);
        var marks = await spool.ReadMarksAsync(state.Id, cancellationToken);
        while (true)
        {
            var twin = await FindTwinAsync(turn, facts, cancellationToken);
            turn.Learn(new VoicemailInput.MessageRead(facts, marks.Delivered, twin));
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
    /// not count, nor one that nobody knows any more or whose state cannot be read: then this copy may be the only one
    /// that can still arrive.
    /// </summary>
    private async ValueTask<CorrelationId?> FindTwinAsync(
        VoicemailTurn turn, MessageFacts facts, CancellationToken cancellationToken)
    {
        if (turn.State.Stage != VoicemailStage.Received) return null;
        if (IntakeKey.Of(turn.State.Envelope, facts) is not { } key) return null;
        var id = GrainId.Intake(key);
        var record = await store.ReadAsync(id, cancellationToken);
        turn.Know(id, record?.Version ?? 0);
        if (record is null) return null;
        try
        {
            var intake = GrainJson.ReadIntake(record.State);
            if (intake.Id == turn.State.Id || intake.Until <= turn.Now) return null;
            if (await store.ReadAsync(GrainId.Voicemail(intake.Id), cancellationToken) is not { } first) return null;
            var ending = GrainJson.ReadVoicemail(first.State).ClosedAs;
            return ending is CloseReason.Parked or CloseReason.Bounced ? null : intake.Id;
        }
        catch (JsonException e)
        {
            GrainLog.TwinUnreadable(logger, e, turn.State.Id);
            return null;
        }
    }
}
