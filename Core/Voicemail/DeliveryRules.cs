using System.Globalization;

namespace VoicemailOrleans.Core.Voicemail;

/// <summary>What an outcome makes of one delivery, and who is told about a refusal.</summary>
internal static class DeliveryRules
{
    /// <summary>A delivery that is due now.</summary>
    public static Delivery Due(string recipient, int round, DateTimeOffset now) =>
        new() { Recipient = recipient, Round = round, Since = now, NextAttemptAt = now };

    /// <summary>
    /// Whether an attempt that was offered <paramref name="offered"/> still speaks about the same try.
    /// </summary>
    public static bool IsSameTry(this Delivery delivery, Delivery offered) =>
        !delivery.IsSettled && delivery.Since == offered.Since && delivery.Round == offered.Round
        && delivery.Attempts == offered.Attempts;

    /// <summary>
    /// Whether a mark says that this delivery was made. One of the first round is, however its recipient got the
    /// message. A resend asks for another copy, so only marks made since it was asked for count, and none of a round
    /// before: when the store fell back behind a resend, the next one has the same number and must still send.
    /// </summary>
    public static bool IsMadeBy(this Delivery delivery, DeliveredMark mark) =>
        mark.Recipient == delivery.Recipient
        && (delivery.Round == 0
            || (mark.At >= delivery.Since && (mark.Round ?? delivery.Round) >= delivery.Round));

    /// <summary>The smarthost has taken it.</summary>
    public static Delivery Delivered(this Delivery delivery, DeliveryReply reply, DateTimeOffset now) =>
        delivery.Settled(DeliveryState.Delivered, reply, now);

    /// <summary>It will never be taken.</summary>
    public static Delivery Refused(this Delivery delivery, DeliveryReply reply, DateTimeOffset now) =>
        delivery.Settled(DeliveryState.Refused, reply, now);

    /// <summary>
    /// It is tried again by its schedule, counted from <paramref name="from"/>; once more exactly at the
    /// end of its lifetime; and never after an attempt at or beyond that. So a clock that jumps expires nothing
    /// untried.
    /// </summary>
    public static Delivery Postponed(
        this Delivery delivery, DeliveryState outcome, DeliveryReply reply, VoicemailPolicy policy, double jitter,
        DateTimeOffset from, DateTimeOffset now)
    {
        var uncertain = outcome == DeliveryState.Uncertain;
        var end = delivery.Since + policy.RelayLifetime;
        var postponed = delivery with
        {
            State = uncertain ? DeliveryState.Uncertain : DeliveryState.Deferred,
            Attempts = delivery.Attempts + 1,
            UncertainAttempts = delivery.UncertainAttempts + (uncertain ? 1 : 0),
            Reply = reply,
            RepliedAt = now,
        };
        if (now >= end)
            return (postponed with { Attempts = delivery.Attempts }).Refused(Expired(reply, policy, postponed), now);
        var wait = uncertain
            ? policy.UncertainRetry.Wait(postponed.UncertainAttempts, jitter)
            : policy.RelayRetry.Wait(postponed.Attempts, jitter);
        var next = from + wait;
        return postponed with { NextAttemptAt = next < now ? now : next > end ? end : next };
    }

    /// <summary>
    /// The sender is told about a refusal: never at the null reverse-path or about a report (RFC 5321 section 6.1), not
    /// when NOTIFY said otherwise (RFC 3461 section 4.1), and not about one that was given up for our own fault.
    /// </summary>
    public static bool IsReportable(this VoicemailState state, Delivery delivery)
    {
        if (delivery is not { State: DeliveryState.Refused, IsReported: false }) return false;
        if (state.Envelope.ReversePath.Length == 0 || state.ReportOn is not null) return false;
        if (state.Quarantine?.StrikeOuts > 1) return false;
        var asked = state.Envelope.Recipients.FirstOrDefault(recipient => recipient.Address == delivery.Recipient);
        var notify = asked?.DsnNotify;
        return notify is null
            || notify.Split(',', StringSplitOptions.TrimEntries).Contains("FAILURE", StringComparer.OrdinalIgnoreCase);
    }

    private static Delivery Settled(
        this Delivery delivery, DeliveryState state, DeliveryReply reply, DateTimeOffset now) =>
        delivery with
        {
            State = state, Attempts = delivery.Attempts + 1, Reply = reply, RepliedAt = now, NextAttemptAt = null,
        };

    // RFC 3463 section 3.5: X.4.7, delivery time expired.
    private static DeliveryReply Expired(DeliveryReply last, VoicemailPolicy policy, Delivery delivery)
    {
        var doubt = delivery.UncertainAttempts > 0 ? " It may have arrived nevertheless." : "";
        var days = policy.RelayLifetime.TotalDays.ToString("0.##", CultureInfo.InvariantCulture);
        var text = $"Given up after {days} days.{doubt} Last: {last.Code} {last.Text}";
        return new DeliveryReply(0, "4.4.7", text.Length <= 500 ? text : text[..500], last.Host);
    }
}
