namespace VoicemailOrleans.Core.Voicemail;

/// <summary>The journey of one message: all its transitions, as pure functions.</summary>
/// <remarks>
/// Theory of operation.
///
/// <para>Received → Transcribing → Relaying → Closed. The first turn reads the message; one commit then holds the
/// state, a grain per recording and the memory of the message, by which a copy that the PBX sends again is recognised
/// (it goes straight to Closed). Mail without recordings skips Transcribing. Transcribing ends when no result is open
/// any more or at DeliverBy, whichever is first. Relaying ends when every recipient is settled; when the sender is to
/// be told of a refusal, or of a success as asked for, the commit that closes the message creates its DSN, which is a
/// message of its own; one about a delay may have gone before it. A resend opens a closed message again; that and
/// whatever else people do is in <c>VoicemailMachineResend.cs</c> and <c>VoicemailMachineActions.cs</c>. So does a
/// transcript that came too late for the mail: <c>VoicemailMachineLate.cs</c>.</para>
///
/// <para><see cref="Decide"/> names the one step of outside work that is due; <see cref="Next"/> takes what was learnt
/// by it. Inputs are facts, and applying one to a newer state is always right: stale facts change nothing, and
/// "delivered" counts whenever it comes.</para>
///
/// <para>The final dot. SMTP cannot say whether a message was taken when the reply to the dot is lost, so the attempt
/// is committed as InFlight before its dot (DotPending), and at most one attempt can be. A silo that was overtaken, its
/// lease long lost, finds that the try it was making is no longer the present one, and is refused its dot. After the
/// reply the spool is marked first, then the outcomes are committed. Whoever finds InFlight when its turn begins knows
/// that the maker of that attempt is dead: marked recipients have the message, the others are Uncertain and are tried
/// again later, with the same Message-ID. A crash before the dot leaves nothing: the turn is simply taken again.</para>
///
/// <para>A store may fall back behind what it had acknowledged; the spool's marks do not. So they are looked at before
/// every attempt. A message that kills its silo leaves no fact behind; the store counts instead, at the claim and so
/// before the try: see <c>VoicemailMachineQuarantine.cs</c>.</para>
///
/// <para>Commits, each one flush of the store: created by intake 1, read 2, last transcript 3 (it wakes this grain;
/// what is seen then is committed with the dot), dot 4, outcome 5. The purge is a sixth, a month later.</para>
/// </remarks>
public static partial class VoicemailMachine
{
    private const string MissingContent = "The content is missing from the spool, or damaged.";

    /// <summary>What a fact makes of a state. Total: a fact that says nothing new leaves the state as it is.</summary>
    public static VoicemailStep Next(
        VoicemailState state, VoicemailInput input, VoicemailPolicy policy, DateTimeOffset now) =>
        input switch
        {
            VoicemailInput.MessageRead read => OnRead(state, read, policy, now),
            VoicemailInput.ContentMissing => OnContentMissing(state, policy, now),
            VoicemailInput.TranscriptsSeen seen => Only(OnTranscriptsSeen(state, seen, policy, now)),
            VoicemailInput.LateTranscriptsSeen seen => Only(OnLateTranscriptsSeen(state, seen, policy, now)),
            VoicemailInput.LateMailFailed => Only(WithoutLate(state, NoLateMail, policy, now)),
            VoicemailInput.DotPending pending => Only(OnDotPending(state, pending, now)),
            VoicemailInput.RelayFinished finished => Only(OnRelayFinished(state, finished, policy, now)),
            VoicemailInput.AttemptAbandoned abandoned => Only(OnAbandoned(state, abandoned, policy, now)),
            VoicemailInput.MarksSeen seen => Only(ApplyMarks(state, seen.Marks, policy, now)),
            VoicemailInput.ReportWritten written => OnReportWritten(state, written, policy, now),
            VoicemailInput.ReportFailed failed => Only(OnReportFailed(state, failed, policy, now)),
            VoicemailInput.StruckOut struck => Only(OnStruckOut(state, struck, policy, now)),
            VoicemailInput.ResendAsked asked => OnResendAsked(state, asked, policy, now),
            VoicemailInput.ActionAsked asked => OnActionAsked(state, asked, policy, now),
            VoicemailInput.CorrectionMade made => OnCorrectionMade(state, made, policy, now),
            VoicemailInput.ContentPurged => OnContentPurged(state, policy, now),
            _ => throw new ArgumentOutOfRangeException(nameof(input), input, "an input without an answer"),
        };

    /// <summary>The step of work that is due, or until when there is none.</summary>
    /// <remarks>A turn that has looked for late transcripts is asked again with isLateSeen.</remarks>
    public static VoicemailWork Decide(
        VoicemailState state, VoicemailPolicy policy, DateTimeOffset now, bool isLateSeen = false)
    {
        var mayFollow = !isLateSeen && MayFollow(state, policy);
        switch (state.Stage)
        {
            case VoicemailStage.Received: return new VoicemailWork.ReadMessage();
            case VoicemailStage.Transcribing: return new VoicemailWork.AwaitTranscripts();
            case VoicemailStage.Relaying when mayFollow: return new VoicemailWork.LookForLateTranscripts();
            case VoicemailStage.Relaying: return DecideRelaying(state, policy, now);
            default:
                var due = DueAt(state, policy, now);
                return now >= due ? new VoicemailWork.Purge()
                    : mayFollow ? new VoicemailWork.LookForLateTranscripts()
                    : new VoicemailWork.Sleep(due);
        }
    }

    /// <summary>When the next turn is due. Every state has a time: none can be forgotten.</summary>
    public static DateTimeOffset DueAt(VoicemailState state, VoicemailPolicy policy, DateTimeOffset now) =>
        DueTime.RoundUp(state.Stage switch
        {
            VoicemailStage.Received => now,
            VoicemailStage.Transcribing => state.DeliverBy ?? now,
            VoicemailStage.Relaying when state.InFlight is { } attempt => attempt.At + policy.InFlightPatience,
            VoicemailStage.Relaying => NextAt(state, policy, now),
            _ => PurgeAt(state, policy, now),
        });

    /// <summary>The DSN of the present round; always the same, so that writing it twice writes one.</summary>
    public static CorrelationId ReportId(VoicemailState state, int round) => state.Id.Derive($"report-{round}");

    /// <summary>The DSN that says that a message is late.</summary>
    public static CorrelationId DelayReportId(VoicemailState state) => state.Id.Derive("delayed");

    /// <summary>All DSNs that a message may have been given.</summary>
    public static IReadOnlyList<CorrelationId> ReportIds(VoicemailState state) => state.ReportOn is not null
        ? []
        : [DelayReportId(state), .. Enumerable.Range(0, state.Resends + 1).Select(round => ReportId(state, round))];

    /// <summary>
    /// The envelope of a DSN on a message: from the null reverse-path to its sender (RFC 3464 section 2).
    /// </summary>
    public static Envelope ReportEnvelope(VoicemailState state) =>
        new("", [new EnvelopeRecipient(state.Envelope.ReversePath)]) { SmtpUtf8 = state.Envelope.SmtpUtf8 };

    private static VoicemailWork DecideRelaying(VoicemailState state, VoicemailPolicy policy, DateTimeOffset now)
    {
        if (state.InFlight is { } attempt) return new VoicemailWork.Recover(attempt);
        if (state.Facts is null && state.ReportOn is null) return new VoicemailWork.ReadMessage();
        var open = state.Deliveries.Where(delivery => !delivery.IsSettled).ToList();
        if (open.Count == 0)
        {
            var ended = state.Deliveries.Where(state.IsReportable);
            return new VoicemailWork.Report(ReportId(state, state.Resends), [.. ended]);
        }

        var first = open.Where(delivery => !(delivery.NextAttemptAt > now)).MinBy(delivery => delivery.NextAttemptAt);
        if (first is null)
            return now >= state.DelayReportAt(policy)
                ? new VoicemailWork.Report(DelayReportId(state), [.. state.Delayed()])
                : new VoicemailWork.Sleep(DueAt(state, policy, now));
        var together = open.Where(delivery =>
            !(delivery.NextAttemptAt > now + policy.GatherWindow) && delivery.IsOneMailWith(first));
        return new VoicemailWork.Relay([.. together]);
    }

    private static DateTimeOffset NextAt(VoicemailState state, VoicemailPolicy policy, DateTimeOffset now)
    {
        var open = state.Deliveries.Where(delivery => !delivery.IsSettled);
        var attempt = open.Min(delivery => delivery.NextAttemptAt) ?? now;
        return state.DelayReportAt(policy) is { } report && report < attempt ? report : attempt;
    }

    private static VoicemailStep OnRead(
        VoicemailState state, VoicemailInput.MessageRead read, VoicemailPolicy policy, DateTimeOffset now)
    {
        // A parked message that the helpdesk sent on its way again before it was ever read.
        if (state is { Facts: null, Stage: VoicemailStage.Relaying }) return Only(state with { Facts = read.Facts });
        if (state.Facts is not null || state.Stage != VoicemailStage.Received) return Only(state);
        state = Begun(state, policy, now) with { Facts = read.Facts };
        if (read is { Twin: { } twin, Marks.Count: 0 })
        {
            state = state with { DuplicateOf = twin, Deliveries = [] };
            var detail = $"Not relayed: repeats {twin}, received before.";
            return Only(Close(state, CloseReason.Duplicate, policy, now, detail));
        }

        if (policy.AppliedRules.Count > 0)
            state = state.Note(policy, now, "policy", $"{string.Join(", ", policy.AppliedRules)}.");
        List<VoicemailEffect> effects = [];
        if (IntakeKey.Of(state.Envelope, read.Facts) is { } key)
            effects.Add(new VoicemailEffect.Remember(
                key, new IntakeState { Id = state.Id, Until = DueTime.RoundUp(now + policy.DuplicateWindow) }));
        state = ApplyMarks(state, read.Marks, policy, now);
        // After a rebuild of the store most messages have arrived long ago: those are not worth an engine's time.
        var wanted = read.Facts.Kind == MessageKind.Voicemail && HasOpen(state);
        var transcriptions = wanted ? Transcriptions(state, read.Facts, policy, now) : [];
        effects.AddRange(transcriptions);
        if (transcriptions.Any(made => made.State.Result is null))
        {
            var deliverBy = (state.ReceivedAt < now ? state.ReceivedAt : now) + policy.DeliverBy;
            state = (state with { Stage = VoicemailStage.Transcribing, DeliverBy = deliverBy })
                .Note(policy, now, "transcribing", $"Recordings: {transcriptions.Count}.");
        }
        else
        {
            state = state with { Stage = VoicemailStage.Relaying };
            state = Settle(state.Note(policy, now, "read", Kind(read.Facts.Kind)), policy, now);
        }

        return new VoicemailStep(state, effects);
    }

    private static VoicemailStep OnContentMissing(VoicemailState state, VoicemailPolicy policy, DateTimeOffset now)
    {
        state = WithoutLate(state, NoLateMail, policy, now);
        var relaying = state.Stage == VoicemailStage.Relaying && state.InFlight is null && HasOpen(state);
        return Only(relaying || state.Stage == VoicemailStage.Received
            ? GiveUp(state, MissingContent, policy, now)
            : state);
    }

    /// <summary>Parks a message with all that is still open refused in our own words.</summary>
    private static VoicemailState GiveUp(VoicemailState state, string why, VoicemailPolicy policy, DateTimeOffset now)
    {
        if (state.Stage == VoicemailStage.Received) state = Begun(state, policy, now);
        var reply = new DeliveryReply(0, "5.3.0", why, "");
        var refused = state.Deliveries.Select(delivery => delivery.IsSettled ? delivery : delivery.Refused(reply, now));
        state = state with { Deliveries = [.. refused], InFlight = null };
        return Close(state, CloseReason.Parked, policy, now, why);
    }

    private static VoicemailState OnTranscriptsSeen(
        VoicemailState state, VoicemailInput.TranscriptsSeen seen, VoicemailPolicy policy, DateTimeOffset now)
    {
        if (state.Stage != VoicemailStage.Transcribing || (seen.Open > 0 && now < state.DeliverBy)) return state;
        var detail = seen.Open == 0 ? "All recordings are done." : $"Sent without waiting for {seen.Open} more.";
        state = state with { Stage = VoicemailStage.Relaying };
        return Settle(state.Note(policy, now, "transcripts", detail), policy, now);
    }

    private static VoicemailState OnDotPending(
        VoicemailState state, VoicemailInput.DotPending pending, DateTimeOffset now)
    {
        if (state.Stage != VoicemailStage.Relaying) return state;
        if (state.InFlight is { } other && other.AttemptId != pending.AttemptId) return state;
        foreach (var offered in pending.Offered)
            if (Find(state, offered.Recipient)?.IsSameTry(offered) != true) return state;
        // One attempt may take several transactions: the later ones join it.
        var recipients = pending.Offered.Select(offered => offered.Recipient);
        var dotted = (state.InFlight?.Recipients ?? []).Union(recipients);
        var attempt = new RelayAttempt(pending.AttemptId, now, [.. dotted], pending.Lacks);
        return state with { InFlight = attempt, MailStatus = pending.MailStatus };
    }

    private static VoicemailState OnRelayFinished(
        VoicemailState state, VoicemailInput.RelayFinished finished, VoicemailPolicy policy, DateTimeOffset now)
    {
        state = ApplyDelivered(state, finished.Outcomes, policy, now);
        if (state.InFlight?.AttemptId == finished.AttemptId) state = state with { InFlight = null };
        if (state.Stage != VoicemailStage.Relaying) return state;
        var changed = new Dictionary<string, Delivery>();
        var jitter = RetrySchedule.JitterOf(state.Id);
        foreach (var outcome in finished.Outcomes)
        {
            if (outcome.State == DeliveryState.Delivered || outcome.Offered is not { } offered) continue;
            if (Find(state, outcome.Recipient) is not { } delivery || !delivery.IsSameTry(offered)) continue;
            if (state.InFlight?.Recipients.Contains(outcome.Recipient) == true) continue;
            changed[outcome.Recipient] = outcome.State == DeliveryState.Refused
                ? delivery.Refused(outcome.Reply, now)
                : delivery.Postponed(outcome.State, outcome.Reply, outcome.Lacks, policy, jitter, now, now);
        }

        return Settle(Replace(state, changed).NoteReplies(policy, now, changed.Values), policy, now);
    }

    private static VoicemailState OnAbandoned(
        VoicemailState state, VoicemailInput.AttemptAbandoned abandoned, VoicemailPolicy policy, DateTimeOffset now)
    {
        state = ApplyMarks(state, abandoned.Marks, policy, now);
        if (state.InFlight is not { } attempt || attempt.AttemptId != abandoned.AttemptId) return state;
        var reply = new DeliveryReply(0, null, "The service stopped while the final dot was under way.", "");
        var jitter = RetrySchedule.JitterOf(state.Id);
        var open = state.Deliveries.Where(known => !known.IsSettled && attempt.Recipients.Contains(known.Recipient));
        var changed = open.ToDictionary(delivery => delivery.Recipient, delivery =>
            delivery.Postponed(DeliveryState.Uncertain, reply, attempt.Lacks, policy, jitter, attempt.At, now));
        state = Replace(state with { InFlight = null }, changed).NoteReplies(policy, now, changed.Values);
        return Settle(state, policy, now);
    }

    private static VoicemailStep OnReportWritten(
        VoicemailState state, VoicemailInput.ReportWritten written, VoicemailPolicy policy, DateTimeOffset now)
    {
        if (Decide(state, policy, now, isLateSeen: true) is not VoicemailWork.Report work) return Only(state);
        if (work.ReportId != written.ReportId) return Only(state);
        var told = Told(state, work, written.ReportId, policy, now);
        var report = VoicemailState.Received(written.ReportId, now, ReportEnvelope(state), written.SizeBytes) with
        {
            Stage = VoicemailStage.Relaying,
            ReportOn = state.Id,
            Deliveries = [DeliveryRules.Due(state.Envelope.ReversePath, 0, now)],
        };
        report = report.Note(policy, now, "received", $"Reports on {state.Id}.");
        return new VoicemailStep(told, [new VoicemailEffect.CreateReport(report, DueAt(report, policy, now))]);
    }

    private static VoicemailState OnReportFailed(
        VoicemailState state, VoicemailInput.ReportFailed failed, VoicemailPolicy policy, DateTimeOffset now) =>
        Decide(state, policy, now, isLateSeen: true) switch
        {
            VoicemailWork.Report work when work.Deliveries.Any(delivery => delivery.State == DeliveryState.Refused) =>
                Close(state, CloseReason.Parked, policy, now, failed.Why),
            VoicemailWork.Report work => Told(state, work, null, policy, now),
            _ => state,
        };

    private static VoicemailState Told(
        VoicemailState state, VoicemailWork.Report work, CorrelationId? by, VoicemailPolicy policy, DateTimeOffset now)
    {
        if (work.ReportId == DelayReportId(state))
            return (state with { IsDelayReported = true }).Note(
                policy, now, "late", by is { } late ? $"The sender is told by {late}." : "The sender could not be told.");
        var told = Replace(state, work.Deliveries.ToDictionary(
            delivery => delivery.Recipient, delivery => delivery with { IsReported = true }));
        return Settle(told with { ReportedBy = by ?? told.ReportedBy }, policy, now);
    }

    private static VoicemailStep OnContentPurged(VoicemailState state, VoicemailPolicy policy, DateTimeOffset now) =>
        Decide(state, policy, now) is VoicemailWork.Purge
            ? new VoicemailStep(state, [new VoicemailEffect.Forget()])
            : Only(state);

    /// <summary>
    /// Delivered always counts, whatever the stage and the attempt: nothing may send to this recipient again.
    /// </summary>
    private static VoicemailState ApplyDelivered(
        VoicemailState state, IReadOnlyList<RelayOutcome> outcomes, VoicemailPolicy policy, DateTimeOffset now)
    {
        var changed = new Dictionary<string, Delivery>();
        foreach (var outcome in outcomes)
            if (outcome.State == DeliveryState.Delivered
                && Find(state, outcome.Recipient) is { State: not DeliveryState.Delivered } delivery)
                changed[outcome.Recipient] = delivery.Delivered(outcome.Reply, now, outcome.Lacks);
        if (changed.Count == 0) return state;
        state = Replace(state, changed).NoteReplies(policy, now, changed.Values);
        return state.Stage switch
        {
            VoicemailStage.Relaying => Settle(state, policy, now),
            VoicemailStage.Closed => state with { ClosedAs = Ending(state) },
            _ => state,
        };
    }

    private static VoicemailState ApplyMarks(
        VoicemailState state, IReadOnlyList<DeliveredMark> marks, VoicemailPolicy policy, DateTimeOffset now)
    {
        var made = from delivery in state.Deliveries
            let mark = marks.LastOrDefault(delivery.IsMadeBy)
            where mark is not null
            let lacks = marks.Lacking(delivery.Recipient)
            select new RelayOutcome(delivery.Recipient, DeliveryState.Delivered, mark.Reply, Lacks: lacks);
        return ApplyDelivered(state, [.. made], policy, now);
    }

    /// <summary>Closes a message when nothing is open any more and nobody is left to be told.</summary>
    private static VoicemailState Settle(VoicemailState state, VoicemailPolicy policy, DateTimeOffset now)
    {
        if (state.Stage != VoicemailStage.Relaying || state.InFlight is not null) return state;
        state = TakeBackRefused(state, policy, now);
        if (state.Deliveries.Any(delivery => !delivery.IsSettled || state.IsReportable(delivery))) return state;
        var ending = Ending(state);
        return Close(state, ending, policy, now, ending switch
        {
            CloseReason.Parked when state.NeedsALook() && !HasRefused(state) =>
                "Delivered to every recipient, out of quarantine: please look.",
            CloseReason.Delivered => "Delivered to every recipient.",
            CloseReason.Bounced => $"Refused for some; the sender is told by {state.ReportedBy}.",
            _ => "Refused, and nobody can be told: please look.",
        });
    }

    private static CloseReason Ending(VoicemailState state)
    {
        var refused = state.Deliveries.Where(delivery => delivery.State == DeliveryState.Refused).ToList();
        if (state.Deliveries.Count > 0 && refused.Count == 0)
            return state.NeedsALook() ? CloseReason.Parked : CloseReason.Delivered;
        return refused.Any(delivery => delivery.IsReported) ? CloseReason.Bounced : CloseReason.Parked;
    }

    private static VoicemailState Close(
        VoicemailState state, CloseReason reason, VoicemailPolicy policy, DateTimeOffset now, string detail) =>
        (state with { Stage = VoicemailStage.Closed, ClosedAs = reason, ClosedAt = now })
            .Note(policy, now, "closed", detail);

    /// <summary>The state with a delivery due to everybody it was sent to, and the first line of its history.</summary>
    internal static VoicemailState Begun(VoicemailState state, VoicemailPolicy policy, DateTimeOffset now)
    {
        var recipients = state.Envelope.Recipients.Select(recipient => recipient.Address).Distinct();
        state = state with { Deliveries = [.. recipients.Select(recipient => DeliveryRules.Due(recipient, 0, now))] };
        var from = state.Envelope.ClientAddress is { } address ? $"From {address}, " : "";
        var whom = state.Deliveries.Count == 1 ? "one recipient" : $"{state.Deliveries.Count} recipients";
        var detail = $"{from}{state.SizeBytes} octets for {whom}.";
        return state.Note(policy, state.ReceivedAt, "received", detail);
    }

    private static List<VoicemailEffect.CreateTranscription> Transcriptions(
        VoicemailState state, MessageFacts facts, VoicemailPolicy policy, DateTimeOffset now) =>
        [.. facts.Recordings.Take(policy.RecordingsMax).Select(recording =>
        {
            var made = TranscriptionMachine.Begin(state.Id, recording.Number, facts.IsPrivate, policy, now);
            return new VoicemailEffect.CreateTranscription(made, TranscriptionMachine.DueAt(made, policy));
        })];

    private static string Kind(MessageKind kind) => kind == MessageKind.Voicemail
        ? "A voicemail whose recordings are not transcribed."
        : $"Passed on unchanged: {kind}.";

    private static bool HasRefused(VoicemailState state) => state.Deliveries.Any(d => d.State == DeliveryState.Refused);

    private static bool HasOpen(VoicemailState state) => state.Deliveries.Any(delivery => !delivery.IsSettled);

    private static Delivery? Find(VoicemailState state, string recipient) =>
        state.Deliveries.FirstOrDefault(delivery => delivery.Recipient == recipient);

    private static VoicemailState Replace(VoicemailState state, Dictionary<string, Delivery> changed)
    {
        if (changed.Count == 0) return state;
        var deliveries = state.Deliveries.Select(known => changed.GetValueOrDefault(known.Recipient, known));
        return state with { Deliveries = [.. deliveries] };
    }

    private static VoicemailStep Only(VoicemailState state) => new(state, []);

    private static VoicemailStep Answer(VoicemailState state, ActionAnswer answer) =>
        new(state, [new VoicemailEffect.Answer(answer)]);
}
