using Microsoft.Extensions.Logging;
using VoicemailOrleans.Core.Voicemail;

namespace VoicemailOrleans.Grains;

/// <summary>
/// One attempt to relay a message: compose, offer, commit before the dot, mark in the spool, commit the outcomes. What
/// each of these steps protects is told in <see cref="VoicemailMachine"/>.
/// </summary>
internal sealed class VoicemailRelay(
    IGrainStore store, ISpool spool, ISmarthost smarthost, IMailComposer composer, TimeProvider clock, ILogger logger)
{
    private static readonly TimeSpan StoreRetry = TimeSpan.FromSeconds(1);

    /// <summary>Makes the attempt and ends the turn.</summary>
    public async ValueTask RelayAsync(
        VoicemailTurn turn, IReadOnlyList<Delivery> offered, ReadOnlyMemory<byte> content,
        CancellationToken cancellationToken)
    {
        var (composed, lacks) = await ComposeAsync(turn, offered[0], content, cancellationToken);
        if (composed is not { } mail)
        {
            turn.Learn(new VoicemailInput.LateMailFailed());
            await turn.RestAsync(cancellationToken);
            return;
        }

        var attempt = new Attempt(turn.Lease!.Token, offered, mail.Status, lacks);
        var outcomes = await OfferAsync(turn, attempt, mail, cancellationToken);
        List<RelayOutcome> tooLarge = [.. outcomes.Where(IsTooLarge)];
        if (tooLarge.Count > 0 && mail.Status is not null && !offered[0].IsLate)
        {
            GrainLog.TooLarge(logger, turn.State.Id);
            var bare = composer.ComposeBare(content, turn.State, offered[0], turn.Now);
            var second = attempt with
            {
                Offered = [.. tooLarge.Select(outcome => outcome.Offered!)],
                MailStatus = bare.Status,
                Lacks = turn.State.LackingAll(turn.Policy),
            };
            attempt.Dotted.ExceptWith(tooLarge.Select(outcome => outcome.Recipient));
            outcomes = [.. outcomes.Except(tooLarge), .. await OfferAsync(turn, second, bare, cancellationToken)];
        }

        // Words that are here already: nobody will wake the voicemail for them.
        var delivered = outcomes.Where(outcome => outcome.State == DeliveryState.Delivered);
        if (delivered.Any(outcome => outcome.Lacks?.Except(lacks ?? []).Any() is true)) turn.ComeBack();
        // From here on nothing may stop the bookkeeping, not even a lost lease: what was delivered stays delivered.
        await RecordAsync(turn, attempt, outcomes);
    }

    /// <summary>Offers a mail, and gives an outcome for every recipient.</summary>
    private async ValueTask<List<RelayOutcome>> OfferAsync(
        VoicemailTurn turn, Attempt attempt, ComposedMail mail, CancellationToken cancellationToken)
    {
        var envelope = turn.State.Envelope;
        // Who wanted to be told of the message's fate has been: a report on the late transcript would contradict it.
        var recipients = attempt.Offered.Select(delivery => delivery.IsLate
            ? new EnvelopeRecipient(delivery.Recipient, "NEVER")
            : envelope.Recipients.FirstOrDefault(recipient => recipient.Address == delivery.Recipient)
            ?? new EnvelopeRecipient(delivery.Recipient));
        var request = new RelayRequest(turn.State.Id, [.. recipients], mail.Content, envelope)
        {
            IsOriginal = attempt.Offered[0].Round == 0 && turn.State.ReportOn is null,
            IsLate = attempt.Offered[0].IsLate,
            OnDelivered = delivered => MarkAsync(turn, attempt, Complete(attempt, delivered)),
        };
        try
        {
            return Complete(attempt, await smarthost.RelayAsync(
                request, (accepted, token) => MayDotAsync(turn, attempt, accepted, token), cancellationToken));
        }
        catch (Exception e) when (attempt.MayBeInFlight)
        {
            // Without an outcome, the attempt would have to be called uncertain by whoever finds it a minute later.
            if (e is not OperationCanceledException) GrainLog.RelayBroke(logger, e, turn.State.Id);
            return Complete(attempt, []);
        }
    }

    /// <summary>
    /// The server takes no mail of this size (RFC 3463, x.3.4): the recording alone, a little smaller, may fit.
    /// </summary>
    private static bool IsTooLarge(RelayOutcome outcome) =>
        outcome is { State: DeliveryState.Refused, Reply.EnhancedCode: "5.3.4" };

    /// <summary>The mail, null when it was a late transcript that cannot be written; and what it lacks.</summary>
    private async ValueTask<(ComposedMail? Mail, IReadOnlyList<int>? Lacks)> ComposeAsync(
        VoicemailTurn turn, Delivery first, ReadOnlyMemory<byte> content, CancellationToken cancellationToken)
    {
        if (turn.State.ReportOn is not null) return (new ComposedMail([content], null), null);
        var transcriptions = turn.State.Quarantine is null
            ? await store.ReadTranscriptionsAsync(turn.State, cancellationToken)
            : [];
        var mail = first switch
        {
            { IsLate: true } => composer.ComposeLate(content, turn.State, transcriptions, first.Round, first.Since),
            { Round: > 0 } => composer.ComposeResend(content, turn.State, transcriptions, first, turn.Now),
            _ => composer.Compose(content, turn.State, transcriptions),
        };
        // One that nothing could be written into would not show words that come later either.
        return (mail, mail?.Status is null ? null : turn.State.Lacking(transcriptions, turn.Policy));
    }

    private async ValueTask<bool> MayDotAsync(
        VoicemailTurn turn, Attempt attempt, IReadOnlyList<string> accepted, CancellationToken cancellationToken)
    {
        var trying = attempt.Offered.Where(delivery => accepted.Contains(delivery.Recipient)).ToList();
        turn.Learn(new VoicemailInput.DotPending(attempt.Id, trying, attempt.MailStatus, attempt.Lacks));
        attempt.MayBeInFlight = true;
        try
        {
            var committed = await turn.CommitAsync(ends: false, cancellationToken);
            var present = turn.State.InFlight;
            var inFlight = present?.AttemptId == attempt.Id ? present.Recipients : [];
            if (committed && trying.Count > 0 && trying.All(delivery => inFlight.Contains(delivery.Recipient)))
            {
                attempt.Dotted.UnionWith(trying.Select(delivery => delivery.Recipient));
                return true;
            }

            GrainLog.DotDenied(logger, null, turn.State.Id, "another attempt was quicker");
        }
        catch (Exception e)
        {
            // It may have been written all the same; then the outcomes' commit finds it and clears it.
            GrainLog.DotDenied(logger, e, turn.State.Id, "the store failed or the turn was cancelled");
        }

        return false;
    }

    /// <summary>
    /// An outcome for every recipient. The port promises one; without, what is unknown is taken for uncertain.
    /// </summary>
    private static List<RelayOutcome> Complete(Attempt attempt, IReadOnlyList<RecipientOutcome> answers) =>
        [.. attempt.Offered.Select(delivery =>
        {
            var answer = answers.FirstOrDefault(candidate => candidate.Recipient == delivery.Recipient);
            var lacks = delivery.LackingWith(attempt.Lacks);
            if (answer is not null)
                return new RelayOutcome(delivery.Recipient, answer.State, answer.Reply, delivery, lacks);
            var isDotted = attempt.Dotted.Contains(delivery.Recipient);
            var why = isDotted ? "without an answer for this recipient" : "before the final dot";
            var reply = new DeliveryReply(0, null, $"The attempt ended {why}.", "");
            var state = isDotted ? DeliveryState.Uncertain : DeliveryState.Deferred;
            return new RelayOutcome(delivery.Recipient, state, reply, delivery, lacks);
        })];

    /// <summary>
    /// Marks who has the message, each once. Between two transactions too: a silo that dies in the second has read the
    /// reply to the first, and nobody else can know of it.
    /// </summary>
    private async ValueTask MarkAsync(VoicemailTurn turn, Attempt attempt, IEnumerable<RelayOutcome> outcomes)
    {
        foreach (var outcome in outcomes.Where(outcome => outcome.State == DeliveryState.Delivered))
        {
            if (attempt.Marked.Contains(outcome.Recipient)) continue;
            try
            {
                var mark = new DeliveredMark(
                    attempt.Id, outcome.Recipient, turn.Now, outcome.Reply, outcome.Offered?.Round, outcome.Lacks);
                await spool.MarkDeliveredAsync(turn.State.Id, mark, CancellationToken.None);
                attempt.Marked.Add(outcome.Recipient);
            }
            catch (Exception e)
            {
                GrainLog.MarkFailed(logger, e, turn.State.Id);
            }
        }
    }

    private async ValueTask RecordAsync(VoicemailTurn turn, Attempt attempt, List<RelayOutcome> outcomes)
    {
        await MarkAsync(turn, attempt, outcomes);
        turn.Learn(new VoicemailInput.RelayFinished(attempt.Id, outcomes));
        await CommitAsync(turn);
        int Count(DeliveryState state) => outcomes.Count(outcome => outcome.State == state);
        GrainLog.Relayed(
            logger, turn.State.Id, Count(DeliveryState.Delivered), Count(DeliveryState.Deferred),
            Count(DeliveryState.Refused), Count(DeliveryState.Uncertain));
    }

    /// <summary>
    /// Waits for a store that is away, as long as no successor would take the attempt for abandoned.
    /// </summary>
    private async ValueTask CommitAsync(VoicemailTurn turn)
    {
        var started = clock.GetTimestamp();
        while (true)
        {
            try
            {
                await turn.CommitAsync(ends: true, CancellationToken.None);
                return;
            }
            catch (GrainStoreUnavailableException e)
                when (clock.GetElapsedTime(started) < turn.Policy.InFlightPatience)
            {
                GrainLog.OutcomesWait(logger, e, turn.State.Id);
                await Task.Delay(StoreRetry, clock, CancellationToken.None);
            }
        }
    }

    /// <summary>An attempt, and one mail of it: what is known of its dots is known of all its mails.</summary>
    private sealed record Attempt(
        string Id, IReadOnlyList<Delivery> Offered, string? MailStatus, IReadOnlyList<int>? Lacks)
    {
        /// <summary>The store may hold it as in flight.</summary>
        public bool MayBeInFlight { get; set; }

        /// <summary>Those whose final dot may have been sent.</summary>
        public HashSet<string> Dotted { get; } = new(StringComparer.Ordinal);

        /// <summary>Those who are marked in the spool as having it.</summary>
        public HashSet<string> Marked { get; } = new(StringComparer.Ordinal);
    }
}
