using VoicemailOrleans.Grains;

namespace VoicemailOrleans.Silo.Hosting;

/// <summary>
/// The turns under way, and how many more of each kind may start. No kind may hold more than three quarters of the
/// slots: transcriptions that wait for an engine leave room for relays, and relays that wait for a dead smarthost leave
/// room for transcriptions.
/// </summary>
internal sealed class GrainHostSlots(int concurrency)
{
    private readonly Lock gate = new();
    private readonly Dictionary<string, GrainHostTurn> turns = [];
    private readonly int perKind = Math.Max(1, concurrency - concurrency / 4);

    /// <summary>Turns under way.</summary>
    public int Count
    {
        get
        {
            lock (gate) return turns.Count;
        }
    }

    /// <summary>All of them.</summary>
    public IReadOnlyList<GrainHostTurn> Turns
    {
        get
        {
            lock (gate) return [.. turns.Values];
        }
    }

    /// <summary>A suspect's turn is under way.</summary>
    public bool HasSuspect
    {
        get
        {
            lock (gate) return turns.Values.Any(turn => turn.Claim.Strikes >= Strikes.Suspect);
        }
    }

    /// <summary>What to claim for the turns that may start now; of no kind when there is no room.</summary>
    public ClaimRequest Room(string silo, TimeSpan lease, IEnumerable<string> kinds)
    {
        lock (gate)
        {
            var free = concurrency - turns.Count;
            var held = turns.Values.CountBy(turn => turn.Claim.Record.Id.Kind).ToDictionary();
            var shares = kinds.Select(kind =>
                new KindShare(kind, Math.Min(free, perKind - held.GetValueOrDefault(kind))));
            return new ClaimRequest(silo, lease, free, [.. shares.Where(share => share.Max > 0)]);
        }
    }

    /// <summary>
    /// Takes a slot; returns the turn that still runs for the same grain, whose lease is therefore lost.
    /// </summary>
    public GrainHostTurn? Add(GrainHostTurn turn)
    {
        lock (gate)
        {
            var former = turns.Values.FirstOrDefault(other => other.Claim.Record.Id == turn.Claim.Record.Id);
            turns.Add(turn.Claim.Lease.Token, turn);
            return former;
        }
    }

    /// <summary>Gives the slot back.</summary>
    public void Remove(ClaimedGrain claim)
    {
        lock (gate) turns.Remove(claim.Lease.Token);
    }
}
