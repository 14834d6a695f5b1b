using VoicemailOrleans.Core.Voicemail;
using VoicemailOrleans.Grains;

namespace VoicemailOrleans.Tests.Simulation;

/// <summary>A promise was broken.</summary>
internal sealed class BrokenPromiseException(string what) : Exception(what);

/// <summary>
/// Knows what was acknowledged, what the smarthost took and what was committed, and checks the promises at every step.
/// </summary>
internal sealed class Ledger(SimulatedWorld world)
{
    private readonly Dictionary<CorrelationId, VoicemailState> known = [];
    private readonly HashSet<CorrelationId> acknowledged = [];
    private readonly HashSet<CorrelationId> forgotten = [];
    private readonly HashSet<CorrelationId> failed = [];
    private readonly Dictionary<(CorrelationId, string), bool> refusals = [];
    private readonly Dictionary<(CorrelationId, string, int), int> copies = [];
    private readonly Dictionary<(CorrelationId, string, int), int> doubts = [];

    private readonly Dictionary<GrainId, (DateTimeOffset At, int Times)> claims = [];

    /// <summary>
    /// The first promise that was broken: kept here too, since the code under test may catch what is thrown at it.
    /// </summary>
    public BrokenPromiseException? Broken { get; private set; }

    /// <summary>Copies that smarthosts took, of all messages.</summary>
    public int Copies => copies.Values.Sum();

    /// <summary>Resends that the helpdesk wanted, by message: a double click is one.</summary>
    public Dictionary<CorrelationId, int> Wishes { get; } = [];

    /// <summary>Messages with a 250.</summary>
    public IReadOnlyCollection<CorrelationId> Acknowledged => acknowledged;

    /// <summary>The last committed state of a message, purged ones included.</summary>
    public VoicemailState? Find(CorrelationId id) => known.GetValueOrDefault(id);

    /// <summary>A message has its 250 and its grain.</summary>
    public void Acknowledge(VoicemailState state)
    {
        acknowledged.Add(state.Id);
        known[state.Id] = state;
    }

    /// <summary>Some recipients do not exist, and go on not existing.</summary>
    public bool IsRefused(CorrelationId id, string recipient)
    {
        if (!refusals.TryGetValue((id, recipient), out var refused))
            refusals[(id, recipient)] = refused = world.Strikes(world.Rates.RecipientRefused);
        return refused;
    }

    /// <summary>An attempt begins; answers which round each recipient is in.</summary>
    public IReadOnlyDictionary<string, int> AttemptBegins(RelayRequest request)
    {
        var state = known[request.Id];
        if (state.ReportOn is null && state.Deliveries.All(delivery => delivery is { Attempts: 0, Round: 0 }))
            Require(world.Now <= state.ReceivedAt + world.Patience, request.Id, "left late");
        return state.Deliveries.ToDictionary(delivery => delivery.Recipient, delivery => delivery.Round);
    }

    /// <summary>The smarthost has a copy.</summary>
    public void Taken(CorrelationId id, string recipient, int round)
    {
        world.Note($"taken {id} {recipient}");
        var before = copies.GetValueOrDefault((id, recipient, round));
        Require(before <= doubts.GetValueOrDefault((id, recipient, round)), id,
            $"copy {before + 1} to {recipient} without a doubt on record");
        copies[(id, recipient, round)] = before + 1;
    }

    /// <summary>
    /// A silo claimed a grain. The same one again and again at one instant means that its turns come to nothing.
    /// </summary>
    public void Claimed(GrainId id)
    {
        var times = claims.TryGetValue(id, out var last) && last.At == world.Now ? last.Times + 1 : 1;
        claims[id] = (world.Now, times);
        if (times > 50) Require(false, default, $"{id} spins");
    }

    /// <summary>Sees every commit that was written.</summary>
    public void Committed(GrainCommit commit)
    {
        foreach (var write in commit.Writes)
        {
            world.Note($"written {write.GetType().Name} {write.Id}");
            if (write is GrainWrite.Put put)
                Require(put.DueAt < world.Now + TimeSpan
                    .FromDays(60), default, $"{put.Id} is put off until {put.DueAt}");
            if (write.Id.Kind != GrainKinds.Voicemail) continue;
            var id = CorrelationId.Parse(write.Id.Key);
            if (write is GrainWrite.Put { State: var document }) Written(id, GrainJson.ReadVoicemail(document), commit);
            if (write is GrainWrite.Delete) Deleted(id);
        }
    }

    /// <summary>All is over.</summary>
    public void CheckEnd()
    {
        foreach (var id in known.Keys) Require(forgotten.Contains(id), id, "was never purged");
        foreach (var record in world.Store.Everything) Require(false, default, $"{record.Id} was left in the store");
        foreach (var id in world.Spool.Kept) Require(false, id, "was left in the spool");
        foreach (var (id, wishes) in Wishes)
            Require(world.ClockMayJump
                || known[id].Resends <= wishes, id, $"was resent {known[id].Resends} times for {wishes} wishes");
    }

    private void Written(CorrelationId id, VoicemailState state, GrainCommit commit)
    {
        var before = known.GetValueOrDefault(id);
        known[id] = state;
        if (state.ClosedAs is CloseReason.Parked or CloseReason.Bounced) failed.Add(id);
        if (before is null) CheckReport(state);
        if (before is { Stage: VoicemailStage.Received }
            && state is { ClosedAs: not CloseReason.Duplicate, Facts: not null }) CheckTwins(state);
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

    private void CheckReport(VoicemailState report)
    {
        Require(report.ReportOn is not null, report.Id, "came from nowhere");
        var original = known[report.ReportOn!.Value];
        Require(original.Envelope.ReversePath.Length > 0 && original.ReportOn is null, report.Id, "reports to nobody");
        Require(report.Envelope.ReversePath.Length == 0, report.Id, "is a report with a reverse-path");
    }

    private void CheckTwins(VoicemailState state)
    {
        if (IntakeKey.Of(state.Envelope, state.Facts!) is not { } key) return;
        foreach (var other in known.Values)
        {
            if (other.Id == state.Id || other.Facts is not { } facts
                || IntakeKey.Of(other.Envelope, facts) != key) continue;
            if (forgotten.Contains(other.Id) || failed.Contains(other.Id)
                || other.ClosedAs == CloseReason.Duplicate) continue;
            var readAt = other.History.FirstOrDefault(line => line.Event is "transcribing" or "read")?.At;
            Require(readAt is null || world.Now >= readAt + world.Policy.DuplicateWindow, state.Id,
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
                Require(state.Deliveries
                    .All(delivery => delivery.State == DeliveryState.Delivered), state.Id, "is not delivered to all");
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
        Require(last.Stage == VoicemailStage.Closed
            && world.Now >= last.ClosedAt + world.Policy.Retention, id, "was deleted before its time");
        forgotten.Add(id);
    }

    private void Require(bool kept, CorrelationId id, string otherwise)
    {
        if (kept) return;
        Broken ??= new BrokenPromiseException($"{id} {otherwise}");
        throw Broken;
    }
}
