namespace VoicemailOrleans.Core.Voicemail;

/// <summary>Theory of operation: transcripts that come after the mail.</summary>
/// <remarks>
/// Every copy that arrives is noted with what it lacks: recordings that nobody had listened to when it was written, or
/// that no engine could hear. The end of the last transcription wakes the voicemail. As long as somebody has
/// nothing but copies that lack words, each turn looks for them once. When they are there and nothing is open any more,
/// those recipients get one more round, like a resend, that brings a short mail with the transcript and without the
/// recording. It answers the first mail under a name of its own. Who still waits for the mail itself gets it with its
/// words, and nothing else.
///
/// <para>So nobody gets words twice: the copy that brought them says that it lacks nothing, in the state and in the
/// spool's marks, which are looked at as well because the store may have fallen back behind them. A resend or a mailed
/// correction has the words in it, and takes the place of a late transcript that is still on its way: an attempt under
/// way then finds that its try is not the present one. Only after an uncertain attempt may words come twice: the copy
/// it may have left lacks them, and a mailbox that has that one drops the next try, which bears the same Message-ID. So
/// what the first lacked counts as lacking still.</para>
///
/// <para>The late transcript never changes what became of the voicemail. When it is refused, cannot be written, or
/// kills whoever handles it, the delivery it followed stands again as it was, and is not followed any more. Nothing is
/// sent while the message is held or deleted, parked or quarantined.</para>
/// </remarks>
public static partial class VoicemailMachine
{
    private const string NoLateMail = "No mail could be written for the late transcript.";

    /// <summary>Words that come now would be sent to somebody who has the mail without them.</summary>
    private static bool MayFollow(VoicemailState state, VoicemailPolicy policy) =>
        policy.LateTranscript
        && state is { IsLateUnwanted: false, Quarantine: null, Hold: null, Deletion: null, InFlight: null }
        && (state.Stage == VoicemailStage.Relaying || state.ClosedAs is CloseReason.Delivered or CloseReason.Bounced)
        && state.Deliveries.Any(delivery => IsWithout(state, delivery));

    /// <summary>Not while the sender is still to be told of the delivery: that would be forgotten over the next.</summary>
    private static bool IsWithout(VoicemailState state, Delivery delivery) =>
        delivery is { State: DeliveryState.Delivered, Lacks: not null } && !state.IsReportable(delivery);

    private static VoicemailState OnLateTranscriptsSeen(
        VoicemailState state, VoicemailInput.LateTranscriptsSeen seen, VoicemailPolicy policy, DateTimeOffset now)
    {
        if (seen.Open > 0 || !MayFollow(state, policy)) return state;
        var round = state.Resends + 1;
        var followed = state.Deliveries.Where(delivery => IsWithout(state, delivery) && HasCome(delivery, seen))
            .ToDictionary(delivery => delivery.Recipient, delivery => DeliveryRules.Late(delivery, round, now));
        if (followed.Count == 0) return state;
        state = Replace(state, followed) with
        {
            Stage = VoicemailStage.Relaying, ClosedAs = null, ClosedAt = null, Resends = round,
        };
        var detail = $"It came after the mail, and follows to {History.Names(followed.Values)}.";
        return state.Note(policy, now, "late-transcript", detail);
    }

    private static bool HasCome(Delivery delivery, VoicemailInput.LateTranscriptsSeen seen)
    {
        var isMarked = seen.Marks.Any(mark => mark.Recipient == delivery.Recipient);
        var onRecord = isMarked ? seen.Marks.Lacking(delivery.Recipient) ?? [] : delivery.Lacks!;
        return delivery.Lacks!.Intersect(onRecord).Intersect(seen.Words).Any();
    }

    /// <summary>Gives up what is under way of a late transcript; the same state when nothing is.</summary>
    private static VoicemailState WithoutLate(
        VoicemailState state, string why, VoicemailPolicy policy, DateTimeOffset now)
    {
        var spared = TakeBack(state, delivery => !delivery.IsSettled, why, policy, now);
        if (ReferenceEquals(spared, state)) return state;
        var isUnderWay = state.InFlight is { } attempt && spared.Deliveries.Any(delivery =>
            !delivery.IsSettled && attempt.Recipients.Contains(delivery.Recipient));
        return Settle(isUnderWay ? spared : spared with { InFlight = null }, policy, now);
    }

    private static VoicemailState TakeBackRefused(VoicemailState state, VoicemailPolicy policy, DateTimeOffset now) =>
        TakeBack(
            state, delivery => delivery.State == DeliveryState.Refused, "Its transcript was refused.", policy, now);

    private static VoicemailState TakeBack(
        VoicemailState state, Func<Delivery, bool> which, string why, VoicemailPolicy policy, DateTimeOffset now)
    {
        var former = state.Deliveries.Where(delivery => delivery.IsLate && which(delivery))
            .ToDictionary(delivery => delivery.Recipient, delivery => delivery.Earlier! with
            {
                Lacks = null, HasOtherCopy = true, ResendAskedAt = delivery.ResendAskedAt,
            });
        if (former.Count == 0) return state;
        return Replace(state, former).Note(
            policy, now, "late-transcript", $"{why} {History.Names(former.Values)}: has the mail without it.");
    }
}
