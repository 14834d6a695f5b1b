using VoicemailOrleans.Core.Voicemail;
using VoicemailOrleans.Grains;
using VoicemailOrleans.Silo.Hosting;

namespace VoicemailOrleans.Tests.Simulation;

/// <summary>A promise was broken.</summary>
internal sealed class BrokenPromiseException(string what) : Exception(what);

/// <summary>
/// Knows what was acknowledged, what the smarthost took and what was committed, and checks the promises at every step.
/// </summary>
internal sealed partial class Ledger(SimulatedWorld world)
{
    private const int TurnsPerMinuteMax = 60;
    private const int QuarantinesPerDayMax = 20;

    private readonly Dictionary<CorrelationId, VoicemailState> known = [];
    private readonly Dictionary<CorrelationId, JournalMessage> journalled = [];
    private readonly HashSet<CorrelationId> acknowledged = [];
    private readonly HashSet<CorrelationId> forgotten = [];
    private readonly HashSet<CorrelationId> unwanted = [];
    private readonly HashSet<CorrelationId> failed = [];
    private readonly Dictionary<CorrelationId, DateTimeOffset> readAt = [];
    private readonly Dictionary<(CorrelationId, string), bool> refusals = [];
    private readonly Dictionary<(CorrelationId, string, int), int> copies = [];
    private readonly Dictionary<(CorrelationId, string, int), int> doubts = [];
    private readonly Dictionary<(CorrelationId, string, int), int> oldDoubts = [];
    private readonly Dictionary<CorrelationId, int> fallbacks = [];

    private readonly List<(CorrelationId Id, DeliveredMark Mark, DateTimeOffset At)> marks = [];
    private readonly Dictionary<((string Token, string History)?, CorrelationId), DateTimeOffset> marksRead = [];

    private readonly Dictionary<GrainId, (DateTimeOffset Since, int Times)> struckOut = [];
    private readonly Dictionary<GrainId, (DateTimeOffset Since, int Times)> claims = [];

    /// <summary>
    /// The first promise that was broken: kept here too, since the code under test may catch what is thrown at it.
    /// </summary>
    public BrokenPromiseException? Broken { get; private set; }

    /// <summary>Copies that smarthosts took, of all messages.</summary>
    public int Copies => copies.Values.Sum();

    /// <summary>Resends that the helpdesk wanted, by message: a double click is one.</summary>
    public Dictionary<CorrelationId, int> Wishes { get; } = [];

    /// <summary>Somebody has put the message on hold.</summary>
    public bool IsHeld(CorrelationId id) =>
        known.GetValueOrDefault(id) is { Hold: not null } && !forgotten.Contains(id);

    /// <summary>A message is durable in a journal.</summary>
    public void Journalled(JournalMessage message) => journalled.Add(message.Id, message);

    /// <summary>A message has its 250.</summary>
    public void Acknowledged(CorrelationId id)
    {
        world.Note($"250 {id}");
        acknowledged.Add(id);
    }

    /// <summary>
    /// The store lost its newest commits: what it holds is what counts now, and what it lost may be done again.
    /// </summary>
    public void FellBack(IReadOnlyList<GrainRecord> before, IReadOnlyList<GrainRecord> now)
    {
        var held = now.ToDictionary(record => record.Id);
        foreach (var record in before.Where(record => record.Id.Kind == GrainKinds.Voicemail))
        {
            if (held.GetValueOrDefault(record.Id)?.State.Span.SequenceEqual(record.State.Span) == true) continue;
            var id = CorrelationId.Parse(record.Id.Key);
            fallbacks[id] = fallbacks.GetValueOrDefault(id) + 1;
            // Whether a report that was lost is wanted any more is its message's to say.
            if (!held.ContainsKey(record.Id) && known[id].ReportOn is not null) unwanted.Add(id);
            // What was uncertain before stays so, though nothing tells of it any more and the state counts anew.
            foreach (var key in doubts.Keys.Where(key => key.Item1 == id).ToList())
            {
                oldDoubts[key] = oldDoubts.GetValueOrDefault(key) + doubts[key];
                doubts[key] = 0;
            }
        }

        foreach (var record in now.Where(record => record.Id.Kind == GrainKinds.Voicemail))
        {
            var id = CorrelationId.Parse(record.Id.Key);
            known[id] = GrainJson.ReadVoicemail(record.State);
            forgotten.Remove(id);
        }
    }

    /// <summary>Some recipients do not exist, and go on not existing.</summary>
    public bool IsRefused(CorrelationId id, string recipient)
    {
        if (!refusals.TryGetValue((id, recipient), out var refused))
            refusals[(id, recipient)] = refused = world.Strikes(world.Rates.RecipientRefused);
        return refused;
    }

    /// <summary>The spool has a delivery on record.</summary>
    public void Marked(CorrelationId id, DeliveredMark mark) => marks.Add((id, mark, world.Now));

    /// <summary>Marks go with the message: who looks for them now finds none, and is stopped before the dot.</summary>
    public void Purged(CorrelationId id) => marks.RemoveAll(marked => marked.Id == id);

    /// <summary>The present turn looks at the marks of a message.</summary>
    public void MarksRead(CorrelationId id) => marksRead[(world.Turn.Value, id)] = world.Now;

    /// <summary>An attempt begins; answers which round each recipient is in.</summary>
    public IReadOnlyDictionary<string, int> AttemptBegins(RelayRequest request)
    {
        var state = known[request.Id];
        if (world.Turn.Value?.History == world.Store.History) RequireInTimeAndUnmarked(state, request);
        return state.Deliveries.ToDictionary(delivery => delivery.Recipient, delivery => delivery.Round);
    }

    /// <summary>The smarthost has a copy.</summary>
    public void Taken(RelayRequest request, string recipient, int round)
    {
        var id = request.Id;
        world.Note($"taken {id} {recipient}");
        var key = (id, recipient, round);
        var before = copies.GetValueOrDefault(key);
        var doubtful = doubts.GetValueOrDefault(key) + oldDoubts.GetValueOrDefault(key);
        Require(before <= doubtful + fallbacks.GetValueOrDefault(id), id,
            $"copy {before + 1} to {recipient} without a doubt on record");
        copies[key] = before + 1;
        TakenWith(request, recipient, round);
        if (journalled.TryGetValue(id, out var message))
            Require(request.Content[^1].Span.SequenceEqual(message.Content[0].Span), id, "was changed on its way");
    }

    /// <summary>
    /// A silo takes a grain's turn. The same one again and again means that its turns come to nothing, or, of one that
    /// struck out, that it goes on killing: what is left of that is tried once a day.
    /// </summary>
    public void Claimed(ClaimedGrain claim)
    {
        var id = claim.Record.Id;
        Require(Count(claims, id, TimeSpan.FromMinutes(1)) <= TurnsPerMinuteMax, default, $"{id} spins");
        if (claim.Strikes < Strikes.Out) return;
        Require(Count(struckOut, id, TimeSpan.FromDays(1)) <= QuarantinesPerDayMax, default, $"{id} goes on killing");
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
            if (write is GrainWrite.Put { Id.Kind: GrainKinds.Transcription } made) Transcribed(made);
            if (write.Id.Kind != GrainKinds.Voicemail) continue;
            var id = CorrelationId.Parse(write.Id.Key);
            if (write is GrainWrite.Put { State: var document }) Written(id, GrainJson.ReadVoicemail(document), commit);
            if (write is GrainWrite.Delete) Deleted(id);
        }
    }

    private int Count(Dictionary<GrainId, (DateTimeOffset Since, int Times)> counts, GrainId id, TimeSpan window)
    {
        var (since, times) = counts.GetValueOrDefault(id);
        counts[id] = world.Now > since + window ? (world.Now, 1) : (since, times + 1);
        return counts[id].Times;
    }

    /// <summary>A turn that began before the store fell back knows what is lost, and is stopped before the dot.</summary>
    private void RequireInTimeAndUnmarked(VoicemailState state, RelayRequest request)
    {
        var marksSeen = marksRead[(world.Turn.Value, request.Id)];
        // Nor does one know that the late transcript it brings was given up meanwhile.
        foreach (var delivery in state.Deliveries
            .Where(delivery => IsOffered(request, delivery) && delivery.IsLate == request.IsLate))
            Require(!marks.Any(marked => marked.Id == request.Id && marked.At < marksSeen
                && delivery.IsMadeBy(marked.Mark)), request.Id, "is sent again in spite of its mark");
        if (state.ReportOn is null && state.Deliveries.All(delivery => delivery is { Attempts: 0, Round: 0 }))
            Require(world.Now <= state.ReceivedAt + world.Patience, request.Id, "left late");
    }

    private static bool IsOffered(RelayRequest request, Delivery delivery) =>
        request.Recipients.Any(recipient => recipient.Address == delivery.Recipient);

    private void Require(bool kept, CorrelationId id, string otherwise)
    {
        if (kept) return;
        Broken ??= new BrokenPromiseException($"{id} {otherwise}");
        throw Broken;
    }
}
