namespace VoicemailOrleans.Core.Voicemail;

/// <summary>Theory of operation: sending again.</summary>
/// <remarks>
/// A resend gives each of its recipients a new round, numbered, of deliveries; one whose delivery is still open is
/// only tried sooner. A click that repeats another one sends nothing twice. The mail keeps its Message-ID, so that a
/// mailbox that has it shows it once; but whoever may have a copy without the words, or with those of an earlier
/// transcript, gets it under another name, by which it is not taken for that copy.
/// </remarks>
public static partial class VoicemailMachine
{
    private static VoicemailStep OnResendAsked(
        VoicemailState state, VoicemailInput.ResendAsked asked, VoicemailPolicy policy, DateTimeOffset now)
    {
        if (state.Deletion is not null) return Answer(state, ActionAnswer.Deleted);
        if (Decide(state, policy, now) is VoicemailWork.Purge) return Answer(state, ActionAnswer.NotNow);
        // While a DSN is being written its round is not over yet.
        var relaying = state.Stage == VoicemailStage.Relaying && HasOpen(state);
        if (!relaying && state.Stage != VoicemailStage.Closed) return Answer(state, ActionAnswer.NotNow);
        var round = state.Resends + 1;
        var deliveries = state.Deliveries.ToList();
        List<Delivery> changed = [];
        var recipients = asked.Recipients ?? [.. state.Envelope.Recipients.Select(recipient => recipient.Address)];
        foreach (var recipient in recipients)
        {
            var i = deliveries.FindIndex(
                delivery => delivery.Recipient.Equals(recipient, StringComparison.OrdinalIgnoreCase));
            var known = i < 0 ? null : deliveries[i];
            var resent = known is null
                ? DeliveryRules.Due(recipient, round, now)
                : Resent(state, known, round, policy, now);
            if (resent is not null) changed.Add(resent);
            // Also one that is under way: when it has arrived a second click must not send it again.
            var next = (resent ?? known!) with { ResendAskedAt = now };
            if (i < 0) deliveries.Add(next);
            else if (!next.IsSettled) deliveries[i] = next;
        }

        if (changed.Count == 0) return Answer(state, ActionAnswer.AlreadyUnderWay);
        if (deliveries.Count > policy.RecipientsMax) return Answer(state, ActionAnswer.NotNow);
        state = state with
        {
            Stage = VoicemailStage.Relaying, ClosedAs = null, ClosedAt = null, Deliveries = deliveries,
            Resends = changed.Any(delivery => delivery.Round == round) ? round : state.Resends,
        };
        state = state.Note(policy, now, "resend", $"{asked.By} asked to send it to {History.Names(changed)}.");
        return new VoicemailStep(state, [new VoicemailEffect.Answer(ActionAnswer.Done)]);
    }

    /// <summary>
    /// A new round for a settled delivery, an earlier attempt for an open one; null when neither is needed.
    /// </summary>
    private static Delivery? Resent(
        VoicemailState state, Delivery known, int round, VoicemailPolicy policy, DateTimeOffset now)
    {
        if (state.InFlight?.Recipients.Contains(known.Recipient) == true) return null;
        // The late transcript is not the mail that was asked for: that one shows the transcript too, and goes instead.
        if (known is { IsLate: true, IsSettled: false }) return DeliveryRules.Again(state, known, round, now);
        if (!known.IsSettled) return known.NextAttemptAt > now ? known with { NextAttemptAt = now } : null;
        var isDoubleClick = now < known.ResendAskedAt + policy.DoubleClickWindow;
        return isDoubleClick ? null : DeliveryRules.Again(state, known, round, now);
    }
}
