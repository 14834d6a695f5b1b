namespace VoicemailOrleans.Core.Voicemail;

/// <summary>Theory of operation: what people do to a message.</summary>
/// <remarks>
/// A hold stops the retention, nothing else: the message goes on its way, and is neither purged nor deleted until it
/// is released. A release leaves time to think again, even when the retention was over long ago.
///
/// <para>A deletion is a date: until then the message is as it was but for being hidden, and can be restored; then it
/// is purged as at the end of its retention, by the same turn. It never lengthens the retention, so one that is
/// restored goes on where it was. "At once" is the same with the date of today. Only what has ended can be deleted:
/// while somebody may still be owed the message nobody can throw it away.</para>
///
/// <para>Whoever finds a message due for its purge deletes the content first and the state last. So from that time on
/// nothing can be asked for any more that needs the content.</para>
/// </remarks>
public static partial class VoicemailMachine
{
    /// <summary>Characters of a reason that are kept.</summary>
    public const int ReasonLengthMax = 300;

    private static VoicemailStep OnActionAsked(
        VoicemailState state, VoicemailInput.ActionAsked asked, VoicemailPolicy policy, DateTimeOffset now)
    {
        if (Decide(state, policy, now) is VoicemailWork.Purge)
            return Answer(
                state, asked.Action is VoicemailAction.Delete ? ActionAnswer.AlreadyUnderWay : ActionAnswer.NotNow);
        return asked.Action switch
        {
            VoicemailAction.Resend => OnResendAsked(state, new(null, asked.By), policy, now),
            VoicemailAction.Deliver => OnDeliver(state, asked.By, policy, now),
            VoicemailAction.Transcribe again => OnTranscribe(state, again, asked.By, policy, now),
            VoicemailAction.Hold hold => OnHold(state, hold, asked.By, policy, now),
            VoicemailAction.Release => OnRelease(state, asked.By, policy, now),
            VoicemailAction.Delete delete => OnDelete(state, delete, asked.By, policy, now),
            VoicemailAction.Restore => OnRestore(state, asked.By, policy, now),
            _ => throw new ArgumentOutOfRangeException(nameof(asked), asked, "an action without an answer"),
        };
    }

    /// <summary>When a closed message is purged; one on hold is only looked at then.</summary>
    private static DateTimeOffset PurgeAt(VoicemailState state, VoicemailPolicy policy, DateTimeOffset now)
    {
        if (state.Deletion is { } deletion) return deletion.PurgeAt;
        if (state.Hold is not null) return now + policy.HoldCheck;
        var end = (state.ClosedAt ?? now) + policy.Retention;
        return state.ReleasedAt + policy.UndoTime is { } undone && undone > end ? undone : end;
    }

    private static VoicemailStep OnDeliver(
        VoicemailState state, string by, VoicemailPolicy policy, DateTimeOffset now)
    {
        if (state.Stage == VoicemailStage.Received) return Answer(state, ActionAnswer.NotNow);
        if (state.Deletion is not null) return Answer(state, ActionAnswer.Deleted);
        if (state.Stage == VoicemailStage.Closed) return Answer(state, ActionAnswer.NotApplicable);
        if (state.Stage == VoicemailStage.Transcribing)
        {
            state = state with { Stage = VoicemailStage.Relaying };
            return Done(Settle(
                state.Note(policy, now, "deliver", $"{by} asked to send it without waiting."), policy, now));
        }

        var waiting = state.Deliveries.Where(delivery => !delivery.IsSettled && delivery.NextAttemptAt > now).ToList();
        if (state.InFlight is not null || waiting.Count == 0) return Answer(state, ActionAnswer.AlreadyUnderWay);
        state = Replace(state, waiting.ToDictionary(
            delivery => delivery.Recipient, delivery => delivery with { NextAttemptAt = now }));
        var detail = $"{by} asked to try {History.Names(waiting)} without waiting.";
        return Done(state.Note(policy, now, "deliver", detail));
    }

    /// <summary>The recordings' own states are for the desk to change, in the same commit.</summary>
    private static VoicemailStep OnTranscribe(
        VoicemailState state, VoicemailAction.Transcribe again, string by, VoicemailPolicy policy, DateTimeOffset now)
    {
        if (state.Deletion is not null) return Answer(state, ActionAnswer.Deleted);
        if (state.Stage == VoicemailStage.Received) return Answer(state, ActionAnswer.NotNow);
        var mayBeHeard = state is { Facts: { Kind: MessageKind.Voicemail } facts, Quarantine: null }
            && policy.Transcribe && (!facts.IsPrivate || policy.TranscribePrivate);
        if (!mayBeHeard) return Answer(state, ActionAnswer.NotApplicable);
        if (now < state.TranscribeAskedAt + policy.DoubleClickWindow)
            return Answer(state, ActionAnswer.AlreadyUnderWay);
        var detail = $"{by} asked to transcribe it again, by {again.Engine ?? "the usual engines"}, "
            + $"in {again.Language ?? policy.Language}.";
        state = state with { TranscribeAskedAt = now, IsLateUnwanted = !again.IsMailed };
        return Done(state.Note(policy, now, "transcribe", detail));
    }

    private static VoicemailStep OnHold(
        VoicemailState state, VoicemailAction.Hold hold, string by, VoicemailPolicy policy, DateTimeOffset now)
    {
        if (state.Deletion is not null) return Answer(state, ActionAnswer.Deleted);
        if (state.Hold is not null) return Answer(state, ActionAnswer.AlreadyUnderWay);
        var why = Reason(hold.Why);
        return Done((state with { Hold = new Hold(now, by, why) }).Note(policy, now, "hold", $"{by}: {why}"));
    }

    private static VoicemailStep OnRelease(
        VoicemailState state, string by, VoicemailPolicy policy, DateTimeOffset now)
    {
        if (state.Hold is null) return Answer(state, ActionAnswer.AlreadyUnderWay);
        state = state with { Hold = null, ReleasedAt = now };
        return Done(state.Note(policy, now, "release", $"{by} ended the hold."));
    }

    private static VoicemailStep OnDelete(
        VoicemailState state, VoicemailAction.Delete delete, string by, VoicemailPolicy policy, DateTimeOffset now)
    {
        if (state.Hold is not null) return Answer(state, ActionAnswer.Held);
        if (state.Stage != VoicemailStage.Closed) return Answer(state, ActionAnswer.NotNow);
        if (state.Deletion is not null && !delete.AtOnce) return Answer(state, ActionAnswer.AlreadyUnderWay);
        var end = delete.AtOnce ? now : now + policy.UndoTime;
        var retained = PurgeAt(state, policy, now);
        var why = Reason(delete.Why);
        state = state with { Deletion = new Deletion(now, end < retained ? end : retained, by, why) };
        return Done(state.Note(policy, now, "delete", $"{by}: {why}"));
    }

    private static VoicemailStep OnRestore(
        VoicemailState state, string by, VoicemailPolicy policy, DateTimeOffset now) =>
        state.Deletion is null
            ? Answer(state, ActionAnswer.AlreadyUnderWay)
            : Done((state with { Deletion = null }).Note(policy, now, "restore", $"{by} took the deletion back."));

    private static string Reason(string why) => why.Length <= ReasonLengthMax ? why : why[..ReasonLengthMax];

    private static VoicemailStep Done(VoicemailState state) => Answer(state, ActionAnswer.Done);
}
