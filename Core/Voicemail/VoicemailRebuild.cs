namespace VoicemailOrleans.Core.Voicemail;

/// <summary>Makes the state of a message that has lost it, out of what the spool knows.</summary>
/// <remarks>
/// Theory of operation. The spool is the ground truth of what was received, and its marks of what was sent. A message
/// that everybody has by its marks is closed as delivered when the last of them came: nothing is transcribed or sent,
/// and its retention goes on. One that was closed otherwise (a duplicate, parked, bounced) is closed again as it was,
/// with those who have it delivered; the helpdesk can still resend it. All others begin anew: the first turn reads the
/// message and the marks, and owes it only to those who are not marked. A DSN of our own has no first turn, so its
/// deliveries are made here. What is lost for good are the history, transcripts and
/// their corrections, and resends that were under way.
/// </remarks>
public static class VoicemailRebuild
{
    private const string Why = "Made again from its content: the store had lost it.";

    /// <summary>The state, and the memory of the message while a copy of it may still come from the PBX.</summary>
    /// <param name="message">Which.</param>
    /// <param name="marks">What the spool has on record.</param>
    /// <param name="facts">What was read out of it, for the helpdesk; null when it could not be read.</param>
    /// <param name="policy">What the operator decided.</param>
    /// <param name="now">The present.</param>
    public static VoicemailStep Next(
        SpooledMessage message, SpoolMarks marks, MessageFacts? facts, VoicemailPolicy policy, DateTimeOffset now)
    {
        var received = VoicemailState.Received(message.Id, message.ReceivedAt, message.Envelope, message.SizeBytes)
            with { ReportOn = message.ReportOn };
        var begun = VoicemailMachine.Begun(received, policy, message.ReceivedAt) with { Facts = facts };
        begun = begun with { Deliveries = [.. begun.Deliveries.Select(delivery => Marked(delivery, marks))] };
        var everybodyHasIt = begun.Deliveries.Count > 0 && begun.Deliveries.All(delivery => delivery.IsSettled);
        if (everybodyHasIt)
        {
            var at = begun.Deliveries.Max(delivery => delivery.RepliedAt) ?? now;
            var delivered = Closed(begun, CloseReason.Delivered, at, policy, now);
            return new VoicemailStep(delivered, Remember(begun, policy, now));
        }

        if (marks.Closed is { } closed)
            return new VoicemailStep(Closed(AsItWas(begun, closed), closed.ClosedAs, closed.At, policy, now), []);
        var next = message.ReportOn is null ? received : begun with { Stage = VoicemailStage.Relaying };
        return new VoicemailStep(next.Note(policy, now, "rebuilt", Why), []);
    }

    private static Delivery Marked(Delivery delivery, SpoolMarks marks) =>
        marks.Delivered.LastOrDefault(delivery.IsMadeBy) is { } mark
            ? delivery.Delivered(mark.Reply, mark.At, marks.Delivered.Lacking(delivery.Recipient))
            : delivery;

    private static VoicemailState AsItWas(VoicemailState begun, ClosedMark closed)
    {
        if (closed.ClosedAs == CloseReason.Duplicate)
            return begun with { DuplicateOf = closed.DuplicateOf, Deliveries = [] };
        var reply = new DeliveryReply(0, null, $"Closed as {closed.ClosedAs}; why is lost with the store.", "");
        var deliveries = begun.Deliveries.Select(delivery => delivery.IsSettled
            ? delivery
            : delivery.Refused(reply, closed.At) with { IsReported = closed.ClosedAs == CloseReason.Bounced });
        return begun with { ReportedBy = closed.ReportedBy, Deliveries = [.. deliveries] };
    }

    private static VoicemailState Closed(
        VoicemailState state, CloseReason reason, DateTimeOffset at, VoicemailPolicy policy, DateTimeOffset now) =>
        (state with { Stage = VoicemailStage.Closed, ClosedAs = reason, ClosedAt = at })
            .Note(policy, at, "closed", $"As {reason}, by the spool's marks.")
            .Note(policy, now, "rebuilt", Why);

    private static IReadOnlyList<VoicemailEffect> Remember(
        VoicemailState state, VoicemailPolicy policy, DateTimeOffset now)
    {
        var until = state.ReceivedAt + policy.DuplicateWindow;
        if (until <= now || state.Facts is not { } facts) return [];
        if (IntakeKey.Of(state.Envelope, facts) is not { } key) return [];
        var intake = new IntakeState { Id = state.Id, Until = DueTime.RoundUp(until) };
        return [new VoicemailEffect.Remember(key, intake)];
    }
}
