using System.Globalization;

namespace VoicemailOrleans.Core.Voicemail;

/// <summary>What an outcome makes of one delivery, and what the sender is told of it.</summary>
internal static class DeliveryRules
{
    /// <summary>A delivery that is due now.</summary>
    public static Delivery Due(string recipient, int round, DateTimeOffset now) =>
        new() { Recipient = recipient, Round = round, Since = now, NextAttemptAt = now };

    /// <summary>A further round of the mail, due now.</summary>
    public static Delivery Again(VoicemailState state, Delivery known, int round, DateTimeOffset now) =>
        Due(known.Recipient, round, now) with
        {
            HasOtherCopy = known.HasOtherCopy || known.Lacks is not null || state.TranscribeAskedAt >= known.Since,
        };

    /// <summary>A round that brings the late transcript of what was delivered, due now.</summary>
    public static Delivery Late(Delivery delivered, int round, DateTimeOffset now) =>
        Due(delivered.Recipient, round, now) with
        {
            HasOtherCopy = true,
            ResendAskedAt = delivered.ResendAskedAt,
            Earlier = delivered with { Earlier = null },
        };

    /// <summary>Whether two deliveries are of the same mail, by its name and what is in it.</summary>
    public static bool IsOneMailWith(this Delivery delivery, Delivery other) =>
        (delivery.Round, delivery.IsLate, delivery.HasOtherCopy) == (other.Round, other.IsLate, other.HasOtherCopy);

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

    /// <summary>
    /// What the copies on record for a recipient all lack; null when there is nothing, or no copy.
    /// </summary>
    public static IReadOnlyList<int>? Lacking(this IReadOnlyList<DeliveredMark> marks, string recipient)
    {
        IReadOnlyList<int>? lacking = null;
        foreach (var mark in marks.Where(mark => mark.Recipient == recipient))
            lacking = lacking is null ? mark.Lacks ?? [] : [.. lacking.Intersect(mark.Lacks ?? [])];
        return lacking is { Count: > 0 } ? lacking : null;
    }

    /// <summary>The smarthost has taken it.</summary>
    public static Delivery Delivered(
        this Delivery delivery, DeliveryReply reply, DateTimeOffset now, IReadOnlyList<int>? lacks) =>
        delivery.Settled(DeliveryState.Delivered, reply, now) with { Lacks = lacks };

    /// <summary>It will never be taken.</summary>
    public static Delivery Refused(this Delivery delivery, DeliveryReply reply, DateTimeOffset now) =>
        delivery.Settled(DeliveryState.Refused, reply, now);

    /// <summary>
    /// It is tried again by its schedule, counted from <paramref name="from"/>; once more exactly at the
    /// end of its lifetime; and never after an attempt at or beyond that. So a clock that jumps expires nothing
    /// untried. The copy that an uncertain attempt may have left lacks <paramref name="lacks"/>.
    /// </summary>
    public static Delivery Postponed(
        this Delivery delivery, DeliveryState outcome, DeliveryReply reply, IReadOnlyList<int>? lacks,
        VoicemailPolicy policy, double jitter, DateTimeOffset from, DateTimeOffset now)
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
            Lacks = uncertain ? delivery.LackingWith(lacks) : delivery.Lacks,
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
    /// The sender is told how a delivery ended: that it failed, unless NOTIFY leaves that out, and that it was relayed,
    /// when NOTIFY has SUCCESS and the smarthost promises no such report (RFC 3461 sections 4.1 and 5.2.2). Never of a
    /// late transcript: of the mail itself the sender has heard.
    /// </summary>
    public static bool IsReportable(this VoicemailState state, Delivery delivery) =>
        delivery is { IsReported: false, IsLate: false } && state.HasSender() && delivery.State switch
        {
            DeliveryState.Refused => state.IsAskedFor(delivery, "FAILURE", otherwise: true),
            DeliveryState.Delivered => delivery is { Round: 0, Reply.IsDsnOffered: false }
                && state.IsAskedFor(delivery, "SUCCESS", otherwise: false),
            _ => false,
        };

    /// <summary>The open deliveries whose delay the sender wants to be told of (NOTIFY=DELAY); once.</summary>
    public static IEnumerable<Delivery> Delayed(this VoicemailState state) =>
        state.Deliveries.Where(delivery =>
            !state.IsDelayReported && delivery is { IsSettled: false, Round: 0 } && state.HasSender()
            && state.IsAskedFor(delivery, "DELAY", otherwise: false));

    /// <summary>When the sender is told of a delay; null when nobody is.</summary>
    public static DateTimeOffset? DelayReportAt(this VoicemailState state, VoicemailPolicy policy) =>
        state.Delayed().Any() ? state.ReceivedAt + policy.DelayReportAfter : null;

    /// <summary>
    /// There is somebody to tell: never at the null reverse-path or about a report (RFC 5321 section 6.1), nor about a
    /// message that was given up for our own fault.
    /// </summary>
    private static bool HasSender(this VoicemailState state) =>
        state.Envelope.ReversePath.Length > 0 && state.ReportOn is null && state.Quarantine is not { StrikeOuts: > 1 };

    private static bool IsAskedFor(this VoicemailState state, Delivery delivery, string what, bool otherwise)
    {
        var asked = state.Envelope.Recipients.FirstOrDefault(recipient => recipient.Address == delivery.Recipient);
        return asked?.DsnNotify is { } notify
            ? notify.Split(',', StringSplitOptions.TrimEntries).Contains(what, StringComparer.OrdinalIgnoreCase)
            : otherwise;
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
