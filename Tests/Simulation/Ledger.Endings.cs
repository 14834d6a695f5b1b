using VoicemailOrleans.Core.Voicemail;
using VoicemailOrleans.Grains;

namespace VoicemailOrleans.Tests.Simulation;

/// <summary>What must be true of every state that is written, and of how it all ends.</summary>
internal sealed partial class Ledger
{
    /// <summary>All is over: what was accepted has ended, and nothing is left of it.</summary>
    public void CheckEnd()
    {
        foreach (var id in acknowledged) Require(known.ContainsKey(id), id, "was lost");
        foreach (var id in journalled.Keys) Require(known.ContainsKey(id), id, "stays in a journal");
        foreach (var id in known.Keys.Except(unwanted)) Require(forgotten.Contains(id), id, "was never purged");
        foreach (var record in world.Store.Everything) Require(false, default, $"{record.Id} was left in the store");
        foreach (var id in world.Volume.Files.Kept) Require(false, id, "was left in the spool");
        foreach (var (id, wishes) in Wishes)
            Require(world.ClockMayJump || known[id].Resends - LateRounds(id) <= wishes, id,
                $"was resent {known[id].Resends} times for {wishes} wishes");
    }

    private void Written(CorrelationId id, VoicemailState state, GrainCommit commit)
    {
        var before = known.GetValueOrDefault(id);
        known[id] = state;
        forgotten.Remove(id);
        if (state.ClosedAs is CloseReason.Parked or CloseReason.Bounced) failed.Add(id);
        if (before is null) CheckOrigin(state);
        if (before is { Stage: VoicemailStage.Received } && state.Stage != VoicemailStage.Received)
        {
            if (state is { ClosedAs: not CloseReason.Duplicate, Facts: not null }) CheckTwins(state);
            readAt.TryAdd(id, world.Now);
        }

        CheckQuarantine(state);
        CheckActions(before, state);
        CheckLate(before, state);
        Require(state.History.Count <= world.Policy.HistoryMax, id, "has too long a history");
        foreach (var delivery in state.Deliveries)
        {
            var key = (id, delivery.Recipient, delivery.Round);
            doubts[key] = Math.Max(doubts.GetValueOrDefault(key), delivery.UncertainAttempts);
            if (delivery.State == DeliveryState.Delivered)
                Require(copies.Keys.Any(copy => copy.Item1 == id && copy.Item2 == delivery.Recipient), id,
                    $"never reached {delivery.Recipient}");
        }

        if (state.Stage == VoicemailStage.Closed) CheckClosed(state, commit);
    }

    private void CheckOrigin(VoicemailState state)
    {
        if (journalled.ContainsKey(state.Id)) return;
        Require(state.ReportOn is not null, state.Id, "came from nowhere");
        var original = known[state.ReportOn!.Value];
        Require(original.Envelope.ReversePath.Length > 0 && original.ReportOn is null, state.Id, "reports to nobody");
        Require(state.Envelope.ReversePath.Length == 0, state.Id, "is a report with a reverse-path");
    }

    /// <summary>Where nothing else kills, only the poison is quarantined, and it arrives all the same.</summary>
    private void CheckQuarantine(VoicemailState state)
    {
        if (state.Quarantine is not { } quarantine || !world.OnlyPoisonKills || world.Poisons.Count > 1) return;
        var poison = world.Poisons.GetValueOrDefault(state.Id);
        Require(poison != Poison.None, state.Id, "was quarantined without fault");
        Require(quarantine.StrikeOuts < 2 || poison == Poison.KillsRelay, state.Id, "was given up too soon");
    }

    /// <summary>What is on hold is not deleted, and what is not over cannot be.</summary>
    private void CheckActions(VoicemailState? before, VoicemailState state)
    {
        Require(state.Hold is null || state.Deletion is null, state.Id, "is held and deleted");
        Require(state.Deletion is null || state.Stage == VoicemailStage.Closed, state.Id, "is deleted on its way");
        if (state.Deletion is not { } deletion || before is not { Hold: null, Deletion: null } kept) return;
        Require(deletion.PurgeAt <= (kept.ReleasedAt > kept.ClosedAt ? kept.ReleasedAt : kept.ClosedAt)
            + world.Policy.Retention + 2 * world.ClockErrorMax, state.Id, "is kept longer for having been deleted");
    }

    private void CheckTwins(VoicemailState state)
    {
        // The memory of a message may be lost with the store's newest commits.
        if (world.MayFallBack || IntakeKey.Of(state.Envelope, state.Facts!) is not { } key) return;
        var window = world.Policy.DuplicateWindow - 2 * world.ClockErrorMax;
        foreach (var other in known.Values)
        {
            if (other.Id == state.Id || other.Facts is not { } facts
                || IntakeKey.Of(other.Envelope, facts) != key) continue;
            // A copy that the helpdesk sent on its way all the same is not what later ones are measured by.
            if (forgotten.Contains(other.Id) || failed.Contains(other.Id) || other.DuplicateOf is not null) continue;
            Require(!readAt.TryGetValue(other.Id, out var at) || world.Now >= at + window, state.Id,
                $"repeats {other.Id} and is relayed too");
        }
    }

    private void CheckClosed(VoicemailState state, GrainCommit commit)
    {
        Require(state.InFlight is null, state.Id, "is closed with a dot on the wire");
        Require(state.Deliveries.All(delivery => delivery.IsSettled), state.Id, "is closed with open recipients");
        switch (state.ClosedAs)
        {
            case CloseReason.Delivered:
                Require(state.Deliveries.All(delivery => delivery.State == DeliveryState.Delivered), state.Id,
                    "is not delivered to all");
                Require(state.Envelope.Recipients
                    .All(recipient => state.Deliveries.Any(delivery => delivery.Recipient == recipient.Address))
                    || state.DuplicateOf is not null, state.Id, "forgot a recipient");
                break;
            case CloseReason.Bounced:
                Require(state.ReportedBy is { } report
                    && (known.ContainsKey(report) || commit.Writes.Any(write => write.Id.Key == report.Value)),
                    state.Id, "has no report");
                break;
            case CloseReason.Duplicate:
                Require(known.ContainsKey(state.DuplicateOf!.Value), state.Id, "repeats a message that never was");
                break;
            default:
                Require(state.ClosedAs == CloseReason.Parked, state.Id, "is closed without a reason");
                break;
        }
    }

    private void Deleted(CorrelationId id)
    {
        var last = known[id];
        var due = last.Deletion?.PurgeAt ?? last.ClosedAt + world.Policy.Retention;
        Require(last.Stage == VoicemailStage.Closed && world.Now >= due - 2 * world.ClockErrorMax,
            id, "was deleted before its time");
        Require(last.Hold is null, id, "was deleted although it is held");
        CheckFollowed(last);
        forgotten.Add(id);
    }
}
